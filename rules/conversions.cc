// int(), string(), timestamp() and the other conversions, type(), dyn(), and size().
#include <charconv>
#include <cmath>
#include <limits>

#include "rules/text_of.h"
#include "rules/times.h"
#include "rules/utf8.h"

namespace assent::rules {
namespace {

Value range_error(Evaluation& e, std::string_view what) {
  return e.fail(Fault::out_of_range, what);
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  Number value{};
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

Value to_int(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  switch (v.kind) {
    case Kind::integer:
      return v;
    case Kind::uinteger:
      return v.integer < 0 ? range_error(e, "int") : Value::of(v.integer);
    case Kind::real:
      // Exclusive at both ends: -2^63 as a double may stand for what does not fit.
      if (!(v.real > -9223372036854775808.0 && v.real < 9223372036854775808.0)) return range_error(e, "int");
      return Value::of(static_cast<std::int64_t>(v.real));
    case Kind::string: {
      auto n = number_in<std::int64_t>(v.text());
      return n ? Value::of(*n) : e.fail(Fault::conversion, v, "int");
    }
    case Kind::timestamp:
      return Value::of(v.integer);
    case Kind::duration:
    case Kind::error:
    case Kind::null:
    case Kind::boolean:
    case Kind::bytes:
    case Kind::list:
    case Kind::map:
    case Kind::type:
    case Kind::optional:
      break;
  }
  return no_overload(e);
}

Value to_uint(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::uinteger) return v;
  if (v.kind == Kind::integer) return v.integer < 0 ? range_error(e, "uint") : Value::of(v.uinteger);
  if (v.kind == Kind::real) {
    if (!(v.real >= 0 && v.real < 18446744073709551616.0)) return range_error(e, "uint");
    return Value::of(static_cast<std::uint64_t>(v.real));
  }
  if (v.kind != Kind::string) return no_overload(e);
  auto n = number_in<std::uint64_t>(v.text());
  return n ? Value::of(*n) : e.fail(Fault::conversion, v, "uint");
}

Value to_double(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::real) return v;
  if (v.kind == Kind::integer) return Value::of(static_cast<double>(v.integer));
  if (v.kind == Kind::uinteger) return Value::of(static_cast<double>(v.uinteger));
  if (v.kind != Kind::string) return no_overload(e);
  auto n = number_in<double>(v.text());
  return n ? Value::of(*n) : e.fail(Fault::conversion, v, "double");
}

Value to_bool(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::boolean) return v;
  if (v.kind != Kind::string) return no_overload(e);
  for (std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (v.text() == yes) return Value::of(true);
  }
  for (std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (v.text() == no) return Value::of(false);
  }
  return e.fail(Fault::conversion, v, "bool");
}

Value to_text(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  switch (v.kind) {
    case Kind::string:
      return v;
    case Kind::bytes:
      if (!e.charge_bytes(v.size)) return e.out_of_steps();
      return utf8::valid(v.text()) ? Value::of(v.text()) : e.fail(Fault::invalid_utf8);
    case Kind::boolean:
      return Value::of(std::string_view(v.boolean ? "true" : "false"));
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::timestamp:
    case Kind::duration: {
      std::string text;
      plain_text(e, v, text);
      return e.keep(text);
    }
    case Kind::error:
    case Kind::null:
    case Kind::list:
    case Kind::map:
    case Kind::type:
    case Kind::optional:
      break;
  }
  return no_overload(e);
}

Value to_bytes(Evaluation& e, const Value* args) {
  if (args[0].kind == Kind::bytes) return args[0];
  return args[0].kind == Kind::string ? Value::bytes(args[0].text()) : no_overload(e);
}

Value to_timestamp(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::timestamp) return v;
  if (v.kind == Kind::integer) {
    auto t = timestamp_of(v.integer, 0);
    return t ? *t : range_error(e, "timestamp");
  }
  if (v.kind != Kind::string) return no_overload(e);
  auto t = timestamp_from_text(v.text());
  return t ? *t : e.fail(Fault::conversion, v, "timestamp");
}

Value to_duration(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::duration) return v;
  if (v.kind != Kind::string) return no_overload(e);
  auto d = duration_from_text(v.text());
  return d ? *d : e.fail(Fault::conversion, v, "duration");
}

Value to_dyn(Evaluation&, const Value* args) {
  return args[0];
}

Value type_of(Evaluation&, const Value* args) {
  return Value::type(type_name(args[0]));
}

Value size(Evaluation& e, const Value* args) {
  const Value& v = args[0];
  if (v.kind == Kind::string) {
    if (!e.charge_bytes(v.size)) return e.out_of_steps();
    return Value::of(static_cast<std::int64_t>(utf8::count(v.text())));
  }
  if (v.kind == Kind::bytes) return Value::of(std::int64_t{v.size});
  if (v.kind != Kind::list && v.kind != Kind::map) return no_overload(e);
  auto count = length(v);
  return count ? Value::of(static_cast<std::int64_t>(*count)) : e.fail(Fault::not_listable);
}

constexpr FunctionRow kRows[] = {
    {"int", "(int) -> int", to_int},
    {"int", "(uint) -> int", to_int},
    {"int", "(double) -> int", to_int},
    {"int", "(string) -> int", to_int},
    {"int", "(timestamp) -> int", to_int},
    {"uint", "(uint) -> uint", to_uint},
    {"uint", "(int) -> uint", to_uint},
    {"uint", "(double) -> uint", to_uint},
    {"uint", "(string) -> uint", to_uint},
    {"double", "(double) -> double", to_double},
    {"double", "(int) -> double", to_double},
    {"double", "(uint) -> double", to_double},
    {"double", "(string) -> double", to_double},
    {"bool", "(bool) -> bool", to_bool},
    {"bool", "(string) -> bool", to_bool},
    {"string", "(string) -> string", to_text},
    {"string", "(bool) -> string", to_text},
    {"string", "(int) -> string", to_text},
    {"string", "(uint) -> string", to_text},
    {"string", "(double) -> string", to_text},
    {"string", "(bytes) -> string", to_text},
    {"string", "(timestamp) -> string", to_text},
    {"string", "(duration) -> string", to_text},
    {"bytes", "(bytes) -> bytes", to_bytes},
    {"bytes", "(string) -> bytes", to_bytes},
    {"timestamp", "(timestamp) -> timestamp", to_timestamp},
    {"timestamp", "(string) -> timestamp", to_timestamp},
    {"timestamp", "(int) -> timestamp", to_timestamp},
    {"duration", "(duration) -> duration", to_duration},
    {"duration", "(string) -> duration", to_duration},
    {"dyn", "(A) -> dyn", to_dyn},
    {"type", "(A) -> type<A>", type_of},
    {"size", "(string) -> int", size},
    {"size", "(bytes) -> int", size},
    {"size", "(list<A>) -> int", size},
    {"size", "(map<A, B>) -> int", size},
    {"size", "string.() -> int", size},
    {"size", "bytes.() -> int", size},
    {"size", "list<A>.() -> int", size},
    {"size", "map<A, B>.() -> int", size},
};

}  // namespace

std::span<const FunctionRow> conversion_functions() {
  return kRows;
}

}  // namespace assent::rules
