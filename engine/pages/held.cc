#include "engine/pages/held.h"

#include <fmt/format.h>

#include "base/html.h"

namespace assent::engine {
namespace {

std::string table(const std::vector<std::string>& head, const std::string& rows) {
  std::string cells;
  for (const std::string& name : head) cells += fmt::format("<th scope=\"col\">{}</th>", name);
  return fmt::format("<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>\n", cells, rows);
}

std::string row(const std::vector<std::string>& cells) {
  std::string out = "<tr>";
  for (const std::string& cell : cells) out += fmt::format("<td>{}</td>", cell);
  return out + "</tr>\n";
}

std::string by_key(channels::ProvidedBy by) {
  return "by_" + std::string(channels::name(by));
}

std::string part(const Words& words, std::string_view title, const std::string& content) {
  return fmt::format("<h3>{}</h3>\n{}", words.html(title),
                     content.empty() ? fmt::format("<p>{}</p>\n", words.html("held_nothing")) : content);
}

std::string points_html(const Held& held, const Choices& choices, const Words& words) {
  std::string rows;
  for (const HeldPoint& point : held.points) {
    rows += row({escape_html(point.address),
                 words.html(by_key(point.provided_by),
                            {{"through", point.through.empty() ? "–" : std::string_view(point.through)}}),
                 escape_html(words.day(point.at, choices.zone))});
  }
  if (rows.empty()) return rows;
  return table({words.html("held_value"), words.html("held_from"), words.html("held_since")}, rows);
}

std::string consents_html(const Held& held, const Choices& choices, const Words& words) {
  std::string rows;
  for (const HeldConsent& c : held.consents) {
    std::string wording;
    if (!c.wording.empty()) {
      wording = fmt::format("<details><summary>{}</summary><blockquote{}>{}</blockquote></details>",
                            words.html("held_wording"),
                            c.language.empty() ? "" : fmt::format(" lang=\"{}\"", escape_html(c.language)),
                            escape_html(c.wording));
    }
    rows += row({fmt::format("{} – {}<br>{}{}", escape_html(c.purpose),
                             escape_html(channel_label(words, c.channel)), escape_html(c.address), wording),
                 words.html("state_" + std::string(channels::name(c.state))),
                 escape_html(words.day(c.since, choices.zone))});
  }
  if (rows.empty()) return rows;
  return table({words.html("held_what"), words.html("held_state"), words.html("held_since")}, rows);
}

std::string attributes_html(const Held& held, const Choices& choices, const Words& words) {
  std::string rows;
  for (const HeldAttribute& a : held.attributes) {
    rows +=
        row({escape_html(a.name), escape_html(a.value), words.html("source_" + std::string(name(a.source))),
             escape_html(words.day(a.at, choices.zone))});
  }
  if (rows.empty()) return rows;
  return table(
      {words.html("held_kind"), words.html("held_value"), words.html("held_from"), words.html("held_since")},
      rows);
}

}  // namespace

std::string held_html(const Held& held, const Choices& choices, const Words& words) {
  std::string body = part(words, "held_points", points_html(held, choices, words)) +
                     part(words, "held_consents", consents_html(held, choices, words)) +
                     part(words, "held_attributes", attributes_html(held, choices, words)) +
                     fmt::format("<p>{}</p>\n", words.html("held_more"));
  return section_html("held", words.html("held_title"), body);
}

std::string offers_html(const std::vector<Offer>& offers, const Choices& choices, const Words& words,
                        const std::string& once) {
  if (offers.empty())
    return section_html("grant", words.html("grant_title"),
                        fmt::format("<p>{}</p>\n", words.html("grant_none")));
  std::string body = fmt::format("<p>{}</p>\n", words.html("grant_text", {{"address", choices.address}}));
  for (const Offer& offer : offers) {
    std::string items;
    for (const Offer::Item& item : offer.items) {
      items += fmt::format(
          "<label class=\"c\"><input type=\"checkbox\" name=\"give\" value=\"{}\"><span>{} – "
          "{}</span></label>\n",
          escape_html(item.purpose + ":" + item.channel.text()), escape_html(item.title),
          escape_html(channel_label(words, item.channel)));
    }
    body += fmt::format(
        "<form method=\"post\">\n<input type=\"hidden\" name=\"notice\" value=\"{0}\">"
        "<input type=\"hidden\" name=\"sha256\" value=\"{1}\"><input type=\"hidden\" name=\"once\" "
        "value=\"{2}-{0}\">\n"
        "<fieldset aria-describedby=\"notice-{0}\"><legend>{3}</legend>\n"
        "<blockquote id=\"notice-{0}\" lang=\"{4}\">{5}</blockquote>\n{6}"
        "<label class=\"c\"><input type=\"checkbox\" name=\"agree\" value=\"yes\" "
        "required><span><strong>{7}</strong>"
        "</span></label></fieldset>\n{8}</form>\n",
        escape_html(offer.notice), offer.sha256, once, words.html("grant_legend"),
        escape_html(offer.language), escape_html(offer.text), items, words.html("grant_tick"),
        button_html("", "grant", words.html("grant_button")));
  }
  return section_html("grant", words.html("grant_title"), body);
}

std::string take_along_html(const Words& words) {
  return section_html(
      "download", words.html("download_title"),
      fmt::format("<p>{}</p>\n<form method=\"post\">{} {}</form>\n", words.html("download_text"),
                  button_html("", "download", words.html("download_button")),
                  button_html("q", "download_page", words.html("download_page"))));
}

std::string erase_html(const Choices& choices, const Words& words) {
  std::string body;
  if (choices.erasure_asked) {
    body =
        fmt::format("<p>{}</p>\n",
                    words.html("erase_asked", {{"date", words.day(*choices.erasure_asked, choices.zone)}}));
  } else {
    body = fmt::format(
        "<p>{}</p>\n<form method=\"post\">\n<label class=\"c\"><input type=\"checkbox\" name=\"sure\" "
        "value=\"yes\" "
        "required><span>{}</span></label>\n{}</form>\n",
        words.html("erase_text"), words.html("erase_tick"),
        button_html("stop", "erase", words.html("erase_button")));
  }
  return section_html("erase", words.html("erase_title"), body);
}

}  // namespace assent::engine
