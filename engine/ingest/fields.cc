#include "engine/ingest/fields.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace assent::engine {
namespace {

Error wrong_type(std::string field, std::string_view expected, const json::value& found) {
  std::string message = fmt::format("{} must be {}, not {}", field, expected, what_it_is(found));
  return fail(Errc::invalid, std::move(message), std::move(field));
}

Error too_long(std::string field, std::size_t max_bytes) {
  std::string message = fmt::format("{} is longer than {} bytes", field, max_bytes);
  return fail(Errc::invalid, std::move(message), std::move(field));
}

}  // namespace

std::string_view what_it_is(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
  }
  return "null";
}

std::optional<std::string> id_text(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  if (const std::int64_t* number = value.if_int64()) return std::to_string(*number);
  if (const std::uint64_t* number = value.if_uint64()) return std::to_string(*number);
  return std::nullopt;
}

std::string Fields::path(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

const json::value* Fields::member(std::string_view name) const {
  const json::value* value = object_.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

Result<std::string> Fields::text(std::string_view name, std::size_t max_bytes) const {
  const json::value* value = member(name);
  if (!value) return std::string();
  const json::string* text = value->if_string();
  if (!text) return wrong_type(path(name), "a string", *value);
  if (text->size() > max_bytes) return too_long(path(name), max_bytes);
  return std::string(*text);
}

Result<std::string> Fields::required_text(std::string_view name, std::size_t max_bytes) const {
  TRY(std::string found, text(name, max_bytes));
  if (found.empty()) return fail(Errc::invalid, path(name) + " is missing", path(name));
  return found;
}

Result<std::string> Fields::id(std::string_view name) const {
  const json::value* value = member(name);
  if (!value) return std::string();
  auto text = id_text(*value);
  if (!text) return wrong_type(path(name), "a string", *value);
  if (text->size() > limits::user_id_bytes) return too_long(path(name), limits::user_id_bytes);
  return std::move(*text);
}

Result<std::optional<Utc>> Fields::time(std::string_view name) const {
  TRY(std::string found, text(name));
  if (found.empty()) return std::optional<Utc>();
  std::optional<Utc> time = parse_rfc3339(found);
  if (!time) {
    return fail(Errc::invalid, fmt::format("{} must be a time such as 2026-11-21T10:00:00Z", path(name)),
                path(name));
  }
  return time;
}

Result<const json::object*> Fields::object(std::string_view name) const {
  static const json::object none;
  const json::value* value = member(name);
  if (!value) return &none;
  const json::object* found = value->if_object();
  if (!found) return wrong_type(path(name), "an object", *value);
  return found;
}

Result<const json::array*> Fields::array(std::string_view name) const {
  static const json::array none;
  const json::value* value = member(name);
  if (!value) return &none;
  const json::array* found = value->if_array();
  if (!found) return wrong_type(path(name), "an array", *value);
  return found;
}

Result<void> check_traits(const json::object& traits) {
  auto refuse = [](std::string_view name, const std::string& why) {
    std::string path = "traits." + std::string(name.substr(0, 64));
    return fail(Errc::invalid, path + " " + why, path);
  };
  if (traits.size() > limits::contact_attributes)
    return fail(Errc::invalid, fmt::format("traits has more than {} members", limits::contact_attributes),
                "traits");
  for (const auto& trait : traits) {
    if (trait.key().size() > limits::name_bytes)
      return refuse(trait.key(), fmt::format("has a name longer than {} bytes", limits::name_bytes));
    const json::value& value = trait.value();
    bool small = value.is_string() ? value.get_string().size() + 2 <= limits::contact_attribute_bytes
                                   : !value.is_structured();
    if (!small && json::serialize(value).size() > limits::contact_attribute_bytes)
      return refuse(trait.key(), fmt::format("is larger than {} bytes", limits::contact_attribute_bytes));
  }
  return ok();
}

}  // namespace assent::engine
