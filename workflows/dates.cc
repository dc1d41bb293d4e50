#include "workflows/dates.h"

#include "workflows/step.h"

namespace assent::workflows {
namespace {

constexpr Millis kDay = std::chrono::hours(24);

struct Written {
  date::year_month_day day;
  Millis time{};       // of the day, by the zone's clock
  bool exact = false;  // the value has a time of its own
};

std::optional<Written> written(const json::value& value, const Zone& zone) {
  const json::string* text = value.if_string();
  if (text == nullptr) return std::nullopt;
  const bool day_only = text->size() == 10;
  auto instant = parse_rfc3339(day_only ? std::string(*text) + "T00:00:00Z" : std::string(*text));
  if (!instant) return std::nullopt;
  const LocalTime local = day_only ? LocalTime{instant->time_since_epoch()} : zone.local(*instant);
  const auto day = date::floor<date::days>(local);
  return Written{date::year_month_day{day}, local - day, !day_only};
}

date::local_days day_of(const date::year_month_day& day) {
  return day.ok() ? date::local_days{day} : date::local_days{day.year() / day.month() / date::last};
}

Utc moved(const DateOf& date, date::local_days day, Millis time, const Zone& zone) {
  const auto days = std::chrono::floor<std::chrono::hours>(date.offset) / 24;
  const auto whole = date::days(days.count());
  const Millis rest = date.offset - whole;
  if (date.minute_of_day) return zone.instant((day + whole) + std::chrono::minutes(*date.minute_of_day));
  return zone.instant((day + whole) + time) + rest;
}

}  // namespace

std::optional<Utc> instant_of(const DateOf& date, const json::value& value, const Zone& zone) {
  auto parts = written(value, zone);
  if (!parts) return std::nullopt;
  // Of an exact time moved by less than a day nothing goes over a wall clock, which may show it twice.
  if (parts->exact && !date.minute_of_day && date.offset > -kDay && date.offset < kDay)
    return *parse_rfc3339(std::string(value.get_string())) + date.offset;
  return moved(date, day_of(parts->day), parts->time, zone);
}

std::optional<Utc> next_occurrence(const DateOf& date, const json::value& value, Utc after,
                                   const Zone& zone) {
  if (!date.yearly) {
    auto once = instant_of(date, value, zone);
    return once && *once > after ? once : std::nullopt;
  }
  auto parts = written(value, zone);
  if (!parts) return std::nullopt;
  const date::year_month_day today{date::floor<date::days>(zone.local(after))};
  // An offset may carry the occurrence of one year into another.
  const int reach =
      static_cast<int>((date.offset < Millis(0) ? -date.offset : date.offset) / (kDay * 365)) + 1;
  for (int ahead = -reach; ahead <= reach + 1; ++ahead) {
    const date::year_month_day day =
        (today.year() + date::years(ahead)) / parts->day.month() / parts->day.day();
    const Utc at = moved(date, day_of(day), parts->time, zone);
    if (at > after) return at;
  }
  return std::nullopt;
}

Utc next_scheduled(const BySchedule& schedule, Utc now, const Zone& zone) {
  if (schedule.weekdays != 0)
    return next_weekday_time({schedule.weekdays, schedule.minute_of_day}, now, zone);
  const date::year_month_day today{date::floor<date::days>(zone.local(now))};
  for (int ahead = 0; ahead <= 2; ++ahead) {
    const date::year_month month = today.year() / today.month() + date::months(ahead);
    const date::year_month_day day = month / date::day(schedule.day_of_month);
    const Utc at = zone.instant(day_of(day) + std::chrono::minutes(schedule.minute_of_day));
    if (at > now) return at;
  }
  return now + kDay * 31;  // not reached: two months always hold such a day
}

}  // namespace assent::workflows
