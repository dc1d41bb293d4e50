// The optionals extension: optional.of(), hasValue(), or() and their kin.
#include "rules/ops.h"

namespace assent::rules {
namespace {

bool is_zero(Value v) {
  switch (v.kind) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return !v.boolean;
    case Kind::integer:
    case Kind::uinteger:
      return v.integer == 0;
    case Kind::real:
      return v.real == 0;
    case Kind::string:
    case Kind::bytes:
      return v.size == 0;
    case Kind::list:
    case Kind::map:
      return length(v) == std::size_t{0};
    case Kind::duration:
      return v.integer == 0 && v.size == 0;
    case Kind::optional:
      return v.items == nullptr;
    case Kind::timestamp:
    case Kind::error:
    case Kind::type:
      return false;
  }
  return false;
}

Value of(Evaluation& e, const Value* args) {
  return some(e, args[0]);
}
Value of_non_zero(Evaluation& e, const Value* args) {
  return is_zero(args[0]) ? Value::optional(nullptr) : some(e, args[0]);
}
Value none(Evaluation&, const Value*) {
  return Value::optional(nullptr);
}

Value has_value(Evaluation& e, const Value* args) {
  return args[0].kind == Kind::optional ? Value::of(args[0].items != nullptr) : no_overload(e);
}

Value value(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::optional) return no_overload(e);
  return args[0].items != nullptr ? *args[0].items : e.fail(Fault::no_optional_value);
}

// The flattened list of an optional list: those that have a value.
Value unwrap(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::list) return no_overload(e);
  std::size_t count = *length(args[0]);
  Value* items = e.arena.take_array<Value>(count);
  if (items == nullptr) return e.out_of_memory();
  if (!e.charge(count)) return e.out_of_steps();
  std::size_t used = 0;
  for (std::size_t i = 0; i < count; ++i) {
    Value item = element(args[0], i);
    if (item.kind != Kind::optional) return no_overload(e);
    if (item.items != nullptr) items[used++] = *item.items;
  }
  return Value::list(items, used);
}

template <bool First>
Value end_of_list(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::list) return no_overload(e);
  std::size_t count = *length(args[0]);
  return count == 0 ? Value::optional(nullptr) : some(e, element(args[0], First ? 0 : count - 1));
}

constexpr FunctionRow kRows[] = {
    {"optional.of", "(A) -> optional<A>", of},
    {"optional.ofNonZeroValue", "(A) -> optional<A>", of_non_zero},
    {"optional.none", "() -> optional<A>", none},
    {"hasValue", "optional<A>.() -> bool", has_value},
    {"value", "optional<A>.() -> A", value},
    {"or", "optional<A>.(optional<A>) -> optional<A>", nullptr},  // lazy: the planner knows them
    {"orValue", "optional<A>.(A) -> A", nullptr},
    {"optional.unwrap", "(list<optional<A>>) -> list<A>", unwrap},
    {"first", "list<A>.() -> optional<A>", end_of_list<true>},
    {"last", "list<A>.() -> optional<A>", end_of_list<false>},
    {"unwrapOpt", "list<optional<A>>.() -> list<A>", unwrap},
};

}  // namespace

std::span<const FunctionRow> optional_functions() {
  return kRows;
}

}  // namespace assent::rules
