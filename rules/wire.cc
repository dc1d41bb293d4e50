// The cel.expr.Value JSON form: 64-bit integers as text, bytes in base64, times as an Any.
#include <charconv>
#include <cmath>
#include <limits>

#include "rules/batch.h"
#include "rules/ops.h"
#include "rules/text_of.h"
#include "rules/times.h"

namespace assent::rules {
namespace {

constexpr std::string_view kTimestampUrl = "type.googleapis.com/google.protobuf.Timestamp";
constexpr std::string_view kDurationUrl = "type.googleapis.com/google.protobuf.Duration";

json::value one(std::string_view member, json::value v) {
  return json::object{{member, std::move(v)}};
}

json::value one_text(std::string_view member, std::string_view text) {
  return one(member, json::value(text));
}

json::value double_value(double d) {
  return std::isfinite(d) ? json::value(d) : json::value(double_text(d));
}

std::optional<json::value> wire_list(Evaluation& e, Value v, std::string* why) {
  json::array values;
  std::size_t count = *length(v);
  for (std::size_t i = 0; i < count; ++i) {
    auto item = wire_value(e, element(v, i), why);
    if (!item) return std::nullopt;
    values.push_back(std::move(*item));
  }
  json::object list;
  if (!values.empty()) list["values"] = std::move(values);
  return one("listValue", std::move(list));
}

std::optional<json::value> wire_map(Evaluation& e, Value v, std::string* why) {
  json::array entries;
  bool good = v.form() != Form::contact;
  if (!good) *why = "the contact's attributes can be looked up, not listed";
  each_entry(v, [&](Value key, Value value) {
    auto k = wire_value(e, key, why);
    auto item = wire_value(e, value, why);
    good = k && item;
    if (good) entries.push_back(json::object{{"key", std::move(*k)}, {"value", std::move(*item)}});
    return good;
  });
  if (!good) return std::nullopt;
  json::object map;
  if (!entries.empty()) map["entries"] = std::move(entries);
  return one("mapValue", std::move(map));
}

json::value any(std::string_view url, std::string text) {
  return one("objectValue", json::object{{"@type", url}, {"value", std::move(text)}});
}

}  // namespace

std::optional<json::value> wire_value(Evaluation& e, Value v, std::string* why) {
  if (!e.charge(1)) {
    *why = describe(*e.out_of_steps().failure);
    return std::nullopt;
  }
  switch (v.kind) {
    case Kind::null:
      return one("nullValue", nullptr);
    case Kind::boolean:
      return one("boolValue", v.boolean);
    case Kind::integer:
      return one_text("int64Value", std::to_string(v.integer));
    case Kind::uinteger:
      return one_text("uint64Value", std::to_string(v.uinteger));
    case Kind::real:
      return one("doubleValue", double_value(v.real));
    case Kind::string:
      return one_text("stringValue", v.text());
    case Kind::bytes:
      return one_text("bytesValue", base64(v.text()));
    case Kind::list:
      return wire_list(e, v, why);
    case Kind::map:
      return wire_map(e, v, why);
    case Kind::timestamp:
      return any(kTimestampUrl, timestamp_text(v));
    case Kind::duration:
      return any(kDurationUrl, duration_text(v));
    case Kind::type:
      return one_text("typeValue", v.text());
    case Kind::optional:
      if (v.items != nullptr) return wire_value(e, *v.items, why);
      return one("nullValue", nullptr);
    case Kind::error:
      *why = describe(*v.failure);
      return std::nullopt;
  }
  return std::nullopt;
}

namespace {

// 64-bit integers come as text or as JSON numbers.
template <class Number>
std::optional<Number> integer_from(const json::value& v) {
  if (v.is_string()) {
    const json::string& s = v.get_string();
    Number n{};
    auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (ec != std::errc{} || end != s.data() + s.size()) return std::nullopt;
    return n;
  }
  if (const std::int64_t* i = v.if_int64(); i != nullptr && (*i >= 0 || std::is_signed_v<Number>)) {
    return static_cast<Number>(*i);
  }
  if (const std::uint64_t* u = v.if_uint64(); u != nullptr && !std::is_signed_v<Number>)
    return static_cast<Number>(*u);
  return std::nullopt;
}

std::optional<double> double_from(const json::value& v) {
  if (const double* d = v.if_double()) return *d;
  if (const std::int64_t* i = v.if_int64()) return static_cast<double>(*i);
  if (const std::uint64_t* u = v.if_uint64()) return static_cast<double>(*u);
  if (!v.is_string()) return std::nullopt;
  if (v.get_string() == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (v.get_string() == "Infinity") return std::numeric_limits<double>::infinity();
  if (v.get_string() == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

std::optional<Value> list_from(Evaluation& e, const json::object& o, std::string* why) {
  const json::value* values = o.if_contains("values");
  if (values == nullptr) return Value::list(nullptr, 0);
  if (!values->is_array()) return std::nullopt;
  const json::array& array = values->get_array();
  Value* items = e.arena.take_array<Value>(array.size());
  for (std::size_t i = 0; i < array.size() && items != nullptr; ++i) {
    auto item = from_wire(e, array[i], why);
    if (!item) return std::nullopt;
    items[i] = *item;
  }
  return items == nullptr ? e.out_of_memory() : Value::list(items, array.size());
}

std::optional<Value> map_from(Evaluation& e, const json::object& o, std::string* why) {
  const json::value* list = o.if_contains("entries");
  if (list == nullptr) return make_map(e, nullptr, 0);
  if (!list->is_array()) return std::nullopt;
  const json::array& array = list->get_array();
  auto* entries = e.arena.take_array<MapEntry>(array.size());
  for (std::size_t i = 0; i < array.size() && entries != nullptr; ++i) {
    const json::object* entry = array[i].if_object();
    const json::value* key = entry == nullptr ? nullptr : entry->if_contains("key");
    const json::value* value = entry == nullptr ? nullptr : entry->if_contains("value");
    if (key == nullptr || value == nullptr) return std::nullopt;
    auto k = from_wire(e, *key, why);
    auto v = from_wire(e, *value, why);
    if (!k || !v) return std::nullopt;
    entries[i] = {*k, *v};
  }
  return entries == nullptr ? e.out_of_memory() : make_map(e, entries, array.size());
}

std::optional<Value> any_from(const json::object& o) {
  const json::string* url = string_member(o, "@type");
  const json::string* text = string_member(o, "value");
  if (url == nullptr || text == nullptr) return std::nullopt;
  if (*url == kTimestampUrl) return timestamp_from_text(*text);
  return *url == kDurationUrl ? duration_from_text(*text) : std::nullopt;
}

std::optional<Value> member_value(Evaluation& e, std::string_view member, const json::value& v,
                                  std::string* why) {
  if (member == "nullValue") return Value::null();
  if (member == "boolValue" && v.is_bool()) return Value::of(v.get_bool());
  if (member == "int64Value") {
    auto n = integer_from<std::int64_t>(v);
    return n ? std::optional(Value::of(*n)) : std::nullopt;
  }
  if (member == "uint64Value") {
    auto n = integer_from<std::uint64_t>(v);
    return n ? std::optional(Value::of(*n)) : std::nullopt;
  }
  if (member == "doubleValue") {
    auto d = double_from(v);
    return d ? std::optional(Value::of(*d)) : std::nullopt;
  }
  if (member == "listValue" && v.is_object()) return list_from(e, v.get_object(), why);
  if (member == "mapValue" && v.is_object()) return map_from(e, v.get_object(), why);
  if (member == "objectValue" && v.is_object()) return any_from(v.get_object());
  if (!v.is_string()) return std::nullopt;
  std::string_view text = v.get_string();
  if (member == "stringValue") return Value::of(text);
  if (member == "typeValue") return Value::type(text);
  if (member != "bytesValue") return std::nullopt;
  auto bytes = from_base64(text);
  return bytes ? std::optional(e.keep(*bytes, Kind::bytes)) : std::nullopt;
}

}  // namespace

std::optional<Value> from_wire(Evaluation& e, const json::value& v, std::string* why) {
  const json::object* o = v.if_object();
  std::optional<Value> found;
  if (o != nullptr && o->size() == 1) found = member_value(e, o->begin()->key(), o->begin()->value(), why);
  if (!found && why->empty()) *why = "a value that is no cel.expr.Value";
  return found;
}

}  // namespace assent::rules
