// What an operation can do: the functions that Op::run points to, by family.
//
// Every one of them evaluates its own operands, so that the logical ones can leave some out. None throws;
// none allocates outside the evaluation's arena. Depth of recursion is that of the tree, which the parser
// bounds.
#pragma once

#include "rules/program.h"

namespace assent::rules::ops {

Value constant(const Op& op, Evaluation& e);
Value variable(const Op& op, Evaluation& e);

inline Value run(const Op* op, Evaluation& e) {
  return op->run(*op, e);
}

// The same for operands, which most often are names, their fields and constants: those without a call.
[[gnu::always_inline]] inline Value operand(const Op* op, Evaluation& e) {
  if (op->path.count > 0) {
    if (const json::value* found = follow(op->path, e)) return Value::of(*found);
  } else if (op->run == constant) {
    return op->constant;
  } else if (op->run == variable) {
    return e.variables[op->slot];
  }
  return op->run(*op, e);
}

// A failure blamed on `op`.
Value fail(const Op& op, Evaluation& e, Fault fault, Value subject = Value::null(),
           std::string_view detail = {});

// access.cc
Value local(const Op& op, Evaluation& e);
Value unknown_name(const Op& op, Evaluation& e);
Value field(const Op& op, Evaluation& e);  // a.constant
Value has_field(const Op& op, Evaluation& e);
Value optional_field(const Op& op, Evaluation& e);  // a.?constant
Value index(const Op& op, Evaluation& e);           // a[b]
Value optional_index(const Op& op, Evaluation& e);

// logic.cc
Value logical_and(const Op& op, Evaluation& e);  // parts
Value logical_or(const Op& op, Evaluation& e);
Value and_two(const Op& op, Evaluation& e);  // a, b
Value or_two(const Op& op, Evaluation& e);
Value negate(const Op& op, Evaluation& e);
Value conditional(const Op& op, Evaluation& e);  // a ? b : c

Value or_optional(const Op& op, Evaluation& e);  // a.or(b): b is run only where it is needed
Value or_value(const Op& op, Evaluation& e);     // a.orValue(b)

// comparison.cc; where b is null, the right side is the constant
Value equality(const Op& op, Evaluation& e);  // a, b, orders: == and !=
Value ordering(const Op& op, Evaluation& e);  // < <= > >=
Value in(const Op& op, Evaluation& e);        // a in b
Value in_set(const Op& op, Evaluation& e);    // a in set

// arithmetic.cc
Value add(const Op& op, Evaluation& e);
Value subtract(const Op& op, Evaluation& e);
Value multiply(const Op& op, Evaluation& e);
Value divide(const Op& op, Evaluation& e);
Value modulo(const Op& op, Evaluation& e);
Value minus(const Op& op, Evaluation& e);

// call.cc
Value call(const Op& op, Evaluation& e);      // function(parts)
Value call_one(const Op& op, Evaluation& e);  // function(a)
Value call_two(const Op& op, Evaluation& e);  // function(a, b)
Value unknown_function(const Op& op, Evaluation& e);
Value matches(const Op& op, Evaluation& e);  // a.matches(pattern)
Value list(const Op& op, Evaluation& e);     // parts, optionals
Value map(const Op& op, Evaluation& e);

// loops.cc: a is the range, b the filter or null, c the body; slot is the first of the two variables
Value all(const Op& op, Evaluation& e);
Value exists(const Op& op, Evaluation& e);
Value exists_one(const Op& op, Evaluation& e);
Value map_list(const Op& op, Evaluation& e);
Value filter(const Op& op, Evaluation& e);
Value transform_map(const Op& op, Evaluation& e);
Value transform_map_entry(const Op& op, Evaluation& e);
Value bind(const Op& op, Evaluation& e);
Value opt_map(const Op& op, Evaluation& e);
Value opt_flat_map(const Op& op, Evaluation& e);

}  // namespace assent::rules::ops

namespace assent::rules {

// A map of these entries, in the arena; an error for a repeated key or one that can't be a key.
Value make_map(Evaluation& e, MapEntry* entries, std::size_t count);

// An optional with this value.
Value some(Evaluation& e, Value value);

}  // namespace assent::rules
