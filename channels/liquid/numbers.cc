#include "channels/liquid/numbers.h"

#include <charconv>
#include <cmath>

#include "channels/liquid/characters.h"

namespace assent::channels::liquid {
namespace {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

bool is_decimal(std::string_view s) {
  std::size_t i = s.starts_with('-') ? 1 : 0, start = i;
  while (i < s.size() && is_digit(s[i])) ++i;
  if (i == start || i >= s.size() || s[i] != '.') return false;
  start = ++i;
  while (i < s.size() && is_digit(s[i])) ++i;
  return i > start && i == s.size();
}

// digits * 10^exponent, exactly.
struct Exact {
  Wide digits = 0;
  int exponent = 0;
};

Exact exact(const Number& n) {
  if (n.whole) return {n.integer, 0};
  char buffer[40];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, n.decimal, std::chars_format::scientific).ptr;
  Exact e;
  bool negative = false, point = false;
  const char* at = buffer;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '-') negative = true;
    if (*at == '.') point = true;
    if (!is_digit(*at)) continue;
    e.digits = e.digits * 10 + (*at - '0');
    if (point) --e.exponent;
  }
  int scale = 0;
  if (at != end) {
    const char* from = at + 1;
    if (from != end && *from == '+') ++from;
    std::from_chars(from, end, scale);
  }
  e.exponent += scale;
  if (negative) e.digits = -e.digits;
  return e;
}

double to_double(const Exact& e) {
  // As text: reading it rounds once.
  bool negative = e.digits < 0;
  auto left = static_cast<UnsignedWide>(negative ? -e.digits : e.digits);
  char buffer[80];
  char* at = buffer + 60;
  char* last = at;
  do {
    *--at = static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  } while (left != 0);
  if (negative) *--at = '-';
  *last++ = 'e';
  last = std::to_chars(last, buffer + sizeof buffer, e.exponent).ptr;
  double d = 0;
  auto [end, ec] = std::from_chars(at, last, d);
  if (ec == std::errc::result_out_of_range) return e.exponent > 0 ? (negative ? -HUGE_VAL : HUGE_VAL) : 0.0;
  return d;
}

constexpr Wide kRoom = static_cast<Wide>(1) << 120;

bool small(Wide w) {
  return w < kRoom && w > -kRoom;
}

// Brings both to the lower exponent; false: too far apart for the digits there are.
bool align(Exact& a, Exact& b) {
  Exact& high = a.exponent > b.exponent ? a : b;
  const Exact& low = a.exponent > b.exponent ? b : a;
  if (high.digits == 0) high.exponent = low.exponent;
  while (high.exponent > low.exponent) {
    if (!small(high.digits * 10) || !small(high.digits)) return false;
    high.digits *= 10;
    --high.exponent;
  }
  return true;
}

Number decimal(double d) {
  Number n;
  n.whole = false;
  n.decimal = d;
  return n;
}

Number whole(std::int64_t i) {
  Number n;
  n.integer = i;
  return n;
}

Wide floor_div(Wide a, Wide b) {
  Wide q = a / b;
  return (a % b != 0 && (a < 0) != (b < 0)) ? q - 1 : q;
}

std::optional<Number> compute_whole(Operation op, std::int64_t a, std::int64_t b) {
  Wide result = 0;
  switch (op) {
    case Operation::plus:
      result = static_cast<Wide>(a) + b;
      break;
    case Operation::minus:
      result = static_cast<Wide>(a) - b;
      break;
    case Operation::times:
      result = static_cast<Wide>(a) * b;
      break;
    case Operation::divide:
      if (b == 0) return std::nullopt;
      result = floor_div(a, b);
      break;
    case Operation::modulo:
      if (b == 0) return std::nullopt;
      result = static_cast<Wide>(a) - floor_div(a, b) * b;
      break;
  }
  if (result > INT64_MAX || result < INT64_MIN) return decimal(static_cast<double>(result));
  return whole(static_cast<std::int64_t>(result));
}

double divided(Exact a, Exact b) {
  // As many digits as there is room for, more than a double has.
  while (small(a.digits * 10) && small(a.digits) && a.digits != 0) {
    a.digits *= 10;
    --a.exponent;
  }
  if (a.digits == 0) return 0;
  return to_double({a.digits / b.digits, a.exponent - b.exponent});
}

double plain(Operation op, double a, double b) {
  switch (op) {
    case Operation::plus:
      return a + b;
    case Operation::minus:
      return a - b;
    case Operation::times:
      return a * b;
    case Operation::divide:
      return a / b;
    case Operation::modulo:
      return a - std::floor(a / b) * b;
  }
  return 0;
}

}  // namespace

