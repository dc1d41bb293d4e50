// What hour it is where a person may be, and when a quiet time ends there.
//
//   auto t = first_allowed(quiet, zones, now);   // nullopt: no hour is allowed in all of them
//
// Pure. Internal to the gate.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/time.h"
#include "channels/policy.h"

namespace assent::channels {

// Is it a quiet hour there? From `from` on, up to but not including `to`.
bool is_quiet(const QuietHours& quiet, const Zone& zone, Utc t);

// The first instant, `now` or later, that is none of the quiet hours in any of the zones; nullopt where the coming
// eight days have none.
std::optional<Utc> first_allowed(std::span<const QuietHours> quiet, std::span<const Zone> zones, Utc now);

// "2026-11-21T22:30 Europe/Paris"
std::string local_time_text(const Zone& zone, Utc t);

}  // namespace assent::channels
