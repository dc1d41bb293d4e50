// The macros that go through a list or a map, and those that bind a name.
#include "rules/field_test.h"
#include "rules/ops.h"

namespace assent::rules::ops {
namespace {

// Sets the variables for each element in turn and asks `turn` whether to go on. Answers an error, or null.
template <class Turn>
Value each(const Op& op, Evaluation& e, Value range, Turn turn) {
  Value& first = e.locals[op.slot];
  Value& second = e.locals[op.slot + 1];
  if (range.kind == Kind::list) {
    std::size_t count = *length(range);
    for (std::size_t i = 0; i < count; ++i) {
      if (!e.charge(op.cost)) return e.out_of_steps();
      Value item = element(range, i);
      first = op.two ? Value::of(static_cast<std::int64_t>(i)) : item;
      second = item;
      if (!turn()) break;
    }
    return Value::null();
  }
  if (range.kind != Kind::map) return fail(op, e, Fault::no_overload);
  if (range.form() == Form::contact) return fail(op, e, Fault::not_listable);
  Value outcome = Value::null();
  each_entry(range, [&](Value key, Value value) {
    if (!e.charge(op.cost)) {
      outcome = e.out_of_steps();
      return false;
    }
    first = key;
    second = value;
    return static_cast<bool>(turn());
  });
  return outcome;
}

Value not_bool(const Op& op, Evaluation& e, Value v) {
  return v.failed() ? v : fail(op, e, Fault::not_bool, v);
}

// all and exists are chains of && and ||: the settling answer absorbs errors.
template <bool Settles>
Value quantifier(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  Value result = Value::of(!Settles);
  Value outcome = each(op, e, range, [&] {
    Value v = condition(op.c, e);
    if (v.is(Settles)) {
      result = v;
      return false;
    }
    if (v.kind != Kind::boolean && !result.failed()) result = not_bool(op, e, v);
    return true;
  });
  return outcome.failed() ? outcome : result;
}

// Whether the filter lets this element through; false with *trouble set where it could not be told.
bool passes(const Op& op, Evaluation& e, Value* trouble) {
  if (op.b == nullptr) return true;
  Value v = run(op.b, e);
  if (v.kind != Kind::boolean) *trouble = not_bool(op, e, v);
  return v.is(true);
}

std::size_t turns(Value range) {
  bool known = range.kind == Kind::list || (range.kind == Kind::map && range.form() != Form::contact);
  return known ? *length(range) : 0;
}

}  // namespace

Value all(const Op& op, Evaluation& e) {
  return quantifier<false>(op, e);
}
Value exists(const Op& op, Evaluation& e) {
  return quantifier<true>(op, e);
}

Value exists_one(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  std::size_t found = 0;
  Value trouble = Value::null();
  Value outcome = each(op, e, range, [&] {
    Value v = run(op.c, e);
    if (v.kind != Kind::boolean) trouble = not_bool(op, e, v);
    found += v.is(true) ? 1 : 0;
    return !trouble.failed();
  });
  if (outcome.failed()) return outcome;
  return trouble.failed() ? trouble : Value::of(found == 1);
}

Value map_list(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  Value* items = e.arena.take_array<Value>(turns(range));
  if (items == nullptr) return e.out_of_memory();
  std::size_t used = 0;
  Value trouble = Value::null();
  Value outcome = each(op, e, range, [&] {
    if (!passes(op, e, &trouble)) return !trouble.failed();
    Value v = run(op.c, e);
    if (v.failed()) {
      trouble = v;
      return false;
    }
    items[used++] = v;
    return true;
  });
  if (outcome.failed()) return outcome;
  return trouble.failed() ? trouble : Value::list(items, used);
}

Value filter(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  Value* items = e.arena.take_array<Value>(turns(range));
  if (items == nullptr) return e.out_of_memory();
  std::size_t used = 0;
  Value trouble = Value::null();
  Value outcome = each(op, e, range, [&] {
    Value v = run(op.c, e);
    if (v.kind != Kind::boolean) trouble = not_bool(op, e, v);
    if (v.is(true)) items[used++] = e.locals[op.slot];
    return !trouble.failed();
  });
  if (outcome.failed()) return outcome;
  return trouble.failed() ? trouble : Value::list(items, used);
}

Value transform_map(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  MapEntry* entries = e.arena.take_array<MapEntry>(turns(range));
  if (entries == nullptr) return e.out_of_memory();
  std::size_t used = 0;
  Value trouble = Value::null();
  Value outcome = each(op, e, range, [&] {
    if (!passes(op, e, &trouble)) return !trouble.failed();
    Value v = run(op.c, e);
    if (v.failed()) {
      trouble = v;
      return false;
    }
    entries[used++] = {e.locals[op.slot], v};
    return true;
  });
  if (outcome.failed()) return outcome;
  if (trouble.failed()) return trouble;
  e.where = &op;
  return make_map(e, entries, used);
}

Value transform_map_entry(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  MapEntry* entries = nullptr;
  std::size_t used = 0;
  std::size_t room = 0;
  Value trouble = Value::null();
  auto append = [&](Value key, Value value) {
    if (used == room) {
      room = room == 0 ? 8 : room * 2;
      MapEntry* larger = e.arena.take_array<MapEntry>(room);
      if (larger == nullptr) {
        trouble = e.out_of_memory();
        return false;
      }
      for (std::size_t i = 0; i < used; ++i) larger[i] = entries[i];
      entries = larger;
    }
    entries[used++] = {key, value};
    return true;
  };
  Value outcome = each(op, e, range, [&] {
    if (!passes(op, e, &trouble)) return !trouble.failed();
    Value v = run(op.c, e);
    if (v.kind != Kind::map || v.form() == Form::contact)
      trouble = v.failed() ? v : fail(op, e, Fault::no_overload);
    if (!trouble.failed() && !e.charge(*length(v))) trouble = e.out_of_steps();
    if (!trouble.failed()) each_entry(v, append);
    return !trouble.failed();
  });
  if (outcome.failed()) return outcome;
  if (trouble.failed()) return trouble;
  e.where = &op;
  return make_map(e, entries, used);
}

Value bind(const Op& op, Evaluation& e) {
  // Evaluated where it is met; an error in a value that nobody asks for is then no error.
  e.locals[op.slot] = run(op.a, e);
  return run(op.c, e);
}

Value opt_map(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  if (range.kind != Kind::optional) return fail(op, e, Fault::no_overload);
  if (range.items == nullptr) return range;
  e.locals[op.slot] = *range.items;
  Value v = run(op.c, e);
  return v.failed() ? v : some(e, v);
}

Value opt_flat_map(const Op& op, Evaluation& e) {
  Value range = operand(op.a, e);
  if (range.failed()) return range;
  if (range.kind != Kind::optional) return fail(op, e, Fault::no_overload);
  if (range.items == nullptr) return range;
  e.locals[op.slot] = *range.items;
  return run(op.c, e);
}

}  // namespace assent::rules::ops
