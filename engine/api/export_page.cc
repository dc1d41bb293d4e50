// The subject access answer as a page: sections with headings, members as lists of terms.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "base/html.h"
#include "engine/api/export.h"
#include "engine/pages/choices.h"

namespace assent::engine {
namespace {

std::string text_of(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return json::serialize(value);
}

std::string value_html(const json::value& value, int depth);

std::string members_html(const json::object& object, int depth) {
  std::string out = "<dl>\n";
  for (const auto& member : object) {
    if (member.value().is_null() || member.key() == "@context") continue;
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(member.key()),
                       value_html(member.value(), depth + 1));
  }
  return out + "</dl>";
}

// Nested as it is, down to where lists in lists would hide more than they show.
std::string value_html(const json::value& value, int depth) {
  constexpr int kDeepest = 6;
  const json::object* object = value.if_object();
  const json::array* list = value.if_array();
  bool simple = (!object || object->empty()) && (!list || list->empty());
  if (simple || depth > kDeepest) return simple && (object || list) ? "–" : escape_html(text_of(value));
  if (object) return members_html(*object, depth);
  std::string out = "<ul>";
  for (const json::value& item : *list) out += fmt::format("<li>{}</li>\n", value_html(item, depth + 1));
  return out + "</ul>";
}

}  // namespace

Response export_page(const PageFrame& frame, const json::object& all) {
  std::string main;
  for (const auto& member : all) {
    bool whole = member.value().is_object() || member.value().is_array();
    if (!whole) continue;
    std::string id = "part-" + std::string(member.key());
    main += section_html(id, escape_html(member.key()), value_html(member.value(), 0));
  }
  return page(frame, 200, frame.words.plain("held_title"), main);
}

}  // namespace assent::engine
