#include "rules/times.h"

#include <fmt/format.h>

#include <chrono>
#include <limits>

namespace assent::rules {
namespace {

constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kNanos = 1'000'000'000;

// 128 bits hold every sum of durations in nanoseconds many times over.
__extension__ using Wide = __int128;

// Moves whole seconds out of the nanoseconds, so that 0 <= nanos < 1e9.
void normalise(std::int64_t& seconds, std::int64_t& nanos) {
  std::int64_t carry = nanos / kNanos;
  nanos %= kNanos;
  if (nanos < 0) {
    nanos += kNanos;
    --carry;
  }
  seconds += carry;
}

std::optional<int> digits(std::string_view& s, std::size_t count) {
  if (s.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (s[i] < '0' || s[i] > '9') return std::nullopt;
    value = value * 10 + (s[i] - '0');
  }
  s.remove_prefix(count);
  return value;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

// Digits after a point, as nanoseconds; at least one, at most nine.
std::optional<std::int64_t> fraction(std::string_view& s) {
  std::int64_t nanos = 0;
  std::int64_t place = kNanos / 10;
  std::size_t count = 0;
  while (!s.empty() && s[0] >= '0' && s[0] <= '9') {
    nanos += (s[0] - '0') * place;
    place /= 10;
    s.remove_prefix(1);
    ++count;
  }
  if (count == 0 || count > 9) return std::nullopt;
  return nanos;
}

std::optional<std::int64_t> offset_seconds(std::string_view& s) {
  if (take(s, 'Z') || take(s, 'z')) return 0;
  bool negative = take(s, '-');
  if (!negative && !take(s, '+')) return std::nullopt;
  auto hours = digits(s, 2);
  if (!hours || !take(s, ':')) return std::nullopt;
  auto minutes = digits(s, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return negative ? -seconds : seconds;
}

std::string fraction_text(std::uint32_t nanos) {
  if (nanos == 0) return {};
  std::string text = fmt::format(".{:09}", nanos);
  while (text.back() == '0') text.pop_back();
  return text;
}

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};
// Longer names first where one starts with another.
constexpr Unit kUnits[] = {{"ns", 1},         {"us", 1000},  {"µs", 1000},  // micro sign
                           {"μs", 1000},                                    // Greek mu
                           {"ms", 1'000'000}, {"s", kNanos}, {"m", 60 * kNanos}, {"h", 3600 * kNanos}};

std::optional<std::int64_t> unit_nanos(std::string_view& s) {
  for (const Unit& unit : kUnits) {
    if (!s.starts_with(unit.name)) continue;
    s.remove_prefix(unit.name.size());
    return unit.nanos;
  }
  return std::nullopt;
}

// One "1.5h" of a duration, in nanoseconds.
std::optional<Wide> quantity(std::string_view& s) {
  constexpr std::int64_t largest = std::int64_t{1} << 60;
  std::int64_t whole = 0;
  std::size_t count = 0;
  for (; !s.empty() && s[0] >= '0' && s[0] <= '9'; s.remove_prefix(1), ++count) {
    if (whole > largest / 10) return std::nullopt;
    whole = whole * 10 + (s[0] - '0');
  }
  std::int64_t part = 0;
  std::int64_t scale = 1;
  if (take(s, '.')) {
    for (; !s.empty() && s[0] >= '0' && s[0] <= '9'; s.remove_prefix(1), ++count) {
      if (scale >= 1'000'000'000'000) continue;  // finer than a nanosecond of an hour
      part = part * 10 + (s[0] - '0');
      scale *= 10;
    }
  }
  if (count == 0) return std::nullopt;
  auto unit = unit_nanos(s);
  if (!unit) return std::nullopt;
  return Wide(whole) * *unit + Wide(part) * *unit / scale;
}

Value out_of_range(Evaluation& e, Kind kind) {
  return e.fail(Fault::out_of_range, kind == Kind::timestamp ? "timestamp" : "duration");
}

Value checked(Evaluation& e, Kind kind, std::int64_t seconds, std::int64_t nanos) {
  auto v = kind == Kind::timestamp ? timestamp_of(seconds, nanos) : duration_of(seconds, nanos);
  return v ? *v : out_of_range(e, kind);
}

}  // namespace

std::optional<Value> timestamp_of(std::int64_t seconds, std::int64_t nanos) {
  if (seconds < kFirstSecond - 1 || seconds > kLastSecond + 1) return std::nullopt;
  normalise(seconds, nanos);
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  return Value::time(Kind::timestamp, seconds, static_cast<std::uint32_t>(nanos));
}

std::optional<Value> duration_of(std::int64_t seconds, std::int64_t nanos) {
  normalise(seconds, nanos);
  Wide total = Wide(seconds) * kNanos + nanos;
  bool fits =
      total >= std::numeric_limits<std::int64_t>::min() && total <= std::numeric_limits<std::int64_t>::max();
  if (!fits) return std::nullopt;
  return Value::time(Kind::duration, seconds, static_cast<std::uint32_t>(nanos));
}

std::optional<Value> timestamp_from_text(std::string_view s) {
  auto year = digits(s, 4);
  if (!year || !take(s, '-')) return std::nullopt;
  auto month = digits(s, 2);
  if (!month || !take(s, '-')) return std::nullopt;
  auto day = digits(s, 2);
  if (!day || !(take(s, 'T') || take(s, 't'))) return std::nullopt;
  auto hour = digits(s, 2);
  if (!hour || !take(s, ':')) return std::nullopt;
  auto minute = digits(s, 2);
  if (!minute || !take(s, ':')) return std::nullopt;
  auto second = digits(s, 2);
  if (!second) return std::nullopt;
  std::int64_t nanos = 0;
  if (take(s, '.')) {
    auto part = fraction(s);
    if (!part) return std::nullopt;
    nanos = *part;
  }
  auto shift = offset_seconds(s);
  if (!shift || !s.empty() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(*year),
                                   std::chrono::month(static_cast<unsigned>(*month)),
                                   std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return timestamp_of(days * 86400 + *hour * 3600 + *minute * 60 + *second - *shift, nanos);
}

std::optional<Value> duration_from_text(std::string_view s) {
  bool negative = take(s, '-');
  if (!negative) take(s, '+');
  if (s == "0") return Value::time(Kind::duration, 0, 0);
  if (s.empty()) return std::nullopt;
  Wide total = 0;
  while (!s.empty()) {
    auto part = quantity(s);
    if (!part) return std::nullopt;
    total += *part;
    if (total > Wide(1) << 64) return std::nullopt;
  }
  if (negative) total = -total;
  return duration_of(static_cast<std::int64_t>(total / kNanos), static_cast<std::int64_t>(total % kNanos));
}

Value timestamp_of(Utc t) {
  std::int64_t ms = to_unix_ms(t);
  std::int64_t seconds = ms / 1000;
  std::int64_t nanos = ms % 1000 * 1'000'000;
  normalise(seconds, nanos);
  return Value::time(Kind::timestamp, seconds, static_cast<std::uint32_t>(nanos));
}

Utc to_utc(Value v) {
  return from_unix_ms(to_millis(v).count());
}

Millis to_millis(Value v) {
  return Millis(v.integer * 1000 + v.size / 1'000'000);
}

std::string timestamp_text(Value v) {
  std::int64_t days = v.integer / 86400 - (v.integer % 86400 < 0 ? 1 : 0);
  std::int64_t rest = v.integer - days * 86400;
  std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600,
                     rest / 60 % 60, rest % 60, fraction_text(v.size));
}

std::string duration_text(Value v) {
  bool negative = v.integer < 0;
  std::int64_t seconds = v.integer;
  std::uint32_t nanos = v.size;
  if (negative) {  // -1.5s is kept as -2 seconds and half a second
    seconds = nanos == 0 ? -seconds : -seconds - 1;
    nanos = nanos == 0 ? 0 : static_cast<std::uint32_t>(kNanos) - nanos;
  }
  return fmt::format("{}{}{}s", negative ? "-" : "", seconds, fraction_text(nanos));
}

Value add_times(Evaluation& e, Value a, Value b) {
  bool a_span = a.kind == Kind::duration;
  bool b_span = b.kind == Kind::duration;
  bool good = (a_span && (b_span || b.kind == Kind::timestamp)) || (a.kind == Kind::timestamp && b_span);
  if (!good) return no_overload(e);
  Kind kind = a_span && b_span ? Kind::duration : Kind::timestamp;
  return checked(e, kind, a.integer + b.integer, std::int64_t{a.size} + b.size);
}

Value subtract_times(Evaluation& e, Value a, Value b) {
  bool span = a.kind == Kind::duration && b.kind == Kind::duration;
  bool shift = a.kind == Kind::timestamp && b.kind == Kind::duration;
  bool between = a.kind == Kind::timestamp && b.kind == Kind::timestamp;
  if (!span && !shift && !between) return no_overload(e);
  Kind kind = shift ? Kind::timestamp : Kind::duration;
  return checked(e, kind, a.integer - b.integer, std::int64_t{a.size} - std::int64_t{b.size});
}

}  // namespace assent::rules
