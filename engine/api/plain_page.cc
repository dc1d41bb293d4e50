#include "engine/api/plain_page.h"

#include <fmt/format.h>

namespace assent::engine {

Response plain_page(unsigned status, std::string_view language, std::string_view title,
                    std::string_view body) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      "<!doctype html>\n<html lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{1}</title>\n"
      "<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}}"
      "button{{font:inherit;padding:.6rem 1.2rem;margin:.3rem .6rem .3rem 0}}"
      "blockquote{{margin:1rem 0;padding-left:1rem;border-left:.2rem "
      "solid}}</style>\n</head>\n<body>\n<main>\n"
      "<h1>{1}</h1>\n{2}\n</main>\n</body>\n</html>\n",
      html_escaped(language), html_escaped(title), body);
  return response;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string paragraph(std::string_view text) {
  return "<p>" + html_escaped(text) + "</p>\n";
}

}  // namespace assent::engine
