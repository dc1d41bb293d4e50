#include "channels/local_hours.h"

#include <chrono>

namespace assent::channels {
namespace {

using std::chrono::minutes;

// Milliseconds since local midnight.
Millis time_of_day(LocalTime local) {
  return local - date::floor<date::days>(local);
}

bool within(const QuietHours& quiet, Millis time_of_day) {
  Millis from = minutes(quiet.from_minute);
  Millis to = minutes(quiet.to_minute);
  if (from <= to) return time_of_day >= from && time_of_day < to;
  return time_of_day >= from || time_of_day < to;
}

// The next reading of the clock that a limit closed now allows; nullopt: none soon.
std::optional<LocalTime> next_allowed(const HourLimit& limit, LocalTime local) {
  if (limit.open != nullptr) return limit.open->next_opening(local);
  LocalTime end = date::floor<date::days>(local) + Millis(minutes(limit.quiet.to_minute));
  if (end <= local) end += date::days(1);
  return end;
}

// When that is, later than `t`.
Utc instant_after(const Zone& zone, Utc t, LocalTime local, LocalTime next) {
  Utc instant = zone.instant(next);
  // Clocks went back: the wall clock showed it once before, and shows it again after the same way to go.
  if (instant <= t) return t + (next - local);
  return instant;
}

}  // namespace

bool is_closed(const HourLimit& limit, LocalTime local) {
  if (limit.open != nullptr) return !limit.open->open(local);
  return within(limit.quiet, time_of_day(local));
}

std::optional<Utc> first_allowed(std::span<const HourLimit> limits, std::span<const Zone> zones, Utc now) {
  Utc t = now;
  const Utc horizon = now + std::chrono::days(8);
  while (t < horizon) {
    Utc next = t;
    for (const Zone& zone : zones) {
      LocalTime local = zone.local(t);
      for (const HourLimit& limit : limits) {
        if (!is_closed(limit, local)) continue;
        std::optional<LocalTime> allowed = next_allowed(limit, local);
        if (!allowed) return std::nullopt;
        next = std::max(next, instant_after(zone, t, local, *allowed));
      }
    }
    if (next == t) return t;
    t = next;
  }
  return std::nullopt;
}

std::string local_time_text(const Zone& zone, Utc t) {
  LocalTime local = zone.local(t);
  auto day = date::floor<date::days>(local);
  date::year_month_day ymd(day);
  auto clock = static_cast<unsigned>(std::chrono::duration_cast<minutes>(local - day).count());
  // By hand: the gate tells the time in every decision, and a formatter takes as long as all its checks.
  std::string text = "0000-00-00T00:00 ";
  auto put = [&](std::size_t place, std::size_t digits, unsigned value) {
    for (; digits > 0; --digits, value /= 10) text[place + digits - 1] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, static_cast<unsigned>(static_cast<int>(ymd.year())));
  put(5, 2, static_cast<unsigned>(ymd.month()));
  put(8, 2, static_cast<unsigned>(ymd.day()));
  put(11, 2, clock / 60);
  put(14, 2, clock % 60);
  return text + zone.name();
}

}  // namespace assent::channels
