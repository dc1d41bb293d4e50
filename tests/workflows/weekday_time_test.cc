#include <gtest/gtest.h>

#include "tests/workflows/fixture.h"
#include "workflows/step.h"

namespace assent::workflows {
namespace {

constexpr std::uint8_t kMon = 1, kTue = 2, kWed = 4, kThu = 8, kSat = 32, kSun = 64, kAny = 0x7f;

TEST(NextWeekdayTime, Table) {
  struct Row {
    std::string zone;
    std::uint8_t days;
    int hour;
    int minute;
    std::string now;
    std::string next;
  };
  for (const Row& row : std::vector<Row>{
           // 2026-11-21 is a Saturday.
           {"Etc/UTC", kMon, 9, 0, "2026-11-21T10:00:00Z", "2026-11-23T09:00:00.000Z"},
           {"Etc/UTC", kSat, 10, 1, "2026-11-21T10:00:00Z", "2026-11-21T10:01:00.000Z"},
           {"Etc/UTC", kSat, 10, 0, "2026-11-21T10:00:00Z", "2026-11-28T10:00:00.000Z"},  // strictly after
           {"Etc/UTC", kSat, 10, 0, "2026-11-21T09:59:59.999Z", "2026-11-21T10:00:00.000Z"},
           {"Etc/UTC", kTue | kWed | kThu, 9, 30, "2026-11-24T09:30:00Z", "2026-11-25T09:30:00.000Z"},
           {"Etc/UTC", kTue | kWed | kThu, 9, 30, "2026-11-26T09:30:00Z", "2026-12-01T09:30:00.000Z"},
           {"Etc/UTC", kAny, 0, 0, "2026-12-31T23:59:00Z", "2027-01-01T00:00:00.000Z"},
           // The weekday is the contact's: in Bangkok it is Sunday already.
           {"Asia/Bangkok", kSun, 1, 0, "2026-11-21T17:30:00Z", "2026-11-21T18:00:00.000Z"},
           {"Asia/Bangkok", kSat, 23, 0, "2026-11-21T17:30:00Z", "2026-11-28T16:00:00.000Z"},
           {"Asia/Bangkok", kMon, 9, 0, "2026-11-21T10:00:00Z", "2026-11-23T02:00:00.000Z"},
           // Across the end of summer time (2026-10-25 in Paris, 2026-11-01 in New York): the wall clock
           // counts.
           {"Europe/Paris", kMon, 9, 0, "2026-10-24T10:00:00Z", "2026-10-26T08:00:00.000Z"},
           {"Europe/Paris", kMon, 9, 0, "2026-10-18T10:00:00Z", "2026-10-19T07:00:00.000Z"},
           {"America/New_York", kMon, 9, 0, "2026-10-31T10:00:00Z", "2026-11-02T14:00:00.000Z"},
           // The gap: 02:30 does not exist on 2026-03-29 in Paris; the first instant after it is 03:00, 01:00
           // UTC.
           {"Europe/Paris", kSun, 2, 30, "2026-03-28T12:00:00Z", "2026-03-29T01:00:00.000Z"},
           {"Europe/Paris", kSun, 2, 30, "2026-03-29T00:59:59Z", "2026-03-29T01:00:00.000Z"},
           {"Europe/Paris", kSun, 2, 30, "2026-03-29T01:00:00Z", "2026-04-05T00:30:00.000Z"},
           {"America/New_York", kSun, 2, 30, "2026-03-07T12:00:00Z", "2026-03-08T07:00:00.000Z"},
           // The overlap: 02:30 comes twice on 2026-10-25 in Paris, at 00:30 and 01:30 UTC; the earlier of
           // the two,
           // but for those who arrive between them.
           {"Europe/Paris", kSun, 2, 30, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00.000Z"},
           {"Europe/Paris", kSun, 2, 30, "2026-10-25T00:29:59Z", "2026-10-25T00:30:00.000Z"},
           {"Europe/Paris", kSun, 2, 30, "2026-10-25T01:15:00Z", "2026-10-25T01:30:00.000Z"},
           {"Europe/Paris", kSun, 2, 30, "2026-10-25T01:30:00Z", "2026-11-01T01:30:00.000Z"},
           {"America/New_York", kSun, 1, 30, "2026-11-01T05:00:00Z", "2026-11-01T05:30:00.000Z"},
           {"America/New_York", kSun, 1, 30, "2026-11-01T06:10:00Z", "2026-11-01T06:30:00.000Z"},
       }) {
    const UntilWeekday until{row.days, static_cast<std::uint16_t>(row.hour * 60 + row.minute)};
    EXPECT_EQ(format_rfc3339(next_weekday_time(until, at(row.now), *Zone::find(row.zone))), row.next)
        << row.zone << " " << row.now;
  }
}

}  // namespace
}  // namespace assent::workflows
