// == != < <= > >= and in.
#include "rules/members.h"
#include "rules/ops.h"

namespace assent::rules::ops {
namespace {

// The right side: most often a constant, which the planner puts into the operation itself.
Value right_side(const Op& op, Evaluation& e) {
  return op.b == nullptr ? op.constant : run(op.b, e);
}

template <bool Wanted>
Value equality(const Op& op, Evaluation& e) {
  Value a = run(op.a, e);
  if (a.failed()) return a;
  Value b = right_side(op, e);
  if (b.failed()) return b;
  return Value::of(equal(e, a, b) == Wanted);
}

// With a constant text on the right, which is what most conditions are.
template <bool Wanted>
Value text_equality(const Op& op, Evaluation& e) {
  Value a = run(op.a, e);
  if (a.failed()) return a;
  return Value::of((a.kind == Kind::string && same_text(a.text(), op.constant.text())) == Wanted);
}

bool in_array(const json::array& array, std::string_view text) {
  for (const json::value& item : array) {
    const json::string* s = item.if_string();
    if (s != nullptr && same_text({s->data(), s->size()}, text)) return true;
  }
  return false;
}

template <class Test>
Value ordering(const Op& op, Evaluation& e, Test test) {
  Value a = run(op.a, e);
  if (a.failed()) return a;
  Value b = right_side(op, e);
  if (b.failed()) return b;
  if (a.kind == Kind::integer && b.kind == Kind::integer) {
    return Value::of(test(a.integer < b.integer    ? Order::less
                          : a.integer == b.integer ? Order::equal
                                                   : Order::greater));
  }
  if (a.kind == Kind::real && b.kind == Kind::real) {
    return Value::of(test(a.real < b.real    ? Order::less
                          : a.real == b.real ? Order::equal
                          : a.real > b.real  ? Order::greater
                                             : Order::unordered));
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
  if (item.kind == Kind::string && range.form() == Form::json)
    return Value::of(in_array(*range.array, item.text()));
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
