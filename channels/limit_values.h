// Limits as values: how many messages in how long, and the hours in which nobody is disturbed.
//
//   Cap{3, std::chrono::days(7)}       // at most 3 messages in any 7 days
//   QuietHours{21 * 60, 8 * 60}        // from 21:00 to 08:00 of the local wall clock
//
// A policy, a journey, a regime and the contacts themselves all limit in these terms. Value types.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace assent::channels {

struct QuietHours {  // local wall clock; from > to spans midnight
  std::uint16_t from_minute = 0;
  std::uint16_t to_minute = 0;
  bool operator==(const QuietHours&) const = default;
};

struct Cap {
  std::uint32_t messages = 0;
  Millis window{};
  bool operator==(const Cap&) const = default;
};

}  // namespace assent::channels
