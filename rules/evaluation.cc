#include "rules/evaluation.h"

#include "rules/expression.h"
#include "rules/members.h"
#include "rules/program.h"

namespace assent::rules {

Value Evaluation::fail(Fault fault, Value subject, std::string_view detail) {
  // Failures may come from inside a loop that is already out of memory: there is always this one.
  static const Failure last{Fault::out_of_memory, 0, 0, {Kind::null, 0, {false}}, {}};
  auto* failure = arena.take_array<Failure>(1);
  if (failure == nullptr) {
    steps_left_ = 0;
    if (!exhausted()) exhausted_ = Fault::out_of_memory;
    return Value::of(&last);
  }
  *failure = Failure{fault, 0, 0, subject, detail};
  if (where != nullptr) {
    failure->offset = where->offset;
    failure->length = where->length;
    if (fault == Fault::no_overload && detail.empty()) failure->detail = where->name;
  }
  return Value::of(failure);
}

Value Evaluation::out_of_memory() {
  steps_left_ = 0;
  if (!exhausted()) exhausted_ = Fault::out_of_memory;
  return fail(Fault::out_of_memory);
}

Value Evaluation::keep(std::string_view text, Kind kind) {
  std::string_view copy = arena.copy(text);
  if (copy.data() == nullptr) return out_of_memory();
  return kind == Kind::bytes ? Value::bytes(copy) : Value::of(copy);
}

std::optional<Value> lookup(Value map, Value key) {
  if (map.form() == Form::own) {
    const Value* found = find(*map.map, key);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  if (key.kind != Kind::string) return std::nullopt;
  const json::value* found =
      map.form() == Form::json ? find_member(*map.object, key.text()) : map.contact->attribute(key.text());
  return found == nullptr ? std::nullopt : std::optional(Value::of(*found));
}

namespace {

bool equal_lists(Evaluation& e, Value a, Value b) {
  std::size_t count = *length(a);
  if (count != *length(b)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!equal(e, element(a, i), element(b, i))) return false;
  }
  return true;
}

bool equal_maps(Evaluation& e, Value a, Value b) {
  if (a.form() == Form::contact || b.form() == Form::contact)
    return a.form() == b.form() && a.contact == b.contact;
  if (*length(a) != *length(b)) return false;
  bool same = true;
  each_entry(a, [&](Value key, Value value) {
    std::optional<Value> other = lookup(b, key);
    same = other && equal(e, value, *other);
    return same;
  });
  return same;
}

}  // namespace

bool equal(Evaluation& e, Value a, Value b) {
  if (a.kind != b.kind) return a.is_number() && b.is_number() && equal_scalars(a, b);
  switch (a.kind) {
    case Kind::list:
      return e.charge(1) && equal_lists(e, a, b);
    case Kind::map:
      return e.charge(1) && equal_maps(e, a, b);
    case Kind::optional:
      if (a.items == nullptr || b.items == nullptr) return a.items == b.items;
      return e.charge(1) && equal(e, *a.items, *b.items);
    case Kind::string:
    case Kind::bytes:
      return a.size == b.size && e.charge_bytes(a.size) && same_bytes(a.chars, b.chars, a.size);
    case Kind::error:
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::type:
      return equal_scalars(a, b);
  }
  return false;
}

}  // namespace assent::rules
