// Public holidays as a rule pack writes them: each year on a date, so many days from Easter, or once.
//
//   auto h = parse_holiday("easter+39");                   // Ascension Day; "05-01" and "2026-04-27" work too
//   falls_on(*h, date::year{2026} / 5 / 14);               // true
//
// Easter is that of the western churches. Pure.
#pragma once

#include <date/date.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace assent::channels {

struct Holiday {
  enum class Kind : std::uint8_t { yearly, easter, once };
  Kind kind = Kind::yearly;
  date::month_day day{};        // yearly
  int from_easter = 0;          // easter: days after Easter Sunday
  date::year_month_day once{};  // once
};

std::optional<Holiday> parse_holiday(
    std::string_view text);  // nullopt: none of the three forms, or no such date
bool falls_on(const Holiday& holiday, date::year_month_day day);

date::year_month_day easter_sunday(date::year year);

}  // namespace assent::channels
