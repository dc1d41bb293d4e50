#include "engine/pages/layout.h"

#include <fmt/format.h>

#include <cmath>

#include "base/hash.h"
#include "base/html.h"

namespace assent::engine {
namespace {

// {0} the brand's colour, {1} the colour of text on it.
constexpr std::string_view kStyle =
    "*{{box-sizing:border-box}}"
    "body{{margin:0;font:1.0625rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans "
    "Thai',sans-serif;"
    "color:#1c1c1e;background:#f4f4f6}}"
    ".brand{{background:{0};color:{1};padding:.9rem 1rem;font-weight:600}}"
    ".brand div,main,footer{{max-width:40rem;margin:0 auto}}"
    ".brand img{{display:block;max-height:2.75rem;max-width:100%}}"
    "main{{padding:.5rem 1rem 1rem}}footer{{padding:0 1rem 2.5rem;color:#55555c;font-size:.9375rem}}"
    "h1{{font-size:1.7rem;line-height:1.25;margin:1.25rem 0 .5rem}}"
    "h2{{font-size:1.2rem;line-height:1.3;margin:0 0 .25rem}}h3{{font-size:1rem;margin:1.25rem 0 .25rem}}"
    "p{{margin:.25rem 0 .75rem;overflow-wrap:anywhere}}"
    "section{{background:#fff;border:1px solid #d8d8de;border-radius:.75rem;padding:1.1rem;margin:1rem 0}}"
    "fieldset{{border:0;border-top:1px solid #e4e4ea;margin:0;padding:.65rem 0 .3rem;min-width:0}}"
    "legend{{font-weight:600;padding:0 .5rem 0 0}}"
    "fieldset.t{{border:0}}.t legend{{font-weight:400}}"
    "label{{display:block;padding:.4rem 0;cursor:pointer}}"
    "label.c{{display:flex;gap:.65rem;align-items:flex-start}}"
    "input[type=checkbox],input[type=radio]{{flex:none;width:1.3rem;height:1.3rem;margin:.15rem 0 0;"
    "accent-color:{0}}}"
    "input[type=time],select{{display:block;width:100%;max-width:16rem;font:inherit;color:inherit;"
    "min-height:2.75rem;padding:.4rem .6rem;border:1px solid #77777f;border-radius:.5rem;background:#fff}}"
    ".two{{display:flex;flex-wrap:wrap;gap:0 1rem}}.two label{{flex:1 1 8rem}}"
    "button{{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.1rem;border-radius:.5rem;"
    "border:2px solid {0};background:{0};color:{1};cursor:pointer;margin:.6rem .5rem .2rem 0}}"
    "button.q{{background:#fff;color:#1c1c1e;border-color:#77777f}}"
    "button.stop{{background:#b3261e;border-color:#b3261e;color:#fff}}"
    "a{{color:inherit;text-underline-offset:.15em}}"
    ":focus-visible,input[type=time]:focus-within{{outline:3px solid #1c1c1e;outline-offset:3px;box-shadow:0 "
    "0 0 3px #fff}}"
    ".skip{{position:absolute;left:-99rem}}.skip:focus{{left:.5rem;top:.5rem;background:#fff;color:#1c1c1e;"
    "padding:.5rem}}"
    ".note{{border-left:.35rem solid #1b6e3c;background:#e9f5ee;padding:.75rem 1rem;margin:1rem 0;"
    "border-radius:.25rem}}.note p{{margin:0}}.note.bad{{border-color:#b3261e;background:#fdeceb}}"
    ".small{{color:#55555c;font-size:.9375rem}}"
    "blockquote{{margin:.5rem 0;padding:.25rem 0 .25rem .9rem;border-left:.25rem solid #b8b8c0}}"
    "table{{border-collapse:collapse;width:100%;font-size:.9375rem}}"
    "th,td{{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-top:1px solid #e4e4ea;"
    "overflow-wrap:anywhere}}"
    "td:first-child{{min-width:7rem}}dl{{margin:.25rem "
    "0}}dt{{font-weight:600;font-size:.875rem;color:#55555c}}"
    "dd{{margin:0 0 .35rem .75rem;overflow-wrap:anywhere}}main ul{{margin:0;padding-left:1rem}}"
    "footer ul{{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.75rem 0}}"
    "footer li a{{display:inline-block;padding:.5rem 0}}"
    "@media(max-width:30rem){{main>section{{padding:.9rem}}button{{width:100%;margin-right:0}}"
    "table,tbody,tr,td{{display:block}}thead{{position:absolute;left:-99rem}}td{{border:0;padding:.1rem 0}}"
    "tr{{border-top:1px solid #e4e4ea;padding:.5rem 0}}}}";

double linear(std::string_view two_digits) {
  auto byte = from_hex(two_digits).value_or(std::string(1, '\0'));
  double share = static_cast<unsigned char>(byte[0]) / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

// WCAG 2.2, relative luminance.
double luminance(std::string_view colour) {
  if (colour.size() != 7) return 0;
  return 0.2126 * linear(colour.substr(1, 2)) + 0.7152 * linear(colour.substr(3, 2)) +
         0.0722 * linear(colour.substr(5, 2));
}

std::string languages_nav(const PageFrame& frame) {
  std::string items;
  for (const Words& other : frame.languages.all()) {
    bool here = other.code() == frame.words.code();
    items += fmt::format("<li><a href=\"?lang={0}\" hreflang=\"{0}\" lang=\"{0}\"{1}>{2}</a></li>",
                         other.code(), here ? " aria-current=\"true\"" : "", other.html("language_name"));
  }
  return fmt::format("<nav aria-label=\"{}\"><ul>{}</ul></nav>", frame.words.html("languages"), items);
}

std::string policy_of(std::string_view style, const std::string& logo) {
  std::string images = logo.starts_with("https:") ? "https:" : logo.empty() ? "'none'" : "data:";
  Bytes32 hash = sha256(style);
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; img-src {}; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'",
      to_base64(as_view(hash)), images);
}

}  // namespace

std::string_view readable_on(std::string_view colour) {
  double l = luminance(colour);
  return (l + 0.05) / 0.05 > 1.05 / (l + 0.05) ? "#000000" : "#ffffff";
}

Response page(const PageFrame& frame, unsigned status, std::string_view title, std::string_view main,
              std::string_view said) {
  const Brand& brand = frame.brand;
  const Words& words = frame.words;
  std::string style = fmt::format(kStyle, brand.colour, readable_on(brand.colour));
  std::string name = escape_html(brand.name.empty() ? frame.controller.name : brand.name);
  std::string mark =
      brand.logo.empty() ? name : fmt::format("<img src=\"{}\" alt=\"{}\">", escape_html(brand.logo), name);
  std::string questions =
      frame.controller.contact.empty()
          ? ""
          : fmt::format("<p>{}</p>", words.html("questions", {{"contact", frame.controller.contact}}));
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{said}{title} – "
      "{name}</title>\n"
      "<style>{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">{skip}</a>\n"
      "<header class=\"brand\"><div>{mark}</div></header>\n<main id=\"main\" tabindex=\"-1\">\n"
      "<h1>{title}</h1>\n{main}\n</main>\n<footer>\n<p>{controller}, "
      "{postal}</p>\n{questions}{nav}\n</footer>\n"
      "</body>\n</html>\n",
      fmt::arg("lang", words.code()), fmt::arg("said", said.empty() ? "" : escape_html(said) + " – "),
      fmt::arg("title", escape_html(title)), fmt::arg("name", name), fmt::arg("style", style),
      fmt::arg("skip", words.html("skip")), fmt::arg("mark", mark), fmt::arg("main", main),
      fmt::arg("controller", escape_html(frame.controller.name)),
      fmt::arg("postal", escape_html(frame.controller.postal_address)), fmt::arg("questions", questions),
      fmt::arg("nav", languages_nav(frame)));
  response.headers = {{"Content-Security-Policy", policy_of(style, brand.logo)},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-store"},
                      {"X-Robots-Tag", "noindex, nofollow"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Language", words.code()}};
  return response;
}

}  // namespace assent::engine
