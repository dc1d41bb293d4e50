// == != < <= > >= and in.
#include "rules/members.h"
#include "rules/ops.h"

namespace assent::rules::ops {
namespace {

// The right side: most often a constant, which the planner puts into the operation itself.
[[gnu::always_inline]] inline Value right_side(const Op& op, Evaluation& e) {
  return op.b == nullptr ? op.constant : run(op.b, e);
}

bool in_array(const json::array& array, std::string_view text) {
  for (const json::value& item : array) {
    const json::string* s = item.if_string();
    if (s != nullptr && same_text({s->data(), s->size()}, text)) return true;
  }
  return false;
}

}  // namespace

Value equality(const Op& op, Evaluation& e) {
  Value a = operand(op.a, e);
  if (a.failed()) return a;
  Value b = right_side(op, e);
  if (b.failed()) return b;
  return Value::of(op.accepts(equal(e, a, b) ? Order::equal : Order::unordered));
}

Value ordering(const Op& op, Evaluation& e) {
  Value a = operand(op.a, e);
  if (a.failed()) return a;
  Value b = right_side(op, e);
  if (b.failed()) return b;
  if (a.kind == Kind::real && b.kind == Kind::real) return Value::of(op.accepts(order(a.real, b.real)));
  if (a.kind == Kind::string && !e.charge_bytes(a.size)) return e.out_of_steps();
  Order found = compare(a, b);
  return found == Order::incomparable ? fail(op, e, Fault::no_overload) : Value::of(op.accepts(found));
}

Value in(const Op& op, Evaluation& e) {
  Value item = operand(op.a, e);
  if (item.failed()) return item;
  Value range = operand(op.b, e);
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
  Value item = operand(op.a, e);
  if (item.failed()) return item;
  return Value::of(find(*op.set, item) != nullptr);
}

}  // namespace assent::rules::ops
