// Numbers as Ruby's Liquid reads and computes them. Pure.
//
//   Number n = to_number(Value::of("10.1"));           // a decimal: text, too, can be a number
//   *compute(Operation::plus, n, to_number(...));       // 12.3, not 12.299999999999999
//
// Decimals are added and multiplied digit by digit, as Ruby's BigDecimal does, and become doubles afterwards.
// Whole numbers that outgrow 64 bits become decimals.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "channels/liquid/value.h"

namespace assent::channels::liquid {

// "12abc" as 12, "abc" as 0: Ruby's String#to_i, held within 64 bits.
std::int64_t leading_integer(std::string_view text);

// A value that is a whole number, or a text that is one and nothing else: Ruby's Integer(x).
std::optional<std::int64_t> whole_number(const Value& v);

struct Number {
  bool whole = true;
  std::int64_t integer = 0;
  double decimal = 0;
  double as_double() const { return whole ? static_cast<double>(integer) : decimal; }
  Value value() const { return whole ? Value::of(integer) : Value::of(decimal); }
};
Number to_number(const Value& v);  // 0 for what is none

enum class Operation : std::uint8_t { plus, minus, times, divide, modulo };
std::optional<Number> compute(Operation op, const Number& a, const Number& b);  // nullopt: divided by zero

// Half away from zero, to so many places behind the point; whole for none or fewer.
Number rounded(const Number& n, std::int64_t places);
Number rounded_up(const Number& n);
Number rounded_down(const Number& n);
int order(const Number& a, const Number& b);

}  // namespace assent::channels::liquid
