// getHours and the like, of timestamps in a zone and of durations.
#include <charconv>
#include <chrono>
#include <optional>

#include "rules/times.h"

namespace assent::rules {
namespace {

// A wall clock: what a timestamp reads in some zone.
struct Clock {
  std::chrono::year_month_day date;
  std::int64_t day_of_week;  // 0 is Sunday
  std::int64_t day_of_year;  // from 0
  std::int64_t second_of_day;
  std::int64_t nanos;
};

Clock clock_at(std::int64_t local_seconds, std::uint32_t nanos) {
  std::int64_t days = local_seconds / 86400 - (local_seconds % 86400 < 0 ? 1 : 0);
  std::chrono::sys_days day{std::chrono::days(days)};
  std::chrono::year_month_day date{day};
  std::chrono::sys_days new_year{date.year() / std::chrono::January / 1};
  return {date, std::chrono::weekday(day).c_encoding(), (day - new_year).count(),
          local_seconds - days * 86400, nanos};
}

// "+07:00", "-02:30", "02:00"; nullopt: no such form.
std::optional<std::int64_t> fixed_offset(std::string_view zone) {
  bool negative = zone.starts_with('-');
  if (negative || zone.starts_with('+')) zone.remove_prefix(1);
  std::size_t colon = zone.find(':');
  if (colon == 0 || colon > 2 || zone.size() != colon + 3) return std::nullopt;
  int hours = 0;
  int minutes = 0;
  const char* begin = zone.data();
  auto h = std::from_chars(begin, begin + colon, hours);
  auto m = std::from_chars(begin + colon + 1, begin + zone.size(), minutes);
  bool read =
      h.ptr == begin + colon && m.ptr == begin + zone.size() && h.ec == std::errc{} && m.ec == std::errc{};
  if (!read || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  std::int64_t seconds = hours * 3600 + minutes * 60;
  return negative ? -seconds : seconds;
}

// Seconds to add to UTC; nullopt: no such zone.
std::optional<std::int64_t> zone_offset(std::string_view name, Value timestamp) {
  if (auto fixed = fixed_offset(name)) return fixed;
  auto zone = Zone::find(name);
  if (!zone) return std::nullopt;
  Utc t = from_unix_ms(timestamp.integer * 1000);
  return (zone->local(t).time_since_epoch() - t.time_since_epoch()).count() / 1000;
}

template <class Part>
Value timestamp_part(Evaluation& e, const Value* args, bool zoned, Part part) {
  if (args[0].kind != Kind::timestamp || (zoned && args[1].kind != Kind::string)) return no_overload(e);
  std::int64_t offset = 0;
  if (zoned) {
    auto found = zone_offset(args[1].text(), args[0]);
    if (!found) return e.fail(Fault::conversion, args[1], "time zone");
    offset = *found;
  }
  return Value::of(static_cast<std::int64_t>(part(clock_at(args[0].integer + offset, args[0].size))));
}

std::int64_t year(const Clock& c) {
  return static_cast<int>(c.date.year());
}
std::int64_t month(const Clock& c) {
  return static_cast<std::int64_t>(static_cast<unsigned>(c.date.month())) - 1;
}
std::int64_t day(const Clock& c) {
  return static_cast<std::int64_t>(static_cast<unsigned>(c.date.day()));
}
std::int64_t day_from_zero(const Clock& c) {
  return day(c) - 1;
}
std::int64_t day_of_week(const Clock& c) {
  return c.day_of_week;
}
std::int64_t day_of_year(const Clock& c) {
  return c.day_of_year;
}
std::int64_t hours(const Clock& c) {
  return c.second_of_day / 3600;
}
std::int64_t minutes(const Clock& c) {
  return c.second_of_day / 60 % 60;
}
std::int64_t seconds(const Clock& c) {
  return c.second_of_day % 60;
}
std::int64_t milliseconds(const Clock& c) {
  return c.nanos / 1'000'000;
}

// Whole seconds towards zero, as durations are counted.
std::int64_t whole_seconds(Value d) {
  return d.integer < 0 && d.size != 0 ? d.integer + 1 : d.integer;
}

std::int64_t span_milliseconds(Value d) {
  bool negative = d.integer < 0 && d.size != 0;
  std::int64_t nanos = negative ? std::int64_t{d.size} - 1'000'000'000 : std::int64_t{d.size};
  return nanos / 1'000'000;
}

template <std::int64_t (*part)(const Clock&)>
Value utc(Evaluation& e, const Value* args) {
  return timestamp_part(e, args, false, part);
}

template <std::int64_t (*part)(const Clock&)>
Value in_zone(Evaluation& e, const Value* args) {
  return timestamp_part(e, args, true, part);
}

// getHours and its kin are of durations too.
template <std::int64_t (*part)(const Clock&), std::int64_t divisor>
Value utc_or_span(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::duration) return timestamp_part(e, args, false, part);
  return Value::of(divisor == 0 ? span_milliseconds(args[0])
                                : whole_seconds(args[0]) / (divisor == 0 ? 1 : divisor));
}

constexpr FunctionRow kRows[] = {
    {"getFullYear", "timestamp.() -> int", utc<year>},
    {"getFullYear", "timestamp.(string) -> int", in_zone<year>},
    {"getMonth", "timestamp.() -> int", utc<month>},
    {"getMonth", "timestamp.(string) -> int", in_zone<month>},
    {"getDate", "timestamp.() -> int", utc<day>},
    {"getDate", "timestamp.(string) -> int", in_zone<day>},
    {"getDayOfMonth", "timestamp.() -> int", utc<day_from_zero>},
    {"getDayOfMonth", "timestamp.(string) -> int", in_zone<day_from_zero>},
    {"getDayOfWeek", "timestamp.() -> int", utc<day_of_week>},
    {"getDayOfWeek", "timestamp.(string) -> int", in_zone<day_of_week>},
    {"getDayOfYear", "timestamp.() -> int", utc<day_of_year>},
    {"getDayOfYear", "timestamp.(string) -> int", in_zone<day_of_year>},
    {"getHours", "timestamp.() -> int", utc_or_span<hours, 3600>},
    {"getHours", "timestamp.(string) -> int", in_zone<hours>},
    {"getHours", "duration.() -> int", utc_or_span<hours, 3600>},
    {"getMinutes", "timestamp.() -> int", utc_or_span<minutes, 60>},
    {"getMinutes", "timestamp.(string) -> int", in_zone<minutes>},
    {"getMinutes", "duration.() -> int", utc_or_span<minutes, 60>},
    {"getSeconds", "timestamp.() -> int", utc_or_span<seconds, 1>},
    {"getSeconds", "timestamp.(string) -> int", in_zone<seconds>},
    {"getSeconds", "duration.() -> int", utc_or_span<seconds, 1>},
    {"getMilliseconds", "timestamp.() -> int", utc_or_span<milliseconds, 0>},
    {"getMilliseconds", "timestamp.(string) -> int", in_zone<milliseconds>},
    {"getMilliseconds", "duration.() -> int", utc_or_span<milliseconds, 0>},
};

}  // namespace

std::span<const FunctionRow> time_functions() {
  return kRows;
}

}  // namespace assent::rules
