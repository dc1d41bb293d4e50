// From segments to text.
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <cmath>

#include "base/html.h"
#include "base/limits.h"
#include "base/overloaded.h"
#include "channels/template_text.h"

namespace assent::channels {
namespace {

const json::value* member(const json::object* object, const std::string& name) {
  return object == nullptr ? nullptr : object->if_contains(name);
}

const json::value* step_into(const json::value& value, const std::variant<std::string, std::size_t>& step) {
  return std::visit(overloaded{[&](const std::string& name) { return member(value.if_object(), name); },
                               [&](std::size_t place) -> const json::value* {
                                 const json::array* list = value.if_array();
                                 return list == nullptr ? nullptr : list->if_contains(place);
                               }},
                    step);
}

// nullptr: absent. Links are text of the scope and read apart.
const json::value* value_of(const Output& output, const TemplateScope& scope) {
  const std::string& first = std::get<std::string>(output.path.front());
  const json::value* value = nullptr;
  switch (output.root) {
    case Root::contact:
      value = scope.contact == nullptr ? nullptr : scope.contact->attribute(first);
      break;
    case Root::event:
      value = member(scope.event, first);
      break;
    case Root::run:
      value = member(scope.run, first);
      break;
    case Root::links:
      break;
  }
  for (std::size_t i = 1; value != nullptr && i < output.path.size(); ++i)
    value = step_into(*value, output.path[i]);
  return value;
}

// As Liquid prints it: whole doubles keep their ".0", a list is its items in a row, null is nothing.
std::string printed(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return {};
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::int64:
      return std::to_string(value.get_int64());
    case json::kind::uint64:
      return std::to_string(value.get_uint64());
    case json::kind::double_: {
      double number = value.get_double();
      bool whole = std::abs(number) < 1e15 && number == std::trunc(number);
      return whole ? fmt::format("{:.1f}", number) : fmt::format("{}", number);
    }
    case json::kind::string:
      return std::string(value.get_string());
    case json::kind::array: {
      std::string out;
      for (const json::value& item : value.get_array()) out += printed(item);
      return out;
    }
    case json::kind::object:
      return json::serialize(value);
  }
  return {};
}

std::string_view stripped(std::string_view s) {
  auto first = s.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// Values bring no control characters with them, but for line breaks and tabs.
void drop_controls(std::string& value) {
  std::erase_if(value, [](char c) { return is_control(c) && c != '\n' && c != '\t'; });
}

// One line: every run of control characters and spaces around it is one space, so that no value can begin a
// header.
std::string one_line(std::string_view text) {
  std::string out;
  bool gap = false;
  for (char c : text) {
    if (is_control(c)) {
      gap = true;
      continue;
    }
    if (gap && c == ' ') continue;
    if (gap && !out.empty() && out.back() != ' ') out += ' ';
    gap = false;
    out += c;
  }
  return out;
}

struct Value {
  std::string text;
  bool absent = false;
  bool empty_by_liquid = false;  // absent, false or without text: what default stands in for
};

Value read_value(const Output& output, const TemplateScope& scope) {
  if (output.root == Root::links) {
    auto found = scope.links.find(std::get<std::string>(output.path.front()));
    if (found == scope.links.end()) return {{}, true, true};
    return {found->second, false, found->second.empty()};
  }
  const json::value* value = value_of(output, scope);
  if (value == nullptr || value->is_null()) return {{}, true, true};
  bool is_false = value->is_bool() && !value->get_bool();
  std::string text = printed(*value);
  bool nothing = text.empty() || is_false;
  return {std::move(text), false, nothing};
}

void note_absence(const Output& output, const TemplateScope& scope, Rendered& rendered) {
  rendered.complete = false;
  bool hidden = output.root == Root::contact && scope.hidden != nullptr &&
                scope.hidden(scope.hidden_context, std::get<std::string>(output.path.front()));
  if (hidden) rendered.data_permitted = false;
  if (rendered.detail.empty()) rendered.detail = output.written;
}

std::string insert(const Output& output, const TemplateScope& scope, Form form, Rendered& rendered) {
  Value value = read_value(output, scope);
  if (value.absent && !output.has_default()) {
    note_absence(output, scope, rendered);
    return {};
  }
  bool escape = form == Form::html;
  for (const FilterCall& call : output.filters) {
    switch (call.filter) {
      case Filter::fallback:
        if (value.empty_by_liquid) value = {call.argument, false, call.argument.empty()};
        break;
      case Filter::escape:
        escape = true;
        break;
      case Filter::strip:
        value.text = stripped(value.text);
        value.empty_by_liquid = value.empty_by_liquid || value.text.empty();
        break;
    }
  }
  drop_controls(value.text);
  return escape ? escape_html(value.text) : std::move(value.text);
}

}  // namespace

std::string TemplateText::render(const TemplateScope& scope, Form form, Rendered& rendered) const {
  std::string out;
  for (const Segment& segment : segments_) {
    std::visit(overloaded{[&](const std::string& literal) { out += literal; },
                          [&](const Output& output) { out += insert(output, scope, form, rendered); }},
               segment);
    if (out.size() > limits::rendered_bytes) {
      rendered.complete = false;
      rendered.detail = "the text is too long";
      return {};
    }
  }
  return form == Form::line ? one_line(out) : out;
}

}  // namespace assent::channels
