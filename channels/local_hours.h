// What hour it is where a person may be, and when the next allowed one comes there.
//
//   std::array limits{HourLimit{*policy.quiet_hours}, HourLimit{{}, &open_hours}};
//   auto t = first_allowed(limits, zones, now);   // nullopt: no hour is allowed in all of them
//
// Pure. Internal to the gate.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/time.h"
#include "channels/limit_values.h"
#include "channels/open_hours.h"

namespace assent::channels {

// Quiet hours, or where `open` is set the hours that alone are allowed; borrowed.
struct HourLimit {
  QuietHours quiet;
  const OpenHours* open = nullptr;
};

// Is this reading of the clock not allowed? Quiet hours go from `from` on, up to but not including `to`.
bool is_closed(const HourLimit& limit, LocalTime local);

// The first instant, `now` or later, that every limit allows in every zone; nullopt where the coming eight days have
// none.
std::optional<Utc> first_allowed(std::span<const HourLimit> limits, std::span<const Zone> zones, Utc now);

// "2026-11-21T22:30 Europe/Paris"
std::string local_time_text(const Zone& zone, Utc t);

}  // namespace assent::channels
