// From what people say about dates to instants: "contact.renewal_date - 3 days", "every monday 09:00".
//
//   instant_of(*date, "2027-03-01", paris);            // 2027-02-26T00:00 in Paris: whole days are calendar days
//   next_occurrence(*birthday, "1992-02-29", now, z);  // 28 February in a year without a 29th
//   next_scheduled(monday_at_nine, now, z);            // strictly after now
//
// A value that is a day (2027-03-01) begins at midnight of the zone; one with a time (RFC 3339) is that instant.
// Wall clocks as base/time.h has it: a reading that the clocks skip is the first instant after the gap, of one
// that they show twice it is the first showing. Pure.
#pragma once

#include <optional>

#include "base/json.h"
#include "base/time.h"
#include "workflows/journey.h"

namespace assent::workflows {

// nullopt: the value is no date.
std::optional<Utc> instant_of(const DateOf& date, const json::value& value, const Zone& zone);

// With `every year` the next one strictly after `after`; else the date itself, if it is strictly after.
std::optional<Utc> next_occurrence(const DateOf& date, const json::value& value, Utc after, const Zone& zone);

Utc next_scheduled(const BySchedule& schedule, Utc now, const Zone& zone);

}  // namespace assent::workflows
