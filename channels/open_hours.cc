#include "channels/open_hours.h"

#include <algorithm>

namespace assent::channels {

const std::vector<OpenHours::Span>& OpenHours::on(date::local_days day) const {
  if (heeds_holidays) {
    date::year_month_day date(day);
    if (std::any_of(holidays.begin(), holidays.end(), [&](const Holiday& h) { return falls_on(h, date); }))
      return days[holiday];
  }
  return days[date::weekday(day).iso_encoding() - 1];
}

bool OpenHours::open(LocalTime local) const {
  auto day = date::floor<date::days>(local);
  auto minute = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
  const auto& spans = on(day);
  return std::any_of(spans.begin(), spans.end(),
                     [&](const Span& span) { return minute >= span.from && minute < span.to; });
}

std::optional<LocalTime> OpenHours::next_opening(LocalTime local) const {
  auto today = date::floor<date::days>(local);
  for (int ahead = 0; ahead < 15; ++ahead) {
    auto day = today + date::days(ahead);
    std::optional<LocalTime> first;
    for (const Span& span : on(day)) {
      LocalTime begins = day + Millis(std::chrono::minutes(span.from));
      if (begins > local && (!first || begins < *first)) first = begins;
    }
    if (first) return first;
  }
  return std::nullopt;
}

}  // namespace assent::channels
