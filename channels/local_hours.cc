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

// The end of the quiet time that `t` is in, later than `t`.
Utc end_of_quiet(const QuietHours& quiet, const Zone& zone, Utc t) {
  LocalTime local = zone.local(t);
  LocalTime end = date::floor<date::days>(local) + Millis(minutes(quiet.to_minute));
  if (end <= local) end += date::days(1);
  Utc instant = zone.instant(end);
  // Clocks went back: the wall clock showed the end once before, and shows it again after the same way to go.
  if (instant <= t) return t + (end - local);
  return instant;
}

}  // namespace

bool is_quiet(const QuietHours& quiet, const Zone& zone, Utc t) {
  return within(quiet, time_of_day(zone.local(t)));
}

std::optional<Utc> first_allowed(std::span<const QuietHours> quiet, std::span<const Zone> zones, Utc now) {
  Utc t = now;
  const Utc horizon = now + std::chrono::days(8);
  while (t < horizon) {
    Utc next = t;
    for (const Zone& zone : zones) {
      for (const QuietHours& hours : quiet) {
        if (is_quiet(hours, zone, t)) next = std::max(next, end_of_quiet(hours, zone, t));
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
