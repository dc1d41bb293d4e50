// One thing wrong at a time, and what the gate says to it. Every reason has a row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "tests/channels/gate_rows.h"

namespace assent::channels {
namespace {

using enum Reason;

const std::vector<Row>& all_rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> rows;
    for (auto* part : {&kRowsAboutThePerson, &kRowsAboutThePoint, &kRowsAboutMessageAndTime})
      rows.insert(rows.end(), part->begin(), part->end());
    return rows;
  }();
  return all;
}

TEST(GateTable, SaysWhatTheRowSays) {
  for (const Row& row : all_rows()) {
    SCOPED_TRACE(row.name);
    World w;
    row.change(w);
    Decision d = w.decide();
    EXPECT_EQ(name(d.outcome), name(row.outcome));
    EXPECT_THAT(d.reasons, testing::ElementsAreArray(row.reasons));
  }
}

// What the defers wait for, in minutes of the test's clock; the row's `now` is minute 60.
TEST(GateTable, SaysUntilWhen) {
  struct Until {
    std::string name;
    std::function<void(World&)> change;
    std::int64_t minute;
  };
  const std::vector<Until> rows{
      {"a pace waits for the oldest to leave the window",
       [](World& w) {
         w.person.pace = Cap{2, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 90), w.claim(2, 30)};
       },
       60 - 90 + 120},
      {"a pace slower than what was had waits for the one that makes room",
       [](World& w) {
         w.person.pace = Cap{1, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 90), w.claim(2, 30)};
       },
       60 - 30 + 120},
      {"one claim remembered of contact and address is one",
       [](World& w) {
         w.person.pace = Cap{2, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 90), w.claim(2, 30)};
         w.address.claims = w.person.claims;
       },
       60 - 90 + 120},
      {"own quiet hours end, those of the policy later",
       [](World& w) {  // 12:00 in Paris
         w.policy.quiet_hours = QuietHours{11 * 60, 14 * 60};
         w.person.own_quiet_hours = QuietHours{11 * 60, 13 * 60};
       },
       60 + 120},
      {"the policy's quiet hours end when the contact's own begin",
       [](World& w) {
         w.policy.quiet_hours = QuietHours{11 * 60, 14 * 60};
         w.person.own_quiet_hours = QuietHours{14 * 60, 15 * 60};
       },
       60 + 180},
      {"the latest of several",
       [](World& w) {
         w.person.pace = Cap{1, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 30)};
         w.person.own_quiet_hours = QuietHours{11 * 60, 13 * 60};
       },
       60 - 30 + 120},
  };
  for (const Until& row : rows) {
    SCOPED_TRACE(row.name);
    World w;
    row.change(w);
    Decision d = w.decide();
    EXPECT_EQ(d.outcome, Outcome::defer);
    ASSERT_TRUE(d.until);
    EXPECT_EQ(format_rfc3339(*d.until), format_rfc3339(minute(row.minute)));
  }
}

TEST(GateTable, EveryReasonHasARow) {
  std::set<Reason> seen;
  for (const Row& row : all_rows()) seen.insert(row.reasons.begin(), row.reasons.end());
  seen.insert(contact_unknown);  // without a contact there is no world to change
  EXPECT_EQ(seen.size(), kReasons.size());
}

TEST(GateTable, EveryDecisionShowsEveryCheckInOrder) {
  for (const Row& row : all_rows()) {
    SCOPED_TRACE(row.name);
    World w;
    row.change(w);
    Decision d = w.decide();
    ASSERT_EQ(d.checks.size(), kReasons.size());
    std::vector<Reason> failed;
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
      EXPECT_EQ(d.checks[i].check, kReasons[i]);
      if (d.checks[i].result == CheckResult::fail) failed.push_back(kReasons[i]);
      EXPECT_TRUE(d.checks[i].result != CheckResult::skip || !d.checks[i].detail.empty())
          << name(kReasons[i]);
    }
    EXPECT_EQ(failed, d.reasons);
    EXPECT_EQ(d.reasons.empty(), d.outcome == Outcome::allow);
    EXPECT_TRUE(!d.until || d.outcome == Outcome::defer);
  }
}

TEST(GateTable, WithoutAContactNobodyIsWrittenTo) {
  World w;
  w.ask.address = &w.address;
  Decision d = decide(w.ask, w.policy);
  EXPECT_EQ(d.outcome, Outcome::deny);
  EXPECT_THAT(d.reasons, testing::ElementsAre(contact_unknown));
}

TEST(GateTable, WithoutAnAddressNobodyIsWrittenTo) {
  World w;
  w.ask.person = &w.person;
  w.ask.channel = channel("voice");
  Decision d = decide(w.ask, w.policy);
  EXPECT_EQ(d.outcome, Outcome::deny);
  EXPECT_THAT(d.reasons, testing::ElementsAre(no_address));
  EXPECT_EQ(d.evidence.point_leaf, 0u);
}

// And for people: its row in the docs, with the very sentence.
TEST(GateTable, EveryReasonStandsInTheDocs) {
  std::ifstream file(std::string(ASSENT_SOURCE_DIR) + "/docs/reviewers.md");
  std::ostringstream text;
  text << file.rdbuf();
  for (Reason r : kReasons) {
    std::string row = "| `" + std::string(name(r)) + "` | " + std::string(sentence(r)) + " | ";
    EXPECT_THAT(text.str(), testing::HasSubstr(row));
  }
}

TEST(GateTable, EveryReasonHasANameASentenceAndAFamily) {
  std::set<std::string_view> names;
  for (Reason r : kReasons) {
    EXPECT_EQ(parse_reason(name(r)), r);
    EXPECT_FALSE(sentence(r).empty()) << name(r);
    names.insert(name(r));
  }
  EXPECT_EQ(names.size(), kReasons.size());
  EXPECT_EQ(parse_reason("because"), std::nullopt);
  EXPECT_EQ(about(frequency_cap), About::person);
  EXPECT_EQ(about(no_address), About::point);
  EXPECT_EQ(about(time_zone_unknown), About::point);
  EXPECT_EQ(about(data_not_permitted), About::message);
  EXPECT_EQ(about(expired), About::message);
  EXPECT_EQ(about(quiet_hours), About::deferring);
  EXPECT_EQ(about(channel_paused), About::deferring);
}

}  // namespace
}  // namespace assent::channels
