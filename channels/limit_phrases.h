// Limits as people write them: "3 messages per 7 days", "21:00-08:00".
//
//   auto cap = parse_at_most("3 messages per 7 days");   // Cap{3, 7 days}
//   auto hours = parse_hours("21:00-08:00");             // QuietHours{1260, 480}
//
// nullopt where it is something else. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "channels/limit_values.h"

namespace assent::channels {

// "per day" stands for "per 1 day".
std::optional<Cap> parse_at_most(std::string_view phrase);

// Two times of day that differ, hours before minutes, 00:00 to 24:00.
std::optional<QuietHours> parse_hours(std::string_view phrase);

}  // namespace assent::channels
