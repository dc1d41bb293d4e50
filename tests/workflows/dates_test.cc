#include "workflows/dates.h"

#include <gtest/gtest.h>

#include "tests/workflows/fixture.h"
#include "workflows/phrase.h"

namespace assent::workflows {
namespace {

DateOf date_of(std::string_view phrase) {
  auto read = parse_date_of(phrase);
  if (auto* wrong = std::get_if<PhraseMistake>(&read)) ADD_FAILURE() << phrase << ": " << wrong->message;
  return std::get<DateOf>(read);
}

std::string text(std::optional<Utc> t) {
  return t ? format_rfc3339(*t) : "none";
}

TEST(Dates, TheInstantOfADate) {
  struct Row {
    std::string phrase;
    json::value value;
    std::string zone, instant;
  };
  for (const Row& row : std::vector<Row>{
           {"contact.d", "2026-12-01", "Europe/Paris", "2026-11-30T23:00:00.000Z"},
           {"contact.d at 09:00", "2026-12-01", "Europe/Paris", "2026-12-01T08:00:00.000Z"},
           {"contact.d - 1 day at 02:30", "2026-03-30", "Europe/Paris",
            "2026-03-29T01:00:00.000Z"},  // the gap
           {"contact.d at 02:30", "2026-10-25", "Europe/Paris",
            "2026-10-25T00:30:00.000Z"},  // the first showing
           {"contact.d + 1 day", "2026-03-28T12:00:00+01:00", "Europe/Paris", "2026-03-29T10:00:00.000Z"},
           {"contact.d + 12 hours", "2026-03-28T20:00:00+01:00", "Europe/Paris", "2026-03-29T07:00:00.000Z"},
           {"contact.d - 1 day", "2026-12-01", "America/New_York", "2026-11-30T05:00:00.000Z"},
           {"contact.d", "2026-02-30", "Europe/Paris", "none"},
           {"contact.d", "tomorrow", "Europe/Paris", "none"},
           {"contact.d", 1764547200, "Europe/Paris", "none"},
       }) {
    EXPECT_EQ(text(instant_of(date_of(row.phrase), row.value, *Zone::find(row.zone))), row.instant)
        << row.phrase << " of " << canonical_json(row.value);
  }
}

TEST(Dates, EveryYear) {
  struct Row {
    std::string phrase, value, after, next;
  };
  for (const Row& row : std::vector<Row>{
           {"contact.b every year at 09:00", "1992-05-17", "2026-05-17T06:59:59Z",
            "2026-05-17T07:00:00.000Z"},
           {"contact.b every year at 09:00", "1992-05-17", "2026-05-17T07:00:00Z",
            "2027-05-17T07:00:00.000Z"},
           {"contact.b every year at 09:00", "1992-02-29", "2026-01-01T00:00:00Z",
            "2026-02-28T08:00:00.000Z"},
           {"contact.b every year at 09:00", "1992-02-29", "2028-01-01T00:00:00Z",
            "2028-02-29T08:00:00.000Z"},
           {"contact.b every year at 09:00", "1992-02-29", "2026-02-28T08:00:00Z",
            "2027-02-28T08:00:00.000Z"},
           {"contact.b - 7 days every year at 09:00", "1992-01-03", "2026-12-01T00:00:00Z",
            "2026-12-27T08:00:00.000Z"},
           {"contact.b + 7 days every year at 09:00", "1992-12-30", "2026-01-01T00:00:00Z",
            "2026-01-06T08:00:00.000Z"},
           {"contact.b", "2026-12-01", "2026-01-01T00:00:00Z", "2026-11-30T23:00:00.000Z"},
           {"contact.b", "2025-12-01", "2026-01-01T00:00:00Z", "none"},
       }) {
    EXPECT_EQ(text(next_occurrence(date_of(row.phrase), json::value(row.value), at(row.after),
                                   *Zone::find("Europe/Paris"))),
              row.next)
        << row.phrase << " of " << row.value << " after " << row.after;
  }
}

TEST(Dates, Schedules) {
  struct Row {
    std::string phrase, now, next;
  };
  for (const Row& row : std::vector<Row>{
           {"every monday 09:00", "2026-11-21T10:00:00Z", "2026-11-23T08:00:00.000Z"},
           {"every day at 09:00", "2026-11-21T08:00:00Z", "2026-11-22T08:00:00.000Z"},
           {"on the 1st at 08:00", "2026-11-21T10:00:00Z", "2026-12-01T07:00:00.000Z"},
           {"on the 1st at 08:00", "2026-12-01T06:59:59Z", "2026-12-01T07:00:00.000Z"},
           {"on the 31st at 08:00", "2026-11-21T10:00:00Z", "2026-11-30T07:00:00.000Z"},
           {"on the last day at 08:00", "2027-02-01T00:00:00Z", "2027-02-28T07:00:00.000Z"},
           {"every sunday 02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00.000Z"},  // the gap
       }) {
    auto read = parse_schedule(row.phrase);
    ASSERT_TRUE(std::holds_alternative<BySchedule>(read)) << row.phrase;
    EXPECT_EQ(text(next_scheduled(std::get<BySchedule>(read), at(row.now), *Zone::find("Europe/Paris"))),
              row.next)
        << row.phrase << " after " << row.now;
  }
}

TEST(Dates, TheirPhrasesComeBackAsWritten) {
  for (std::string phrase :
       {"contact.d", "contact.d - 3 days", "contact.d + 12 hours", "event.starts_at - 1 hour",
        "contact.b every year at 09:00", "contact.d - 3 days at 09:30"}) {
    EXPECT_EQ(describe(date_of(phrase)), phrase);
  }
}

}  // namespace
}  // namespace assent::workflows
