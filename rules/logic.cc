// && || ! and ?: as the specification has them: an answer that settles the matter absorbs errors.
#include "rules/field_test.h"
#include "rules/ops.h"

namespace assent::rules::ops {
namespace {

// What stands for "could not be told": the error, or that the value is no bool.
Value trouble(const Op& op, Evaluation& e, Value v) {
  return v.failed() ? v : fail(op, e, Fault::not_bool, v);
}

template <bool Settles>
Value chain(const Op& op, Evaluation& e) {
  Value first_trouble = Value::of(!Settles);
  for (std::uint32_t i = 0; i < op.count; ++i) {
    Value v = condition(op.parts[i], e);
    if (v.kind == Kind::boolean) {
      if (v.boolean == Settles) return v;
    } else if (!first_trouble.failed()) {
      first_trouble = trouble(op, e, v);
    }
  }
  return first_trouble;
}

template <bool Settles>
Value pair(const Op& op, Evaluation& e) {
  Value left = condition(op.a, e);
  if (left.kind == Kind::boolean) {
    if (left.boolean == Settles) return left;
    Value right = condition(op.b, e);
    return right.kind == Kind::boolean ? right : trouble(op, e, right);
  }
  left = trouble(op, e, left);
  Value right = condition(op.b, e);
  return right.is(Settles) ? right : left;
}

}  // namespace

Value logical_and(const Op& op, Evaluation& e) {
  return chain<false>(op, e);
}
Value logical_or(const Op& op, Evaluation& e) {
  return chain<true>(op, e);
}
Value and_two(const Op& op, Evaluation& e) {
  return pair<false>(op, e);
}
Value or_two(const Op& op, Evaluation& e) {
  return pair<true>(op, e);
}

Value negate(const Op& op, Evaluation& e) {
  Value v = condition(op.a, e);
  return v.kind == Kind::boolean ? Value::of(!v.boolean) : trouble(op, e, v);
}

Value conditional(const Op& op, Evaluation& e) {
  Value v = condition(op.a, e);
  if (v.kind != Kind::boolean) return trouble(op, e, v);
  return run(v.boolean ? op.b : op.c, e);
}

Value or_optional(const Op& op, Evaluation& e) {
  Value v = run(op.a, e);
  if (v.failed()) return v;
  if (v.kind != Kind::optional) return fail(op, e, Fault::no_overload);
  if (v.items != nullptr) return v;
  Value other = run(op.b, e);
  return other.kind == Kind::optional || other.failed() ? other : fail(op, e, Fault::no_overload);
}

Value or_value(const Op& op, Evaluation& e) {
  Value v = run(op.a, e);
  if (v.failed()) return v;
  if (v.kind != Kind::optional) return fail(op, e, Fault::no_overload);
  return v.items != nullptr ? *v.items : run(op.b, e);
}

}  // namespace assent::rules::ops
