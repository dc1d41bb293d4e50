// Names, fields and indexes.
#include "rules/members.h"
#include "rules/ops.h"

namespace assent::rules {

Value some(Evaluation& e, Value value) {
  Value* kept = e.arena.take_array<Value>(1);
  if (kept == nullptr) return e.out_of_memory();
  *kept = value;
  return Value::optional(kept);
}

namespace ops {

Value fail(const Op& op, Evaluation& e, Fault fault, Value subject, std::string_view detail) {
  e.where = &op;
  return e.fail(fault, subject, detail);
}

Value constant(const Op& op, Evaluation&) {
  return op.constant;
}
Value variable(const Op& op, Evaluation& e) {
  return e.variables[op.slot];
}
Value local(const Op& op, Evaluation& e) {
  return e.locals[op.slot];
}
Value unknown_name(const Op& op, Evaluation& e) {
  return fail(op, e, Fault::unknown_name, Value::null(), op.name);
}

namespace {

// What is missing: an attribute of a variable of the journey, or a key like any other.
Value missing(const Op& op, Evaluation& e, Value map, Value key) {
  bool attribute = map.form() != Form::own && key.kind == Kind::string;
  return fail(op, e, attribute ? Fault::no_attribute : Fault::no_key, key);
}

// The field of anything that is not JSON, and what is wrong where there is none.
Value other_field(const Op& op, Evaluation& e, Value operand) {
  if (operand.kind == Kind::map) {
    if (std::optional<Value> found = lookup(operand, op.constant)) return *found;
    return missing(op, e, operand, op.constant);
  }
  if (operand.failed()) return operand;
  if (operand.kind != Kind::optional) return fail(op, e, Fault::no_field, operand, op.constant.text());
  if (operand.items == nullptr) return operand;
  return optional_field(op, e);
}

// The index as a whole number; nullopt: it is none.
std::optional<std::int64_t> list_index(Value index) {
  if (index.kind == Kind::integer) return index.integer;
  if (index.kind == Kind::uinteger && index.integer >= 0) return index.integer;
  if (index.kind == Kind::real) return exact_integer(index.real);
  return std::nullopt;
}

// nullopt: not there. An error value: it could never be.
std::optional<Value> at(const Op& op, Evaluation& e, Value operand, Value index) {
  if (operand.kind == Kind::map) return lookup(operand, index);
  if (operand.kind != Kind::list) return fail(op, e, Fault::no_overload);
  std::optional<std::int64_t> i = list_index(index);
  if (!i) return fail(op, e, Fault::bad_index, index);
  if (*i < 0 || static_cast<std::uint64_t>(*i) >= *length(operand)) return std::nullopt;
  return element(operand, static_cast<std::size_t>(*i));
}

}  // namespace

Value field(const Op& op, Evaluation& e) {
  Value map = operand(op.a, e);
  const json::value* found = json_member(map, op.constant.text());
  return found != nullptr ? Value::of(*found) : other_field(op, e, map);
}

Value has_field(const Op& op, Evaluation& e) {
  Value map = operand(op.a, e);
  if (map.failed()) return map;
  if (map.kind == Kind::optional) {
    if (map.items == nullptr) return Value::of(false);
    map = *map.items;
  }
  if (map.kind != Kind::map) return fail(op, e, Fault::no_field, map, op.constant.text());
  if (map.form() != Form::own) return Value::of(json_member(map, op.constant.text()) != nullptr);
  return Value::of(lookup(map, op.constant).has_value());
}

Value optional_field(const Op& op, Evaluation& e) {
  Value operand = run(op.a, e);
  if (operand.failed()) return operand;
  if (operand.kind == Kind::optional) {
    if (operand.items == nullptr) return operand;
    operand = *operand.items;
  }
  if (operand.kind != Kind::map) return fail(op, e, Fault::no_field, operand, op.constant.text());
  std::optional<Value> found = lookup(operand, op.constant);
  return found ? some(e, *found) : Value::optional(nullptr);
}

Value index(const Op& op, Evaluation& e) {
  Value operand = run(op.a, e);
  if (operand.failed()) return operand;
  Value key = run(op.b, e);
  if (key.failed()) return key;
  bool optional = operand.kind == Kind::optional;
  if (optional) {
    if (operand.items == nullptr) return operand;
    operand = *operand.items;
  }
  std::optional<Value> found = at(op, e, operand, key);
  if (optional) return !found ? Value::optional(nullptr) : found->failed() ? *found : some(e, *found);
  if (found) return *found;
  return operand.kind == Kind::list ? fail(op, e, Fault::bad_index, key) : missing(op, e, operand, key);
}

Value optional_index(const Op& op, Evaluation& e) {
  Value operand = run(op.a, e);
  if (operand.failed()) return operand;
  Value key = run(op.b, e);
  if (key.failed()) return key;
  if (operand.kind == Kind::optional) {
    if (operand.items == nullptr) return operand;
    operand = *operand.items;
  }
  std::optional<Value> found = at(op, e, operand, key);
  if (!found) return Value::optional(nullptr);
  return found->failed() ? *found : some(e, *found);
}

}  // namespace ops
}  // namespace assent::rules
