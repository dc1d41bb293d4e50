// The functions of the language, declared once for the checker and for the planner.
//
//   {"startsWith", "string.(string) -> bool", starts_with}
//
// A signature is `[receiver.](parameters) -> result`; single capitals are type parameters. Overloads of one
// name, style and number of arguments share one implementation, which looks at the kinds itself: that is how
// CEL without the checker dispatches. Implementations are pure and never see an error as an argument.
#pragma once

#include <re2/re2.h>

#include <span>
#include <string_view>

#include "rules/evaluation.h"
#include "rules/value.h"

namespace assent::rules {

using Function = Value (*)(Evaluation&, const Value* args);

struct FunctionRow {
  std::string_view name;
  std::string_view signature;
  Function implementation;  // null: an operator, which the planner knows
};

std::span<const FunctionRow> operator_rows();
std::span<const FunctionRow> conversion_functions();
std::span<const FunctionRow> string_functions();
std::span<const FunctionRow> format_functions();
std::span<const FunctionRow> math_functions();
std::span<const FunctionRow> time_functions();
std::span<const FunctionRow> encoder_functions();
std::span<const FunctionRow> optional_functions();
std::span<const FunctionRow> contact_functions();

// What matches() does with a pattern that is not constant, and how patterns are read.
Function matches_function();
const RE2::Options& pattern_options();

// "no such overload" of the function that is being called.
inline Value no_overload(Evaluation& e) {
  return e.fail(Fault::no_overload);
}

}  // namespace assent::rules
