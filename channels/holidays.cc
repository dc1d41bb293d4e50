#include "channels/holidays.h"

#include <charconv>

namespace assent::channels {
namespace {

std::optional<unsigned> digits(std::string_view text) {
  unsigned value = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<date::month_day> month_day(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  auto month = digits(text.substr(0, 2)), day = digits(text.substr(3));
  if (!month || !day) return std::nullopt;
  date::month_day out{date::month{*month}, date::day{*day}};
  if (!out.ok()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Holiday> parse_holiday(std::string_view text) {
  Holiday holiday;
  if (text.starts_with("easter")) {
    text.remove_prefix(6);
    holiday.kind = Holiday::Kind::easter;
    if (text.empty()) return holiday;
    auto days = digits(text.substr(1));
    if (!days || *days > 100 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    holiday.from_easter = text[0] == '+' ? static_cast<int>(*days) : -static_cast<int>(*days);
    return holiday;
  }
  if (auto day = month_day(text)) {
    holiday.day = *day;
    return holiday;
  }
  if (text.size() != 10 || text[4] != '-') return std::nullopt;
  auto year = digits(text.substr(0, 4));
  auto day = month_day(text.substr(5));
  if (!year || !day) return std::nullopt;
  holiday.kind = Holiday::Kind::once;
  holiday.once = date::year{static_cast<int>(*year)} / *day;
  if (!holiday.once.ok()) return std::nullopt;
  return holiday;
}

bool falls_on(const Holiday& holiday, date::year_month_day day) {
  switch (holiday.kind) {
    case Holiday::Kind::yearly:
      return day.month() == holiday.day.month() && day.day() == holiday.day.day();
    case Holiday::Kind::easter:
      return date::local_days(day) ==
             date::local_days(easter_sunday(day.year())) + date::days(holiday.from_easter);
    case Holiday::Kind::once:
      return day == holiday.once;
  }
  return false;
}

// The anonymous Gregorian algorithm (Nature, 20 April 1876), in its usual form.
date::year_month_day easter_sunday(date::year year) {
  int y = static_cast<int>(year);
  int a = y % 19, b = y / 100, c = y % 100;
  int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  int h = (19 * a + b - d - g + 15) % 30;
  int i = c / 4, k = c % 4;
  int l = (32 + 2 * e + 2 * i - h - k) % 7;
  int m = (a + 11 * h + 22 * l) / 451;
  int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
  return year / date::month{static_cast<unsigned>(month)} / date::day{static_cast<unsigned>(day)};
}

}  // namespace assent::channels