std::int64_t leading_integer(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && is_space(text[i])) ++i;
  bool negative = i < text.size() && text[i] == '-';
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  Wide value = 0;
  for (bool digit = false; i < text.size(); ++i) {
    if (text[i] == '_' && digit && i + 1 < text.size() && is_digit(text[i + 1])) continue;
    if (!is_digit(text[i])) break;
    digit = true;
    value = value * 10 + (text[i] - '0');
    if (value > INT64_MAX) value = INT64_MAX;
  }
  return static_cast<std::int64_t>(negative ? -value : value);
}

std::optional<std::int64_t> whole_number(const Value& v) {
  if (v.kind == Kind::integer) return v.integer;
  if (!v.is_string()) return std::nullopt;
  std::string_view s = trimmed(v.string());
  std::size_t i = s.starts_with('-') || s.starts_with('+') ? 1 : 0;
  if (i == s.size()) return std::nullopt;
  for (std::size_t at = i; at < s.size(); ++at) {
    bool between = s[at] == '_' && at > i && at + 1 < s.size() && is_digit(s[at - 1]) && is_digit(s[at + 1]);
    if (!is_digit(s[at]) && !between) return std::nullopt;
  }
  return leading_integer(s);
}

Number to_number(const Value& v) {
  if (v.kind == Kind::integer) return whole(v.integer);
  if (v.kind == Kind::decimal) return decimal(v.decimal);
  if (!v.is_string()) return whole(0);
  std::string_view s = trimmed(v.string());
  if (!is_decimal(s)) return whole(leading_integer(v.string()));
  double d = 0;
  std::from_chars(s.data(), s.data() + s.size(), d);
  return decimal(d);
}

std::optional<Number> compute(Operation op, const Number& a, const Number& b) {
  if (a.whole && b.whole) return compute_whole(op, a.integer, b.integer);
  bool dividing = op == Operation::divide || op == Operation::modulo;
  if (dividing && b.as_double() == 0) return std::nullopt;
  if (!std::isfinite(a.as_double()) || !std::isfinite(b.as_double())) {
    return decimal(plain(op, a.as_double(), b.as_double()));
  }
  Exact x = exact(a), y = exact(b);
  if (op == Operation::times) return decimal(to_double({x.digits * y.digits, x.exponent + y.exponent}));
  if (op == Operation::divide) return decimal(divided(x, y));
  if (!align(x, y)) return decimal(plain(op, a.as_double(), b.as_double()));
  if (op == Operation::plus) return decimal(to_double({x.digits + y.digits, x.exponent}));
  if (op == Operation::minus) return decimal(to_double({x.digits - y.digits, x.exponent}));
  return decimal(to_double({x.digits - floor_div(x.digits, y.digits) * y.digits, x.exponent}));
}

// digits * 10^exponent to `places`, half away from zero.
static Exact cut(Exact e, std::int64_t places) {
  std::int64_t drop = -places - e.exponent;
  if (drop <= 0) return e;
  if (drop > 38) return {0, static_cast<int>(-places)};
  Wide unit = 1;
  for (std::int64_t i = 0; i < drop; ++i) unit *= 10;
  Wide half = unit / 2;
  Wide digits = e.digits < 0 ? (e.digits - half) / unit : (e.digits + half) / unit;
  return {digits, static_cast<int>(e.exponent + drop)};
}

static Number as_whole(double d) {
  if (d >= 9223372036854775807.0 || d <= -9223372036854775808.0) return decimal(d);
  return whole(static_cast<std::int64_t>(d));
}

Number rounded(const Number& n, std::int64_t places) {
  if (n.whole && places >= 0) return n;
  if (!std::isfinite(n.as_double())) return n;
  if (places < -40) return whole(0);
  if (places > 400) return n;
  double d = to_double(cut(exact(n), places));
  return places <= 0 ? as_whole(d) : decimal(d);
}

Number rounded_up(const Number& n) {
  return n.whole ? n : as_whole(std::ceil(n.decimal));
}

Number rounded_down(const Number& n) {
  return n.whole ? n : as_whole(std::floor(n.decimal));
}

int order(const Number& a, const Number& b) {
  if (a.whole && b.whole) return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
  double x = a.as_double(), y = b.as_double();
  return x < y ? -1 : x > y ? 1 : 0;
}

}  // namespace assent::channels::liquid
