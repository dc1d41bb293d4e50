// Why an expression has no value: carried as a Value of kind error, put into words only when asked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rules/value.h"

namespace assent::rules {

enum class Fault : std::uint8_t {
  no_overload,       // detail: the function
  no_attribute,      // subject: the name
  no_key,            // subject: the key
  no_event,          // subject: its name
  no_field,          // subject: the value that has no fields; detail: the field
  unknown_name,      // detail: the name
  unknown_function,  // detail: the name
  bad_index,         // subject: the index
  bad_key_type,      // subject: the key
  repeated_key,      // subject: the key
  divide_by_zero,
  overflow,      // detail: of what
  out_of_range,  // detail: what is
  conversion,    // subject: what could not be converted; detail: to what
  invalid_utf8,
  bad_pattern,   // detail: what RE2 says
  bad_format,    // detail: what is wrong with it
  bad_argument,  // detail: what is wrong with it
  no_optional_value,
  not_bool,      // subject: what it is instead
  not_listable,  // the contact is looked up by name only
  out_of_steps,
  out_of_memory,
};

struct Failure {
  Fault fault;
  std::uint32_t offset;  // in the text of the expression
  std::uint32_t length;
  Value subject;
  std::string_view detail;  // in the arena, or for ever
};

// "no such attribute: plan", "division by zero".
std::string describe(const Failure& failure);

// A value as people read it in a sentence: 'trial', 3, [1, 2]; cut after some eighty characters.
std::string brief(Value value);

}  // namespace assent::rules
