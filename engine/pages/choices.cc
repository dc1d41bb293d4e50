#include "engine/pages/choices.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/html.h"

namespace assent::engine {

using channels::Cap;
using channels::QuietHours;

namespace {

constexpr int kDay = 24 * 60;

int length_of(const QuietHours& hours) {
  return (hours.to_minute - hours.from_minute + kDay) % kDay;
}

std::string clock_text(int minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

std::string paragraph(const std::string& html) {
  return html.empty() ? "" : fmt::format("<p>{}</p>\n", html);
}

std::string topics_html(const Choices& choices, const Words& words) {
  std::string fields;
  for (const Topic& topic : choices.topics) {
    if (topic.given.empty()) continue;
    fields += fmt::format("<fieldset><legend>{}</legend>\n{}", escape_html(topic.title),
                          topic.description.empty()
                              ? ""
                              : fmt::format("<p class=\"small\">{}</p>\n", escape_html(topic.description)));
    for (const Channel& channel : topic.given) {
      std::string value = escape_html(topic.purpose + ":" + channel.text());
      fields += fmt::format(
          "<input type=\"hidden\" name=\"shown\" value=\"{0}\">"
          "<label class=\"c\"><input type=\"checkbox\" name=\"keep\" value=\"{0}\" "
          "checked><span>{1}</span></label>\n",
          value, escape_html(channel_label(words, channel)));
    }
    fields += "</fieldset>\n";
  }
  if (fields.empty())
    return section_html("topics", words.html("topics_title"), paragraph(words.html("topics_none")));
  return section_html("topics", words.html("topics_title"),
                      paragraph(words.html("topics_text")) + "<form method=\"post\">\n" + fields +
                          button_html("", "topics", words.html("topics_button")) + "</form>\n");
}

std::string radio(std::string_view name, const std::string& value, bool checked,
                  const std::string& label_html) {
  return fmt::format(
      "<label class=\"c\"><input type=\"radio\" name=\"{}\" value=\"{}\"{}><span>{}</span></label>\n", name,
      escape_html(value), checked ? " checked" : "", label_html);
}

bool same(const std::optional<Cap>& a, const std::optional<Cap>& b) {
  return a.has_value() == b.has_value() && (!a || (a->messages == b->messages && a->window == b->window));
}

std::string pace_html(const Choices& choices, const Words& words) {
  std::string fields;
  bool listed = false;
  for (const PaceOption& option : pace_options()) {
    bool is = same(option.cap, choices.pace);
    listed = listed || is;
    if (!choices.access && !no_looser(option.cap, choices.pace)) continue;
    fields += radio("pace", option.name, is, words.html(option.words));
  }
  if (!listed) {
    auto days = std::chrono::duration_cast<date::days>(choices.pace->window).count();
    fields = radio("pace", "same", true,
                   words.html("pace_other", {{"count", std::to_string(choices.pace->messages)},
                                             {"days", std::to_string(days)}})) +
             fields;
  }
  return section_html(
      "pace", words.html("pace_title"),
      fmt::format(
          "<form method=\"post\">\n<fieldset class=\"t\"><legend>{}</legend>\n{}</fieldset>\n{}</form>\n",
          words.html("pace_text"), fields, button_html("", "pace", words.html("pace_button"))));
}

std::string pause_html(const Choices& choices, const Words& words) {
  std::string body;
  if (choices.paused_until)
    body += paragraph(words.html("pause_now", {{"date", words.day(*choices.paused_until, choices.zone)}}));
  std::string options;
  for (const PauseOption& option : pause_options())
    options += fmt::format("<option value=\"{}\">{}</option>", option.name, words.html(option.words));
  body +=
      fmt::format("<form method=\"post\">\n<label>{}<select name=\"for\">{}</select></label>\n{}</form>\n",
                  words.html("pause_label"), options, button_html("", "pause", words.html("pause_button")));
  if (choices.paused_until && choices.access)
    body += fmt::format("<form method=\"post\">{}</form>\n",
                        button_html("q", "pause_end", words.html("pause_end")));
  return section_html("pause", words.html("pause_title"), body);
}

std::string quiet_html(const Choices& choices, const Words& words) {
  auto value = [&](std::uint16_t QuietHours::*minute) {
    return choices.quiet_hours ? fmt::format(" value=\"{}\"", clock_text((*choices.quiet_hours).*minute))
                               : "";
  };
  std::string body = paragraph(words.html("quiet_text", {{"zone", choices.zone.name()}}));
  body += fmt::format(
      "<form method=\"post\">\n<div class=\"two\"><label>{}<input type=\"time\" name=\"from\" "
      "required{}></label>\n"
      "<label>{}<input type=\"time\" name=\"to\" required{}></label></div>\n{}</form>\n",
      words.html("quiet_from"), value(&QuietHours::from_minute), words.html("quiet_to"),
      value(&QuietHours::to_minute), button_html("", "quiet", words.html("quiet_button")));
  if (choices.quiet_hours && choices.access)
    body += fmt::format("<form method=\"post\">{}</form>\n",
                        button_html("q", "quiet_end", words.html("quiet_end")));
  return section_html("quiet", words.html("quiet_title"), body);
}

std::string preferred_html(const Choices& choices, const Words& words) {
  std::vector<Channel> used;
  for (const Topic& topic : choices.topics) {
    for (const Channel& channel : topic.given) {
      if (std::find(used.begin(), used.end(), channel) == used.end()) used.push_back(channel);
    }
  }
  if (used.size() < 2) return "";
  std::string fields = radio("channel", "any", !choices.preferred, words.html("preferred_any"));
  for (const Channel& channel : used)
    fields += radio("channel", channel.text(), choices.preferred == channel,
                    escape_html(channel_label(words, channel)));
  return section_html(
      "preferred", words.html("preferred_title"),
      fmt::format(
          "<form method=\"post\">\n<fieldset class=\"t\"><legend>{}</legend>\n{}</fieldset>\n{}</form>\n",
          words.html("preferred_text"), fields,
          button_html("", "preferred", words.html("preferred_button"))));
}

}  // namespace

const std::vector<PaceOption>& pace_options() {
  static const std::vector<PaceOption> all{
      {"any", "pace_any", std::nullopt},
      {"day", "pace_day", Cap{1, std::chrono::hours(24)}},
      {"week", "pace_week", Cap{1, std::chrono::hours(24 * 7)}},
      {"month", "pace_month", Cap{1, std::chrono::hours(24 * 30)}},
  };
  return all;
}

const std::vector<PauseOption>& pause_options() {
  static const std::vector<PauseOption> all{
      {"week", "pause_week", std::chrono::hours(24 * 7)},
      {"month", "pause_month", std::chrono::hours(24 * 30)},
      {"quarter", "pause_quarter", std::chrono::hours(24 * 91)},
  };
  return all;
}

bool no_looser(const std::optional<Cap>& asked, const std::optional<Cap>& is) {
  if (!is) return true;
  return asked && asked->messages <= is->messages && asked->window >= is->window;
}

// The hours asked for must hold all of those in force.
bool no_looser(const std::optional<QuietHours>& asked, const std::optional<QuietHours>& is) {
  if (!is) return true;
  if (!asked) return false;
  int later = (is->from_minute - asked->from_minute + kDay) % kDay;
  return later + length_of(*is) <= length_of(*asked);
}

std::optional<QuietHours> both_quiet(const std::optional<QuietHours>& a, const std::optional<QuietHours>& b) {
  if (!a || !b) return a ? a : b;
  std::optional<QuietHours> best;
  for (const QuietHours& hours :
       {*a, *b, QuietHours{a->from_minute, b->to_minute}, QuietHours{b->from_minute, a->to_minute}}) {
    bool holds = no_looser(hours, a) && no_looser(hours, b);
    if (holds && (!best || length_of(hours) < length_of(*best))) best = hours;
  }
  if (best) return best;
  // Together they are the whole day, which no two times can say: the longer, and of two as long the earlier.
  int longer = length_of(*a) - length_of(*b);
  return longer > 0 || (longer == 0 && a->from_minute < b->from_minute) ? a : b;
}

std::string section_html(std::string_view id, const std::string& title_html, const std::string& body_html) {
  return fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n", id,
                     title_html, body_html);
}

std::string button_html(std::string_view kind, std::string_view action, const std::string& label_html) {
  return fmt::format("<button{} type=\"submit\" name=\"do\" value=\"{}\">{}</button>",
                     kind.empty() ? "" : fmt::format(" class=\"{}\"", kind), action, label_html);
}

std::string said_html(const Words& words, bool good, const std::string& text) {
  if (good) return fmt::format("<div class=\"note\" role=\"status\"><p>{}</p></div>\n", escape_html(text));
  return fmt::format("<div class=\"note bad\" role=\"alert\"><p><strong>{}.</strong> {}</p></div>\n",
                     words.html("error_title"), escape_html(text));
}

std::string choices_html(const Choices& choices, const Words& words, const std::string& controller) {
  std::string html = topics_html(choices, words) + pace_html(choices, words) + pause_html(choices, words) +
                     quiet_html(choices, words) + preferred_html(choices, words);
  html += section_html("everything", words.html("everything_title"),
                       paragraph(words.html("everything_text", {{"controller", controller}})) +
                           fmt::format("<form method=\"post\">{}</form>\n",
                                       button_html("stop", "stop", words.html("everything_button"))));
  if (choices.may_ask && !choices.access) {
    html += section_html("access", words.html("access_title"),
                         paragraph(words.html("access_text", {{"address", choices.address}})) +
                             fmt::format("<form method=\"post\">{}</form>\n",
                                         button_html("q", "access", words.html("access_button"))));
  }
  return html;
}

std::string channel_label(const Words& words, const Channel& channel) {
  switch (channel.medium()) {
    case Medium::email:
      return words.plain("channel_email");
    case Medium::sms:
      return words.plain("channel_sms");
    case Medium::voice:
      return words.plain("channel_voice");
    case Medium::social:
      break;
  }
  std::string network = channel.network();
  if (!network.empty() && network[0] >= 'a' && network[0] <= 'z')
    network[0] = static_cast<char>(network[0] - 'a' + 'A');
  return words.plain("channel_social", {{"network", network}});
}

}  // namespace assent::engine
