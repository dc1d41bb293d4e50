// Reading a JSON object whose mistakes are told by path: "consents[0].channels[1]".
//
//   Fields form(object, "form");
//   TRY(std::string id, form.text("id"));        // "" where absent; a number: Errc::invalid, field "form.id"
//
// Absent and null are the same. Borrows the object. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"

namespace assent::engine {

class Fields {
 public:
  Fields(const json::object& object, std::string path) : object_(object), path_(std::move(path)) {}

  // The path of a member, for a message of one's own.
  std::string path(std::string_view name) const;

  Result<std::string> text(std::string_view name, std::size_t max_bytes = limits::name_bytes) const;
  Result<std::string> required_text(std::string_view name, std::size_t max_bytes = limits::name_bytes) const;
  Result<std::string> id(std::string_view name) const;  // text, or an integer as its text
  Result<std::optional<Utc>> time(std::string_view name) const;
  Result<const json::object*> object(std::string_view name) const;  // never null: an empty one where absent
  Result<const json::array*> array(std::string_view name) const;    // likewise

 private:
  const json::value* member(std::string_view name) const;  // nullptr: absent or null
  const json::object& object_;
  std::string path_;
};

// A value as an id: text, or an integer's digits (clients send both); nullopt: neither.
std::optional<std::string> id_text(const json::value& value);

// Traits beyond limits::contact_attribute* are refused by name, never dropped without a word.
Result<void> check_traits(const json::object& traits);

// "a string", "a number", ...: what a value is, for "must be a string, not a number".
std::string_view what_it_is(const json::value& value);

}  // namespace assent::engine
