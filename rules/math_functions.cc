// The math extension.
#include <cmath>
#include <limits>

#include "rules/functions.h"

namespace assent::rules {
namespace {

// ---- greatest and least: a number, two, or a list of them; the first of equals wins

Value pick(Evaluation& e, const Value* numbers, std::size_t count, Value list, Order wanted) {
  bool from_list = numbers == nullptr;
  if (from_list) count = *length(list);
  if (count == 0) return e.fail(Fault::bad_argument, "the list is empty");
  if (!e.charge(count / 4)) return e.out_of_steps();
  Value best = from_list ? element(list, 0) : numbers[0];
  if (!best.is_number()) return no_overload(e);
  for (std::size_t i = 1; i < count; ++i) {
    Value next = from_list ? element(list, i) : numbers[i];
    if (!next.is_number()) return no_overload(e);
    if (compare(next, best) == wanted) best = next;
  }
  return best;
}

template <Order Wanted>
Value extreme_one(Evaluation& e, const Value* args) {
  if (args[0].kind == Kind::list) return pick(e, nullptr, 0, args[0], Wanted);
  return pick(e, args, 1, Value::null(), Wanted);
}
template <Order Wanted>
Value extreme_two(Evaluation& e, const Value* args) {
  return pick(e, args, 2, Value::null(), Wanted);
}

// ---- doubles

template <double (*round)(double)>
Value rounded(Evaluation& e, const Value* args) {
  return args[0].kind == Kind::real ? Value::of(round(args[0].real)) : no_overload(e);
}

double ceil_of(double d) {
  return std::ceil(d);
}
double floor_of(double d) {
  return std::floor(d);
}
double trunc_of(double d) {
  return std::trunc(d);
}
double round_of(double d) {
  return std::round(d);
}  // halves away from zero

template <bool (*test)(double)>
Value tested(Evaluation& e, const Value* args) {
  return args[0].kind == Kind::real ? Value::of(test(args[0].real)) : no_overload(e);
}

bool is_nan(double d) {
  return std::isnan(d);
}
bool is_inf(double d) {
  return std::isinf(d);
}
bool is_finite(double d) {
  return std::isfinite(d);
}

Value square_root(Evaluation& e, const Value* args) {
  if (args[0].kind == Kind::real) return Value::of(std::sqrt(args[0].real));
  if (args[0].kind == Kind::integer) return Value::of(std::sqrt(static_cast<double>(args[0].integer)));
  if (args[0].kind == Kind::uinteger) return Value::of(std::sqrt(static_cast<double>(args[0].uinteger)));
  return no_overload(e);
}

Value absolute(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::uinteger) return v;
  if (v.kind == Kind::real) return Value::of(std::fabs(v.real));
  if (v.kind != Kind::integer) return no_overload(e);
  if (v.integer == std::numeric_limits<std::int64_t>::min()) return e.fail(Fault::overflow, "int");
  return Value::of(v.integer < 0 ? -v.integer : v.integer);
}

Value sign(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::uinteger) return Value::of(std::uint64_t{v.uinteger > 0 ? 1u : 0u});
  if (v.kind == Kind::integer) return Value::of(std::int64_t{(v.integer > 0) - (v.integer < 0)});
  if (v.kind != Kind::real) return no_overload(e);
  if (std::isnan(v.real)) return v;
  return Value::of(static_cast<double>((v.real > 0) - (v.real < 0)));
}

// ---- bits

template <class Combine>
Value bits(Evaluation& e, const Value* args, Combine combine) {
  if (args[0].kind != args[1].kind) return no_overload(e);
  std::uint64_t out = combine(args[0].uinteger, args[1].uinteger);
  if (args[0].kind == Kind::integer) return Value::of(static_cast<std::int64_t>(out));
  return args[0].kind == Kind::uinteger ? Value::of(out) : no_overload(e);
}

Value bit_and(Evaluation& e, const Value* args) {
  return bits(e, args, [](std::uint64_t a, std::uint64_t b) { return a & b; });
}
Value bit_or(Evaluation& e, const Value* args) {
  return bits(e, args, [](std::uint64_t a, std::uint64_t b) { return a | b; });
}
Value bit_xor(Evaluation& e, const Value* args) {
  return bits(e, args, [](std::uint64_t a, std::uint64_t b) { return a ^ b; });
}

Value bit_not(Evaluation& e, const Value* args) {
  if (args[0].kind == Kind::integer) return Value::of(~args[0].integer);
  return args[0].kind == Kind::uinteger ? Value::of(~args[0].uinteger) : no_overload(e);
}

