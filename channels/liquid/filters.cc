// What all filters share: finding them, their texts, the items they look at.
#include "channels/liquid/filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "channels/liquid/numbers.h"
#include "channels/liquid/print.h"
#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

Value fallback(Call& c) {
  bool stands_in = c.allow_false ? c.input.is_nil() : !c.input.truthy();
  if (!stands_in && !is_empty(c.input)) return c.input;
  return c.has(0) ? c.argument(0) : Value::of(std::string_view());
}

constexpr FilterSpec kOwn[] = {{"date", 1, 1, date_filter}, {"default", 0, 1, fallback}};

const std::unordered_map<std::string_view, const FilterSpec*>& by_name() {
  static const std::unordered_map<std::string_view, const FilterSpec*> known = [] {
    std::unordered_map<std::string_view, const FilterSpec*> map;
    for (auto family : {text_filters(), cutting_filters(), web_filters(), list_filters(), choosing_filters(),
                        number_filters(), std::span<const FilterSpec>(kOwn)}) {
      for (const FilterSpec& spec : family) map.emplace(spec.name, &spec);
    }
    return map;
  }();
  return known;
}

void flatten(const Value& v, std::vector<Value>& out, Evaluation& e) {
  Parts parts(v);
  if (!e.spend(parts.size())) return;
  for (std::uint64_t i = 0; i < parts.size() && !e.failed(); ++i) {
    Value item = parts.at(i, e);
    if (item.is_array()) {
      flatten(item, out, e);
    } else {
      out.push_back(item);
    }
  }
}

bool holds_lists(const Parts& parts, Evaluation& e) {
  for (std::uint64_t i = 0; i < parts.size(); ++i) {
    if (parts.at(i, e).is_array()) return true;
  }
  return false;
}

std::span<const Value> copied(const std::vector<Value>& items, Evaluation& e) {
  Value* first = e.values(items.size());
  if (first == nullptr) return {};
  std::copy(items.begin(), items.end(), first);
  return {first, items.size()};
}

Picked pick_from_text(const Value& text, const Value& property, Value& out) {
  std::string_view s = text.string();
  if (property.is_string()) {
    out = s.find(property.string()) == std::string_view::npos ? Value() : property;
    return Picked::found;
  }
  std::int64_t place = 0;
  if (property.kind == Kind::integer) {
    place = property.integer;
  } else if (property.kind == Kind::decimal && property.decimal > -1e18 && property.decimal < 1e18) {
    place = static_cast<std::int64_t>(property.decimal);
  } else {
    return Picked::wrong_type;
  }
  auto count = static_cast<std::int64_t>(rules::utf8::count(s));
  if (place < 0) place += count;
  out = {};
  if (place < 0 || place >= count) return Picked::found;
  std::size_t from = rules::utf8::byte_offset(s, static_cast<std::size_t>(place));
  out = Value::of(s.substr(from, rules::utf8::length_at(s, from)), text.flags);
  return Picked::found;
}

// A bit of a whole number: what Ruby's Integer#[] gives.
Picked pick_bit(std::int64_t number, const Value& property, Value& out) {
  if (!property.is_number()) return Picked::wrong_type;
  std::int64_t bit = property.kind == Kind::integer
                         ? property.integer
                         : static_cast<std::int64_t>(std::clamp(property.decimal, -1e9, 1e9));
  std::int64_t shifted = bit < 0 ? 0 : number >> std::min<std::int64_t>(bit, 63);
  out = Value::of(shifted & 1);
  return Picked::found;
}

}  // namespace

const FilterSpec* find_filter(std::string_view name) {
  auto found = by_name().find(name);
  return found == by_name().end() ? nullptr : found->second;
}

const std::vector<std::string>& filter_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, spec] : by_name()) all.emplace_back(name);
    std::sort(all.begin(), all.end());
    return all;
  }();
  return names;
}

bool Call::html() const {
  if (!e.html()) return false;
  auto marked = [](const Value& v) { return v.has(Value::markup); };
  return marked(input) || std::any_of(arguments.begin(), arguments.end(), marked);
}

std::string_view Call::text_of(const Value& v) {
  std::string_view s;
  if (v.is_string()) {
    s = v.string();
  } else if (!v.is_nil()) {
    std::string printed;
    print(v, printed);
    s = e.copied(printed);
  }
  if (!v.has(Value::markup) && html() && needs_escaping(s)) {
    std::string escaped;
    append_escaped(s, escaped);
    s = e.copied(escaped);
  }
  return s;
}

std::string_view Call::text() {
  return text_of(input);
}
std::string_view Call::text(std::size_t i) {
  return text_of(argument(i));
}

Value Call::made(std::string_view text) const {
  std::uint8_t flags = input.flags & Value::travelling;
  if (html()) flags |= Value::markup;
  return Value::of(text, flags);
}

std::optional<std::int64_t> Call::integer(std::size_t i) const {
  auto n = whole_number(argument(i));
  if (!n) {
    std::string text;
    print(argument(i), text);
    e.fail(fmt::format("\"{}\" is no whole number", text));
  }
  return n;
}

std::span<const Value> items_of(const Value& v, Evaluation& e) {
  if (v.is_nil()) return {};
  if (v.kind == Kind::list) {
    Parts parts(v);
    if (!e.spend(parts.size())) return {};
    if (!holds_lists(parts, e)) return {v.list->items, v.list->size};
  }
  if (v.is_array() || v.kind == Kind::range) {
    std::vector<Value> items;
    flatten(v, items, e);
    return e.failed() ? std::span<const Value>() : copied(items, e);
  }
  Value* one = e.values(1);
  if (one == nullptr) return {};
  *one = v;
  return {one, 1};
}

Picked pick(const Value& item, const Value& property, Value& out, Evaluation& e) {
  out = {};
  switch (item.kind) {
    case Kind::object:
    case Kind::members:
    case Kind::loop:
    case Kind::table_loop:
      if (property.is_string()) out = member(item, property.string(), false, e);
      return Picked::found;
    case Kind::string:
      return pick_from_text(item, property, out);
    case Kind::integer:
      return pick_bit(item.integer, property, out);
    case Kind::array:
    case Kind::list:
      if (property.kind != Kind::integer) return Picked::wrong_type;
      out = element(item, property.integer, e);
      return Picked::found;
    case Kind::nil:
    case Kind::boolean:
    case Kind::decimal:
    case Kind::range:
    case Kind::blank:
    case Kind::empty:
      break;
  }
  return Picked::no_brackets;
}

Value cannot_pick(const Value& property, Evaluation& e) {
  std::string text;
  print(property, text);
  return e.fail(fmt::format("cannot select the property '{}'", text));
}

}  // namespace assent::channels::liquid
