// Time as data: instants, durations and zones. Nothing here reads a clock (see base/clock.h).
//
//   auto t = parse_rfc3339("2026-11-21T10:00:00Z");            // Utc, or nullopt
//   auto z = Zone::find("Asia/Bangkok");                        // nullopt: no such zone
//   auto local = z->local(*t);                                  // 2026-11-21 17:00
//   auto back = z->instant(local);                              // daylight-saving rules below
//
// All functions are pure and safe from any thread; the zone database is read once.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <date/date.h>

namespace date {
class time_zone;
}

namespace assent {

using Millis = std::chrono::milliseconds;
using Utc = std::chrono::sys_time<Millis>;  // milliseconds since 1970-01-01T00:00:00Z

using LocalTime = date::local_time<Millis>;  // a wall clock's reading, in no zone

inline std::int64_t to_unix_ms(Utc t) {
  return t.time_since_epoch().count();
}
inline Utc from_unix_ms(std::int64_t ms) {
  return Utc{Millis{ms}};
}

// RFC 3339 with any offset, "T" or space, up to nanoseconds (cut to milliseconds). nullopt if it is not one,
// or if the date does not exist.
std::optional<Utc> parse_rfc3339(std::string_view text);

// "2026-11-21T10:00:00.000Z": always milliseconds, always UTC.
std::string format_rfc3339(Utc t);

// "2 days", "36 hours", "90 min", "30s", "3d", "1 week": the durations people write; a unit is required.
// Units: ms s sec second min minute h hour d day w week year (365 days), plural or not. nullopt if it is none,
// negative, or over 100 years.
std::optional<Millis> parse_duration(std::string_view text);

// "2 days", "36 hours", "1 minute 30 seconds": the way back, exact.
std::string format_duration(Millis d);

// An IANA zone. Copies are cheap; the data lives as long as the process.
class Zone {
 public:
  // nullopt for a name that the database does not have. "UTC" always exists.
  static std::optional<Zone> find(std::string_view name);
  static Zone utc();

  // The version of the zone database, e.g. "2025b": an input of the engine start record (P8).
  static std::string database_version();

  LocalTime local(Utc t) const;

  // The instant of a wall clock's reading. In a gap (clocks go forward) the first instant after it;
  // in an overlap (clocks go back) the earlier of the two.
  Utc instant(LocalTime t) const;

  std::string name() const;
  bool operator==(const Zone&) const = default;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

// The zones of a country (ISO 3166-1 alpha-2), from tzdata's zone1970.tab; empty for an unknown country.
std::vector<Zone> zones_of_country(std::string_view country);

}  // namespace assent