// Shifts fill with zeros in both directions; by 64 and more nothing is left.
template <bool Left>
Value shift(Evaluation& e, const Value* args) {
  bool number = args[0].kind == Kind::integer || args[0].kind == Kind::uinteger;
  if (!number || args[1].kind != Kind::integer) return no_overload(e);
  std::int64_t by = args[1].integer;
  if (by < 0) return e.fail(Fault::bad_argument, "a shift can't be negative");
  std::uint64_t v = args[0].uinteger;
  std::uint64_t out = by >= 64 ? 0 : Left ? v << by : v >> by;
  return args[0].kind == Kind::integer ? Value::of(static_cast<std::int64_t>(out)) : Value::of(out);
}

constexpr auto max_one = extreme_one<Order::greater>;
constexpr auto max_two = extreme_two<Order::greater>;
constexpr auto min_one = extreme_one<Order::less>;
constexpr auto min_two = extreme_two<Order::less>;

constexpr FunctionRow kRows[] = {
    {"math.@max", "(int) -> int", max_one},
    {"math.@max", "(uint) -> uint", max_one},
    {"math.@max", "(double) -> double", max_one},
    {"math.@max", "(list<int>) -> int", max_one},
    {"math.@max", "(list<uint>) -> uint", max_one},
    {"math.@max", "(list<double>) -> double", max_one},
    {"math.@max", "(list<dyn>) -> dyn", max_one},
    {"math.@max", "(int, int) -> int", max_two},
    {"math.@max", "(uint, uint) -> uint", max_two},
    {"math.@max", "(double, double) -> double", max_two},
    {"math.@max", "(int, uint) -> dyn", max_two},
    {"math.@max", "(int, double) -> dyn", max_two},
    {"math.@max", "(uint, int) -> dyn", max_two},
    {"math.@max", "(uint, double) -> dyn", max_two},
    {"math.@max", "(double, int) -> dyn", max_two},
    {"math.@max", "(double, uint) -> dyn", max_two},
    {"math.@min", "(int) -> int", min_one},
    {"math.@min", "(uint) -> uint", min_one},
    {"math.@min", "(double) -> double", min_one},
    {"math.@min", "(list<int>) -> int", min_one},
    {"math.@min", "(list<uint>) -> uint", min_one},
    {"math.@min", "(list<double>) -> double", min_one},
    {"math.@min", "(list<dyn>) -> dyn", min_one},
    {"math.@min", "(int, int) -> int", min_two},
    {"math.@min", "(uint, uint) -> uint", min_two},
    {"math.@min", "(double, double) -> double", min_two},
    {"math.@min", "(int, uint) -> dyn", min_two},
    {"math.@min", "(int, double) -> dyn", min_two},
    {"math.@min", "(uint, int) -> dyn", min_two},
    {"math.@min", "(uint, double) -> dyn", min_two},
    {"math.@min", "(double, int) -> dyn", min_two},
    {"math.@min", "(double, uint) -> dyn", min_two},
    {"math.ceil", "(double) -> double", rounded<ceil_of>},
    {"math.floor", "(double) -> double", rounded<floor_of>},
    {"math.round", "(double) -> double", rounded<round_of>},
    {"math.trunc", "(double) -> double", rounded<trunc_of>},
    {"math.sqrt", "(double) -> double", square_root},
    {"math.sqrt", "(int) -> double", square_root},
    {"math.sqrt", "(uint) -> double", square_root},
    {"math.isNaN", "(double) -> bool", tested<is_nan>},
    {"math.isInf", "(double) -> bool", tested<is_inf>},
    {"math.isFinite", "(double) -> bool", tested<is_finite>},
    {"math.abs", "(int) -> int", absolute},
    {"math.abs", "(uint) -> uint", absolute},
    {"math.abs", "(double) -> double", absolute},
    {"math.sign", "(int) -> int", sign},
    {"math.sign", "(uint) -> uint", sign},
    {"math.sign", "(double) -> double", sign},
    {"math.bitAnd", "(int, int) -> int", bit_and},
    {"math.bitAnd", "(uint, uint) -> uint", bit_and},
    {"math.bitOr", "(int, int) -> int", bit_or},
    {"math.bitOr", "(uint, uint) -> uint", bit_or},
    {"math.bitXor", "(int, int) -> int", bit_xor},
    {"math.bitXor", "(uint, uint) -> uint", bit_xor},
    {"math.bitNot", "(int) -> int", bit_not},
    {"math.bitNot", "(uint) -> uint", bit_not},
    {"math.bitShiftLeft", "(int, int) -> int", shift<true>},
    {"math.bitShiftLeft", "(uint, int) -> uint", shift<true>},
    {"math.bitShiftRight", "(int, int) -> int", shift<false>},
    {"math.bitShiftRight", "(uint, int) -> uint", shift<false>},
};

}  // namespace

std::span<const FunctionRow> math_functions() {
  return kRows;
}

}  // namespace assent::rules
