// The hours that a rule leaves open, by weekday and holiday of the local calendar.
//
//   OpenHours hours;                                        // closed all week
//   hours.of(OpenHours::monday) = {{10 * 60, 13 * 60}};     // Mondays from 10:00 to 13:00
//   hours.open(zone.local(t));
//
// Value type, pure.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/time.h"
#include "channels/holidays.h"

namespace assent::channels {

struct OpenHours {
  struct Span {  // minutes of the day; up to but not including `to`
    std::uint16_t from = 0;
    std::uint16_t to = 0;
  };
  static constexpr std::size_t monday = 0, sunday = 6, holiday = 7;

  std::array<std::vector<Span>, 8> days;  // Monday first; the last is for holidays
  bool heeds_holidays = false;            // false: a holiday is an ordinary day of its week
  std::vector<Holiday> holidays;

  const std::vector<Span>& on(date::local_days day) const;
  bool open(LocalTime local) const;
  // The next reading of the clock, later than `local`, at which a span begins; nullopt: none in 15 days.
  std::optional<LocalTime> next_opening(LocalTime local) const;
};

}  // namespace assent::channels
