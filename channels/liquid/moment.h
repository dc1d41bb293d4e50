// Points in time as the date filter reads and writes them, after Ruby's Time.parse and Time#strftime. Pure.
//
//   auto m = read_moment("March 14, 2016", now);       // nullopt: no date in it
//   format_moment(*m, "%d.%m.%y", out);                // false: the format ends in a lone %
//
// What says no zone is UTC; what says one keeps it. Parts that are missing are today's, so they need `now`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace assent::channels::liquid {

struct Moment {
  std::int64_t seconds = 0;  // since 1970, UTC
  std::int32_t nanoseconds = 0;
  std::int32_t offset = 0;  // of its zone, in seconds
  bool utc = true;          // named UTC, not by its offset
};

std::optional<Moment> moment_at(std::int64_t unix_seconds);  // nullopt: beyond the calendar
Moment moment_of(Utc t);
std::optional<Moment> read_moment(std::string_view text, std::optional<Utc> now);
bool format_moment(const Moment& m, std::string_view format, std::string& out);

}  // namespace assent::channels::liquid
