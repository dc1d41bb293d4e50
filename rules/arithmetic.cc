// + - * / % and the unary minus: checked numbers, text, lists, times.
#include <cmath>
#include <cstring>
#include <limits>

#include "rules/ops.h"
#include "rules/times.h"

namespace assent::rules::ops {
namespace {

template <auto Combine>
Value binary(const Op& op, Evaluation& e) {
  Value a = operand(op.a, e);
  if (a.failed()) return a;
  Value b = operand(op.b, e);
  if (b.failed()) return b;
  e.where = &op;
  return Combine(e, a, b);
}

bool both(Value a, Value b, Kind kind) {
  return a.kind == kind && b.kind == kind;
}

Value overflow(Evaluation& e, Kind kind) {
  return e.fail(Fault::overflow, kind == Kind::integer ? "int" : "uint");
}

Value joined_text(Evaluation& e, Value a, Value b) {
  std::size_t size = std::size_t{a.size} + b.size;
  char* space = e.arena.take_array<char>(size);
  if (space == nullptr) return e.out_of_memory();
  if (!e.charge_bytes(size)) return e.out_of_steps();
  if (a.size > 0) std::memcpy(space, a.chars, a.size);
  if (b.size > 0) std::memcpy(space + a.size, b.chars, b.size);
  std::string_view text(space, size);
  return a.kind == Kind::bytes ? Value::bytes(text) : Value::of(text);
}

Value joined_lists(Evaluation& e, Value a, Value b) {
  std::size_t left = *length(a);
  std::size_t right = *length(b);
  Value* items = e.arena.take_array<Value>(left + right);
  if (items == nullptr) return e.out_of_memory();
  if (!e.charge((left + right) / 4)) return e.out_of_steps();
  for (std::size_t i = 0; i < left; ++i) items[i] = element(a, i);
  for (std::size_t i = 0; i < right; ++i) items[left + i] = element(b, i);
  return Value::list(items, left + right);
}

Value sum(Evaluation& e, Value a, Value b) {
  if (both(a, b, Kind::integer)) {
    std::int64_t out = 0;
    return __builtin_add_overflow(a.integer, b.integer, &out) ? overflow(e, a.kind) : Value::of(out);
  }
  if (both(a, b, Kind::uinteger)) {
    std::uint64_t out = 0;
    return __builtin_add_overflow(a.uinteger, b.uinteger, &out) ? overflow(e, a.kind) : Value::of(out);
  }
  if (both(a, b, Kind::real)) return Value::of(a.real + b.real);
  if (both(a, b, Kind::string) || both(a, b, Kind::bytes)) return joined_text(e, a, b);
  if (both(a, b, Kind::list)) return joined_lists(e, a, b);
  return add_times(e, a, b);
}

Value difference(Evaluation& e, Value a, Value b) {
  if (both(a, b, Kind::integer)) {
    std::int64_t out = 0;
    return __builtin_sub_overflow(a.integer, b.integer, &out) ? overflow(e, a.kind) : Value::of(out);
  }
  if (both(a, b, Kind::uinteger)) {
    std::uint64_t out = 0;
    return __builtin_sub_overflow(a.uinteger, b.uinteger, &out) ? overflow(e, a.kind) : Value::of(out);
  }
  if (both(a, b, Kind::real)) return Value::of(a.real - b.real);
  return subtract_times(e, a, b);
}

Value product(Evaluation& e, Value a, Value b) {
  if (both(a, b, Kind::integer)) {
    std::int64_t out = 0;
    return __builtin_mul_overflow(a.integer, b.integer, &out) ? overflow(e, a.kind) : Value::of(out);
  }
  if (both(a, b, Kind::uinteger)) {
    std::uint64_t out = 0;
    return __builtin_mul_overflow(a.uinteger, b.uinteger, &out) ? overflow(e, a.kind) : Value::of(out);
  }
  return both(a, b, Kind::real) ? Value::of(a.real * b.real) : no_overload(e);
}

constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();

Value quotient(Evaluation& e, Value a, Value b) {
  if (both(a, b, Kind::integer)) {
    if (b.integer == 0) return e.fail(Fault::divide_by_zero);
    if (a.integer == kSmallest && b.integer == -1) return overflow(e, a.kind);
    return Value::of(a.integer / b.integer);
  }
  if (both(a, b, Kind::uinteger)) {
    return b.uinteger == 0 ? e.fail(Fault::divide_by_zero) : Value::of(a.uinteger / b.uinteger);
  }
  if (!both(a, b, Kind::real)) return no_overload(e);
  if (b.real != 0) return Value::of(a.real / b.real);
  // IEEE 754, spelled out: dividing by zero is undefined behaviour in C++.
  if (a.real == 0 || std::isnan(a.real)) return Value::of(std::numeric_limits<double>::quiet_NaN());
  bool negative = std::signbit(a.real) != std::signbit(b.real);
  return Value::of(negative ? -std::numeric_limits<double>::infinity()
                            : std::numeric_limits<double>::infinity());
}

Value remainder(Evaluation& e, Value a, Value b) {
  if (both(a, b, Kind::integer)) {
    if (b.integer == 0) return e.fail(Fault::divide_by_zero);
    return Value::of(b.integer == -1 ? std::int64_t{0} : a.integer % b.integer);
  }
  if (both(a, b, Kind::uinteger)) {
    return b.uinteger == 0 ? e.fail(Fault::divide_by_zero) : Value::of(a.uinteger % b.uinteger);
  }
  return no_overload(e);
}

}  // namespace

Value add(const Op& op, Evaluation& e) {
  return binary<sum>(op, e);
}
Value subtract(const Op& op, Evaluation& e) {
  return binary<difference>(op, e);
}
Value multiply(const Op& op, Evaluation& e) {
  return binary<product>(op, e);
}
Value divide(const Op& op, Evaluation& e) {
  return binary<quotient>(op, e);
}
Value modulo(const Op& op, Evaluation& e) {
  return binary<remainder>(op, e);
}

Value minus(const Op& op, Evaluation& e) {
  Value a = operand(op.a, e);
  if (a.failed()) return a;
  e.where = &op;
  if (a.kind == Kind::integer) return a.integer == kSmallest ? overflow(e, a.kind) : Value::of(-a.integer);
  return a.kind == Kind::real ? Value::of(-a.real) : no_overload(e);
}

}  // namespace assent::rules::ops
