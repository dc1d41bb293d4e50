// Timestamps (years 1 to 9999) and durations (what 64 bits of nanoseconds hold, some 292 years either way).
//
//   timestamp_from_text("2026-11-21T10:00:00.5+07:00")      // a value of kind timestamp
//   duration_from_text("1h30m")                             // "1.5s", "-300ms", "2us", "0"
//
// Both are whole seconds rounded down, in Value::integer, and nanoseconds, in Value::size.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "rules/functions.h"

namespace assent::rules {

// nullopt: no timestamp, or out of range.
std::optional<Value> timestamp_from_text(std::string_view text);
std::optional<Value> duration_from_text(std::string_view text);

// In range, or nullopt.
std::optional<Value> timestamp_of(std::int64_t seconds, std::int64_t nanos);
std::optional<Value> duration_of(std::int64_t seconds, std::int64_t nanos);

Value timestamp_of(Utc t);
Utc to_utc(Value timestamp);       // cut to milliseconds
Millis to_millis(Value duration);  // cut to milliseconds

std::string timestamp_text(Value v);  // 2026-11-21T10:00:00.5Z
std::string duration_text(Value v);   // 5400s, 1.5s

// timestamp ± duration, duration ± duration, timestamp - timestamp; errors past the ranges.
Value add_times(Evaluation& e, Value a, Value b);
Value subtract_times(Evaluation& e, Value a, Value b);

}  // namespace assent::rules
