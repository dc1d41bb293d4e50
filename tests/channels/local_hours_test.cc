#include "channels/local_hours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

using std::chrono::minutes;

QuietHours quiet(int from_hour, int from_minute, int to_hour, int to_minute) {
  return {static_cast<std::uint16_t>(from_hour * 60 + from_minute),
          static_cast<std::uint16_t>(to_hour * 60 + to_minute)};
}

struct Row {
  std::string name;
  QuietHours hours;
  std::vector<std::string> zones;
  std::string now;
  std::string allowed;  // empty: never
};

TEST(LocalHours, FirstAllowedFollowsTheTable) {
  const std::vector<Row> rows{
      {"by day", quiet(21, 0, 8, 0), {"Europe/Paris"}, "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z"},
      {"in the evening",
       quiet(21, 0, 8, 0),
       {"Europe/Paris"},
       "2026-11-21T20:00:00Z",
       "2026-11-22T07:00:00Z"},
      {"the last millisecond before",
       quiet(21, 0, 8, 0),
       {"Europe/Paris"},
       "2026-11-21T19:59:59.999Z",
       "2026-11-21T19:59:59.999Z"},
      {"after midnight",
       quiet(21, 0, 8, 0),
       {"Europe/Paris"},
       "2026-11-21T23:30:00Z",
       "2026-11-22T07:00:00Z"},
      {"it ends", quiet(21, 0, 8, 0), {"Europe/Paris"}, "2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z"},
      {"at noon", quiet(12, 0, 14, 0), {"Asia/Bangkok"}, "2026-11-21T06:00:00Z", "2026-11-21T07:00:00Z"},
      {"the night when clocks go forward",
       quiet(21, 0, 8, 0),
       {"Europe/Paris"},
       "2026-03-28T22:00:00Z",
       "2026-03-29T06:00:00Z"},
      {"the night when clocks go back",
       quiet(21, 0, 8, 0),
       {"Europe/Paris"},
       "2026-10-24T22:00:00Z",
       "2026-10-25T07:00:00Z"},
      {"the end falls into the gap",
       quiet(22, 0, 2, 30),
       {"Europe/Paris"},
       "2026-03-29T00:30:00Z",
       "2026-03-29T01:00:00Z"},
      {"the second pass of the hour that comes twice",
       quiet(22, 0, 2, 30),
       {"Europe/Paris"},
       "2026-10-25T01:10:00Z",
       "2026-10-25T01:30:00Z"},
      {"two zones",
       quiet(21, 0, 8, 0),
       {"Europe/Paris", "America/New_York"},
       "2026-11-21T08:00:00Z",
       "2026-11-21T13:00:00Z"},
      {"zones without a common hour",
       quiet(12, 0, 11, 0),
       {"Asia/Bangkok", "America/Los_Angeles"},
       "2026-11-21T08:00:00Z",
       ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    std::vector<Zone> zones;
    for (const std::string& zone : row.zones) zones.push_back(*Zone::find(zone));
    std::optional<Utc> t = first_allowed(std::array{HourLimit{row.hours}}, zones, at(row.now));
    EXPECT_EQ(t ? format_rfc3339(*t) : "", row.allowed.empty() ? "" : format_rfc3339(at(row.allowed)));
  }
}

// Against stepping minute by minute, in zones with all manner of clock changes.
RC_GTEST_PROP(LocalHoursProperty, FirstAllowedIsTheFirst, ()) {
  const std::vector<std::string> names{"Europe/Paris",   "America/New_York",    "Asia/Kathmandu",
                                       "Asia/Bangkok",   "Australia/Lord_Howe", "America/St_Johns",
                                       "America/Havana", "Africa/Casablanca"};
  std::vector<Zone> zones;
  int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) zones.push_back(*Zone::find(*rc::gen::elementOf(names)));
  std::vector<HourLimit> quiet(*rc::gen::inRange<std::size_t>(1, 3));
  for (auto& [hours, open] : quiet) {
    hours.from_minute = static_cast<std::uint16_t>(*rc::gen::inRange(0, 96) * 15);
    hours.to_minute = static_cast<std::uint16_t>(*rc::gen::inRange(0, 96) * 15);
    RC_PRE(hours.from_minute != hours.to_minute);
  }
  // Whole days of 2026, the changes of clocks among them.
  Utc now = at("2026-01-01T00:00:00Z") + minutes(*rc::gen::inRange(0, 365 * 24 * 60));
  auto allowed = [&](Utc t) {
    return std::none_of(zones.begin(), zones.end(), [&](const Zone& z) {
      return std::any_of(quiet.begin(), quiet.end(),
                         [&](const HourLimit& q) { return is_closed(q, z.local(t)); });
    });
  };
  std::optional<Utc> first = first_allowed(quiet, zones, now);
  Utc t = now;
  while (t < now + std::chrono::days(8) && !allowed(t)) t += minutes(1);
  if (!allowed(t)) {
    RC_ASSERT(first == std::nullopt);
  } else {
    RC_ASSERT(first == t);
  }
}

TEST(LocalHours, TellsTheLocalTime) {
  EXPECT_EQ(local_time_text(*Zone::find("Asia/Bangkok"), at("2026-11-21T18:05:59Z")),
            "2026-11-22T01:05 Asia/Bangkok");
}

}  // namespace
}  // namespace assent::channels
