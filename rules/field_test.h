// A field of a name compared with a constant, which is what most conditions are made of.
//
//   Order found = order_of(*json, op.constant);       // contact.plan == 'pro', event.amount < 100.0
//
// A shortcut like the path that it follows: it knows a text, an integer or a double and a constant of the same
// type. Texts are only told equal from unordered: the planner asks for no more.
#pragma once

#include "rules/members.h"
#include "rules/program.h"

namespace assent::rules {

// incomparable: ask the operation itself.
inline Order order_of(const json::value& found, Value constant) {
  if (const json::string* text = found.if_string()) {
    if (constant.kind != Kind::string) return Order::incomparable;
    return same_text({text->data(), text->size()}, constant.text()) ? Order::equal : Order::unordered;
  }
  if (const std::int64_t* i = found.if_int64()) {
    return constant.kind == Kind::integer ? order(*i, constant.integer) : Order::incomparable;
  }
  const double* d = found.if_double();
  return d != nullptr && constant.kind == Kind::real ? order(*d, constant.real) : Order::incomparable;
}

// What an operation that asks a yes or no answers.
[[gnu::always_inline]] inline Value condition(const Op* op, Evaluation& e) {
  if (op->tests_field) {
    if (const json::value* found = follow(op->a->path, e)) {
      Order order = order_of(*found, op->constant);
      if (order != Order::incomparable) return Value::of(op->accepts(order));
    }
  }
  return op->run(*op, e);
}

}  // namespace assent::rules
