// == != < <= > >= and in.
#include "rules/ops.h"

namespace assent::rules::ops {
namespace {

template <bool Wanted>
Value equality(const Op& op, Evaluation& e) {
  Value a = run(op.a, e);
  if (a.failed()) return a;
  Value b = run(op.b, e);
  if (b.failed()) return b;
  return Value::of(equal(e, a, b) == Wanted);
}

// With a constant text on the right, which is what most conditions are.
template <bool Wanted>
Value text_equality(const Op& op, Evaluation& e) {
  Value a = run(op.a, e);
  if (a.failed()) return a;
  return Value::of((a.kind == Kind::string && a.text() == op.constant.text()) == Wanted);
}

template <class Test>
Value ordering(const Op& op, Evaluation& e, Test test) {
  Value a = run(op.a, e);
  if (a.failed()) return a;
  Value b = run(op.b, e);
  if (b.failed()) return b;
  if (a.kind == Kind::integer && b.kind == Kind::integer) {
    return Value::of(test(a.integer < b.integer    ? Order::less
                          : a.integer == b.integer ? Order::equal
                                                   : Order::greater));
  }
  if (a.kind == Kind::string && !e.charge_bytes(a.size)) return e.out_of_steps();
  Order order = compare(a, b);
  if (order == Order::incomparable) return fail(op, e, Fault::no_overload);
  return Value::of(test(order));
}

}  // namespace

Value equals(const Op& op, Evaluation& e) {
  return equality<true>(op, e);
}
Value differs(const Op& op, Evaluation& e) {
  return equality<false>(op, e);
}
Value equals_text(const Op& op, Evaluation& e) {
  return text_equality<true>(op, e);
}
Value differs_text(const Op& op, Evaluation& e) {
  return text_equality<false>(op, e);
}

Value less(const Op& op, Evaluation& e) {
  return ordering(op, e, [](Order o) { return o == Order::less; });
}
Value less_equal(const Op& op, Evaluation& e) {
  return ordering(op, e, [](Order o) { return o == Order::less || o == Order::equal; });
}
Value greater(const Op& op, Evaluation& e) {
  return ordering(op, e, [](Order o) { return o == Order::greater; });
}
Value greater_equal(const Op& op, Evaluation& e) {
  return ordering(op, e, [](Order o) { return o == Order::greater || o == Order::equal; });
}

Value in(const Op& op, Evaluation& e) {
  Value item = run(op.a, e);
  if (item.failed()) return item;
  Value range = run(op.b, e);
  if (range.failed()) return range;
  if (range.kind == Kind::map) return Value::of(lookup(range, item).has_value());
  if (range.kind != Kind::list) return fail(op, e, Fault::no_overload);
  std::size_t count = *length(range);
  if (!e.charge(count / 4)) return e.out_of_steps();
  for (std::size_t i = 0; i < count; ++i) {
    if (equal(e, element(range, i), item)) return Value::of(true);
  }
  return Value::of(false);
}

Value in_set(const Op& op, Evaluation& e) {
  Value item = run(op.a, e);
  if (item.failed()) return item;
  return Value::of(find(*op.set, item) != nullptr);
}

}  // namespace assent::rules::ops
