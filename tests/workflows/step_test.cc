#include "workflows/step.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/workflows/fixture.h"

namespace assent::workflows {
namespace {

using Texts = std::vector<std::string>;

const Utc kStart = at("2026-11-21T10:00:00Z");  // a Saturday

Around around(const FakeContact& contact, Utc now = kStart, Zone zone = Zone::utc()) {
  return {&contact, now, zone, false};
}

Run begun(std::string_view event_property = "") {
  Run run;
  run.journey = "j";
  run.entered_at = kStart;
  run.event.name = "Trial Started";
  if (!event_property.empty()) run.event.properties["kind"] = event_property;
  return run;
}

TEST(Step, AStoryFromEntryToEnd) {
  const Journey j = journey_of(
      "  - send: welcome\n"
      "    by: [email, sms]\n"
      "  - wait: 2 days\n"
      "  - send: tips\n"
      "    by: email\n");
  FakeContact ada;

  Turn t = advance(j, begun(), Entered{}, around(ada));
  EXPECT_EQ(t.run.phase, Phase::sending);
  EXPECT_EQ(effects_of(t), Texts{"plan 0"});
  EXPECT_EQ(traces_of(t), Texts{"send welcome by email, else sms"});

  t.run.message = MessageId::from(Bytes16{1});
  t = advance(j, t.run, SendEnded{SendEnd::accepted}, around(ada, at("2026-11-21T12:00:00Z")));
  EXPECT_EQ(t.run.phase, Phase::waiting);
  EXPECT_TRUE(t.run.message.none());
  EXPECT_EQ(t.run.wake_at, at("2026-11-23T12:00:00Z"));  // from the end of the send, not from the entry
  EXPECT_EQ(effects_of(t), Texts{"timer 2026-11-23T12:00:00.000Z"});
  EXPECT_EQ(traces_of(t), (Texts{"message accepted", "wait 2 days, to 2026-11-23T12:00:00.000Z"}));

  t = advance(j, t.run, Woken{}, around(ada, at("2026-11-23T12:00:00Z")));
  EXPECT_EQ(t.run.phase, Phase::sending);
  EXPECT_EQ(effects_of(t), Texts{"plan 2"});

  t = advance(j, t.run, SendEnded{SendEnd::accepted}, around(ada, at("2026-11-23T12:00:01Z")));
  EXPECT_EQ(t.run.phase, Phase::ended);
  EXPECT_EQ(effects_of(t), Texts{"ended: the end"});
}

TEST(Step, HowASendEndsDecidesWhetherTheRunGoesOn) {
  struct Row {
    SendEnd how;
    bool stop_if_denied;
    Texts effects;
  };
  const Texts goes_on{"plan 1"};
  for (const Row& row : std::vector<Row>{
           {SendEnd::accepted, false, goes_on},
           {SendEnd::unknown, false, goes_on},
           {SendEnd::denied, false, goes_on},
           {SendEnd::expired, false, goes_on},
           {SendEnd::rejected, false, goes_on},
           {SendEnd::accepted, true, goes_on},
           {SendEnd::unknown, true, goes_on},
           {SendEnd::denied, true, {"ended: the message \"welcome\" was denied"}},
           {SendEnd::expired, true, {"ended: the message \"welcome\" was expired"}},
           {SendEnd::rejected, true, {"ended: the message \"welcome\" was rejected"}},
       }) {
    const std::string denied = row.stop_if_denied ? "stop" : "continue";
    const Journey j =
        journey_of("  - {send: welcome, if_denied: " + denied + "}\n  - {send: tips, by: email}\n");
    FakeContact ada;
    Turn t = advance(j, begun(), Entered{}, around(ada));
    t = advance(j, t.run, SendEnded{row.how}, around(ada));
    EXPECT_EQ(effects_of(t), row.effects) << static_cast<int>(row.how) << denied;
  }
}

TEST(Step, AStimulusThatDoesNotFitChangesNothing) {
  struct Row {
    Phase phase;
    Stimulus stimulus;
    Utc now;
    bool changes;
  };
  const Journey j = journey_of("  - {send: welcome}\n  - wait: 2 days\n  - {send: tips, by: email}\n");
  const Utc wake = at("2026-11-23T10:00:00Z");
  for (const Row& row : std::vector<Row>{
           {Phase::ready, Entered{}, kStart, true},
           {Phase::ready, Woken{}, kStart, true},
           {Phase::ready, SendEnded{SendEnd::accepted}, kStart, false},
           {Phase::waiting, Entered{}, wake, false},
           {Phase::waiting, Woken{}, wake - Millis(1), false},
           {Phase::waiting, Woken{}, wake, true},
           {Phase::waiting, SendEnded{SendEnd::accepted}, wake, false},
           {Phase::sending, Entered{}, wake, false},
           {Phase::sending, Woken{}, wake, false},
           {Phase::sending, SendEnded{SendEnd::accepted}, kStart, true},
           {Phase::ended, Entered{}, wake, false},
           {Phase::ended, Woken{}, wake, false},
           {Phase::ended, SendEnded{SendEnd::denied}, wake, false},
       }) {
    FakeContact ada;
    auto run = begun();
    run.phase = row.phase;
    run.at = row.phase == Phase::waiting ? 1 : 0;
    run.wake_at = wake;
    Turn t = advance(j, run, row.stimulus, around(ada, row.now));
    EXPECT_EQ(!t.effects.empty(), row.changes) << static_cast<int>(row.phase) << " " << row.stimulus.index();
    if (!row.changes) {
      EXPECT_EQ(t.run.phase, run.phase);
      EXPECT_EQ(t.run.at, run.at);
    }
  }
}

constexpr std::string_view kBranches =
    "  - if: contact.plan == 'pro'\n"
    "    then:\n"
    "      - if: event.kind == 'real'\n"
    "        then:\n"
    "          - {send: welcome}\n"
    "        else:\n"
    "          - stop: not real\n"
    "    else:\n"
    "      - if: contact.count('Login', duration('168h')) > 1\n"
    "        then:\n"
    "          - {send: need-a-hand}\n"
    "  - {send: tips, by: email}\n";

TEST(Step, Branches) {
  struct Row {
    std::string plan;  // empty: absent
    std::string kind;
    int logins;
    std::string effect;  // which template is planned, or how it ended
  };
  const Journey j = journey_of(kBranches);
  for (const Row& row : std::vector<Row>{
           {"pro", "real", 0, "welcome"},
           {"pro", "test", 0, "ended: not real"},
           {"pro", "", 0, "ended: not real"},
           {"trial", "real", 0, "tips"},
           {"trial", "real", 2, "need-a-hand"},
           {"", "real", 2, "need-a-hand"},
       }) {
    FakeContact ada;
    if (!row.plan.empty()) ada.attributes["plan"] = row.plan;
    for (int i = 0; i < row.logins; ++i) ada.events["Login"].push_back(kStart - std::chrono::hours(1));
    Turn t = advance(j, begun(row.kind), Entered{}, around(ada));
    Texts effects = effects_of(t);
    ASSERT_EQ(effects.size(), 1u);
    std::string effect = effects[0];
    if (t.run.phase == Phase::sending) effect = std::get<Send>(j.steps[t.run.at].does).template_name;
    EXPECT_EQ(effect, row.effect) << row.plan << " " << row.kind << " " << row.logins;
  }
}

TEST(Step, AfterABranchTheRunGoesOnBehindTheIf) {
  const Journey j = journey_of(kBranches);
  FakeContact ada;
  ada.attributes["plan"] = "pro";
  Turn t = advance(j, begun("real"), Entered{}, around(ada));
  t = advance(j, t.run, SendEnded{SendEnd::accepted}, around(ada));
  ASSERT_EQ(t.run.phase, Phase::sending);
  EXPECT_EQ(std::get<Send>(j.steps[t.run.at].does).template_name, "tips");
}

TEST(Step, AConditionInErrorCountsAsFalseAndTheTraceSaysWhy) {
  const Journey j =
      journey_of("  - if: contact.plan == 'pro'\n    then:\n      - stop: pro\n  - stop: not pro\n");
  FakeContact nobody;
  Turn t = advance(j, begun(), Entered{}, around(nobody));
  EXPECT_EQ(effects_of(t), Texts{"ended: not pro"});
  const Texts traces = traces_of(t);
  ASSERT_EQ(traces.size(), 2u);
  EXPECT_TRUE(traces[0].starts_with("if contact.plan == 'pro': could not be told, so no: ")) << traces[0];
  EXPECT_NE(traces[0].find("plan"), std::string::npos);
  EXPECT_EQ(traces[1], "stop: not pro");
}

TEST(Step, TheTraceOfABranchExplainsIt) {
  const Journey j = journey_of("  - if: contact.plan == 'pro'\n    then:\n      - stop: pro\n");
  FakeContact ada;
  ada.attributes["plan"] = "trial";
  Texts traces = traces_of(advance(j, begun(), Entered{}, around(ada)));
  ASSERT_EQ(traces.size(), 1u);
  EXPECT_TRUE(traces[0].starts_with("if contact.plan == 'pro': no: ")) << traces[0];
  EXPECT_NE(traces[0].find("trial"), std::string::npos) << traces[0];
}

TEST(Step, ConditionsSeeTheRun) {
  const Journey j =
      journey_of("  - if: run.key == 'o-1' && run.journey == 'j'\n    then:\n      - stop: seen\n");
  FakeContact ada;
  auto run = begun();
  run.key = "o-1";
  EXPECT_EQ(effects_of(advance(j, run, Entered{}, around(ada))), Texts{"ended: seen"});
}

TEST(Step, WaitUntilIsInTheZoneOfTheContact) {
  const Journey j = journey_of("  - wait: until tue-thu 09:30\n  - {send: tips, by: email}\n");
  FakeContact ada;
  Turn t = advance(j, begun(), Entered{}, around(ada, kStart, *Zone::find("Asia/Bangkok")));
  EXPECT_EQ(t.run.wake_at, at("2026-11-24T02:30:00Z"));
  EXPECT_EQ(traces_of(t), Texts{"wait until tue-thu 09:30 (Asia/Bangkok), to 2026-11-24T02:30:00.000Z"});
}

TEST(Step, StopWithoutAReason) {
  const Journey j = journey_of("  - stop:\n");
  FakeContact ada;
  EXPECT_EQ(effects_of(advance(j, begun(), Entered{}, around(ada))), Texts{"ended: stop"});
}

TEST(Step, APositionBeyondTheEndEnds) {
  const Journey j = journey_of("  - {send: welcome}\n");
  FakeContact ada;
  auto run = begun();
  run.at = 7;
  Turn t = advance(j, run, Entered{}, around(ada));
  EXPECT_EQ(t.run.phase, Phase::ended);
  EXPECT_EQ(t.run.at, 1u);
}

TEST(Step, ATurnIsBoundedEvenWhereTheStepsGoInCircles) {
  Journey circle;
  circle.steps.push_back({"1", 1, Jump{0}});
  FakeContact ada;
  Turn t = advance(circle, begun(), Entered{}, around(ada));
  EXPECT_EQ(t.run.phase, Phase::ready);
  EXPECT_EQ(effects_of(t), Texts{"timer 2026-11-21T10:00:00.000Z"});
}

}  // namespace
}  // namespace assent::workflows
