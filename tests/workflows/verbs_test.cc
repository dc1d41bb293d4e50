// What each verb does to a run, beyond sends, waits and ifs (step_test.cc).
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/workflows/fixture.h"

namespace assent::workflows {
namespace {

using Texts = std::vector<std::string>;

const Utc kStart = at("2026-11-21T10:00:00Z");  // a Saturday

Around around(const FakeContact& contact, Utc now = kStart, Zone zone = Zone::utc()) {
  Around here{&contact, now, zone, false};
  here.who = Bytes16{7};
  return here;
}

Run begun() {
  Run run;
  run.journey = "j";
  run.entered_at = kStart;
  run.event = {"Trial Started",
               "e-1",
               {{"kind", "real"}, {"starts_at", "2026-11-25T15:00:00Z"}},
               Source::observed,
               kStart};
  return run;
}

EnteringEvent event(std::string name, json::object properties = {}, Utc when = kStart + Millis(1)) {
  return {std::move(name), "e-2", std::move(properties), Source::observed, when};
}

// Until the run waits, sends, calls or ends: what an engine would do, without the contact.
Turn settle(const Journey& j, Turn turn, const Around& here) {
  Turn all = turn;
  while (turn.run.phase == Phase::ready) {
    turn = advance(j, turn.run, Woken{}, here);
    all.run = turn.run;
    all.effects.insert(all.effects.end(), turn.effects.begin(), turn.effects.end());
  }
  return all;
}

constexpr std::string_view kWaitFor =
    "  - wait_for: Project Created\n"
    "    if: event.kind == 'real'\n"
    "    up_to: 3 days\n"
    "    then:\n"
    "      - stop: it happened\n"
    "    otherwise:\n"
    "      - stop: it did not\n";

TEST(WaitFor, WhatEndsIt) {
  struct Row {
    std::string what;
    Stimulus stimulus;
    Utc now;
    Texts effects;
  };
  const EnteringEvent real = event("Project Created", {{"kind", "real"}});
  const EnteringEvent test = event("Project Created", {{"kind", "test"}});
  const EnteringEvent bare = event("Project Created");
  const EnteringEvent other = event("Login", {{"kind", "real"}});
  EnteringEvent itself = event("Project Created", {{"kind", "real"}});
  itself.message_id = "e-1";
  const EnteringEvent before = event("Project Created", {{"kind", "real"}}, kStart - Millis(1));
  EnteringEvent foreign = real;
  foreign.source = Source::third_party;
  const Texts happened{"ended: it happened"}, not_happened{"ended: it did not"};
  const Utc soon = kStart + std::chrono::hours(1), late = kStart + std::chrono::hours(72);
  const Journey j = journey_of(kWaitFor);
  for (const Row& row : std::vector<Row>{
           {"it", Happened{Happening::event, &real}, soon, happened},
           {"its condition does not hold", Happened{Happening::event, &test}, soon, {}},
           {"its condition cannot be told", Happened{Happening::event, &bare}, soon, {}},
           {"another event", Happened{Happening::event, &other}, soon, {}},
           {"the event that let them in", Happened{Happening::event, &itself}, soon, {}},
           {"before the entry, reported late", Happened{Happening::event, &before}, soon, {}},
           {"too old when it is recorded",
            Happened{Happening::event, &real},
            kStart + std::chrono::hours(25),
            {}},
           {"from somebody else", Happened{Happening::event, &foreign}, soon, {}},
           {"an answer of that name", Happened{Happening::answer, &real}, soon, {}},
           {"a wake too early", Woken{}, late - Millis(1), {}},
           {"the end of its time", Woken{}, late, not_happened},
           {"a change of the contact", Changed{}, soon, {}},
       }) {
    FakeContact ada;
    Turn t = advance(j, begun(), Entered{}, around(ada));
    ASSERT_EQ(effects_of(t), Texts{"timer 2026-11-24T10:00:00.000Z"});
    EXPECT_EQ(effects_of(advance(j, t.run, row.stimulus, around(ada, row.now))), row.effects) << row.what;
  }
}

TEST(WaitFor, WhatWasReceivedIsThereForTheStepsBehind) {
  const Journey j = journey_of(
      "  - wait_for: Project Created\n"
      "    up_to: 3 days\n"
      "  - if: run.received.size == 3 && event.kind == 'real'\n"
      "    then: [{stop: seen both}]\n");
  FakeContact ada;
  Turn t = advance(j, begun(), Entered{}, around(ada));
  const EnteringEvent created = event("Project Created", {{"size", 3}});
  t = advance(j, t.run, Happened{Happening::event, &created}, around(ada));
  EXPECT_EQ(effects_of(t), Texts{"ended: seen both"});
}

TEST(WaitFor, AnAnswerThatCameBeforeItsWaitCounts) {
  const Journey j = journey_of(
      "  - ask: how-was-it\n"
      "    choices: [good, bad]\n"
      "  - wait: 1 day\n"
      "  - wait_for: {answer: how-was-it}\n"
      "    if: event.answer == 'good'\n"
      "    up_to: 3 days\n"
      "    then: [{stop: good}]\n"
      "    otherwise: [{stop: no answer}]\n");
  struct Row {
    std::string question, answer;
    std::string ended;
  };
  for (const Row& row : std::vector<Row>{{"how-was-it", "good", "ended: good"},
                                         {"how-was-it", "bad", "timer 2026-11-25T10:00:00.000Z"},
                                         {"another", "good", "timer 2026-11-25T10:00:00.000Z"}}) {
    FakeContact ada;
    Turn t = advance(j, begun(), Entered{}, around(ada));
    EXPECT_EQ(effects_of(t), Texts{"plan 0"});
    t = advance(j, t.run, SendEnded{SendEnd::accepted}, around(ada));
    const EnteringEvent answer = event(row.question, {{"answer", row.answer}});
    t = advance(j, t.run, Happened{Happening::answer, &answer}, around(ada));
    EXPECT_EQ(t.run.phase, Phase::waiting);
    t = advance(j, t.run, Woken{}, around(ada, kStart + std::chrono::hours(24)));
    EXPECT_EQ(effects_of(t), Texts{row.ended}) << row.question << " " << row.answer;
  }
}

TEST(Leave, ActsAtOnceWhereverTheRunIs) {
  const Journey j = journey_of(
      "  - send: welcome\n"
      "  - wait: 9 days\n",
      "{event: Trial Started}",
      "leave:\n"
      "  goal: {event: Subscribed, if: event.amount > 10, within: 30 days}\n"
      "  when:\n"
      "    - {event: Account Closed, if: event.sure}\n"
      "    - if: contact.plan == 'churned'\n");
  struct Row {
    std::string what;
    EnteringEvent event;
    std::string plan;
    std::string why;  // empty: stays
  };
  for (const Row& row : std::vector<Row>{
           {"the goal", event("Subscribed", {{"amount", 11}}), "", "goal reached: Subscribed"},
           {"not quite the goal", event("Subscribed", {{"amount", 9}}), "", ""},
           {"an event", event("Account Closed", {{"sure", true}}), "", "left: Account Closed"},
           {"an event whose condition cannot be told", event("Account Closed"), "", ""},
           {"the condition", event("Login"), "churned", "left: contact.plan == 'churned'"},
           {"nothing", event("Login"), "pro", ""},
           {"the goal long after",
            event("Subscribed", {{"amount", 11}}, kStart + std::chrono::hours(24 * 60)), "",
            "goal reached: Subscribed"},
       }) {
    FakeContact ada;
    Turn sending = advance(j, begun(), Entered{}, around(ada));
    Turn waiting = advance(j, sending.run, SendEnded{SendEnd::accepted}, around(ada));
    if (!row.plan.empty()) ada.attributes["plan"] = row.plan;
    const Utc now = row.event.at;
    const Texts stays;
    Texts from_wait{"ended: " + row.why}, from_send{"cancel: " + row.why, "ended: " + row.why};
    const Happened happened{Happening::event, &row.event};
    EXPECT_EQ(effects_of(advance(j, waiting.run, happened, around(ada, now))),
              row.why.empty() ? stays : from_wait)
        << row.what;
    EXPECT_EQ(effects_of(advance(j, sending.run, happened, around(ada, now))),
              row.why.empty() ? stays : from_send)
        << row.what;
  }
}

TEST(Leave, AConditionIsLookedAtWheneverTheRunIs) {
  const Journey j =
      journey_of("  - send: welcome\n  - wait: 1 day\n  - {send: tips, by: email}\n",
                 "{event: Trial Started}", "leave: {when: [{if: contact.plan == 'churned'}]}\n");
  FakeContact ada;
  Turn sending = advance(j, begun(), Entered{}, around(ada));
  Turn waiting = advance(j, sending.run, SendEnded{SendEnd::accepted}, around(ada));
  ada.attributes["plan"] = "churned";
  const Texts left{"ended: left: contact.plan == 'churned'"};
  EXPECT_EQ(effects_of(advance(j, begun(), Entered{}, around(ada))), left);
  EXPECT_EQ(effects_of(advance(j, sending.run, SendEnded{SendEnd::accepted}, around(ada))), left);
  EXPECT_EQ(effects_of(advance(j, waiting.run, Woken{}, around(ada, kStart + std::chrono::hours(24)))), left);
  EXPECT_EQ(effects_of(advance(j, waiting.run, Changed{}, around(ada))), left);
  EXPECT_EQ(effects_of(advance(j, waiting.run, Woken{}, around(ada))), Texts{})
      << "too early a wake is no look";
}

TEST(Goal, CountsWithinItsWindow) {
  const Journey j = journey_of("  - send: welcome\n", "{event: Trial Started}",
                               "leave: {goal: {event: Subscribed, within: 30 days, value: event.amount}}\n");
  const Utc last = kStart + std::chrono::hours(24 * 30);
  struct Row {
    std::string name;
    json::object properties;
    Utc when;
    std::string id, conversion;  // "": none
  };
  for (const Row& row :
       std::vector<Row>{{"Subscribed", {{"amount", 49}}, last, "e-2", "49"},
                        {"Subscribed", {{"amount", 49}}, last + Millis(1), "e-2", ""},
                        {"Subscribed", {{"amount", 49}}, kStart - Millis(1), "e-2", ""},
                        {"Subscribed", {{"amount", 49}}, kStart, "e-1", ""},
                        {"Subscribed", {{"amount", "49"}}, kStart, "e-2", "0 it is no number"},
                        {"Login", {{"amount", 49}}, kStart, "e-2", ""}}) {
    FakeContact ada;
    EnteringEvent happened = event(row.name, row.properties, row.when);
    happened.message_id = row.id;
    auto conversion = reaches_goal(j, begun(), happened, around(ada, row.when));
    std::string text = conversion ? fmt::format("{}{}{}", conversion->value,
                                                conversion->note.empty() ? "" : " ", conversion->note)
                                  : "";
    EXPECT_EQ(text, row.conversion) << row.name << format_rfc3339(row.when);
  }
}

TEST(Choose, TakesTheFirstCaseThatHolds) {
  const Journey j = journey_of(
      "  - choose:\n"
      "      - if: contact.plan == 'pro'\n"
      "        then: [{stop: pro}]\n"
      "      - if: contact.seats > 10\n"
      "        then: [{stop: big}]\n"
      "      - else: [{wait: 1 day}]\n"
      "  - stop: behind\n");
  struct Row {
    json::value plan, seats;
    std::string effect;
  };
  for (const Row& row : std::vector<Row>{{"pro", 20, "ended: pro"},
                                         {"free", 20, "ended: big"},
                                         {nullptr, 20, "ended: big"},
                                         {"free", 1, "timer 2026-11-22T10:00:00.000Z"},
                                         {"free", nullptr, "timer 2026-11-22T10:00:00.000Z"}}) {
    FakeContact ada;
    if (!row.plan.is_null()) ada.attributes["plan"] = row.plan;
    if (!row.seats.is_null()) ada.attributes["seats"] = row.seats;
    EXPECT_EQ(effects_of(advance(j, begun(), Entered{}, around(ada))), Texts{row.effect});
  }
  FakeContact ada;
  Turn t = advance(j, begun(), Entered{}, around(ada));
  t = advance(j, t.run, Woken{}, around(ada, kStart + std::chrono::hours(24)));
  EXPECT_EQ(effects_of(t), Texts{"ended: behind"});
}

Bytes16 person(std::uint64_t number) {
  Bytes16 who{};
  for (std::size_t i = 0; i < 8; ++i) who[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return who;
}

// 100,000 people; the bounds are five standard deviations.
TEST(Split, IsFairStickyAndEachSplitItsOwn) {
  const Journey j = journey_of(
      "  - split: subject-test\n"
      "    ways:\n"
      "      short: {share: 30%, steps: [{stop: short}]}\n"
      "      long: {share: 70%, steps: [{stop: long}]}\n");
  constexpr int people = 100'000;
  int short_ones = 0, low_twice = 0;
  for (std::uint64_t i = 0; i < people; ++i) {
    FakeContact ada;
    Around here = around(ada);
    here.who = person(i);
    Turn once = advance(j, begun(), Entered{}, here);
    auto later = begun();
    later.entered_at = later.event.at = here.now = kStart + std::chrono::hours(24 * 90);
    EXPECT_EQ(effects_of(advance(j, later, Entered{}, here)), effects_of(once)) << "the same way again";
    if (effects_of(once) == Texts{"ended: short"}) ++short_ones;
    if (lot(here.who, "split", "a") < 5000 && lot(here.who, "split", "b") < 5000) ++low_twice;
  }
  EXPECT_NEAR(short_ones, 30'000, 5 * 145);
  EXPECT_NEAR(low_twice, 25'000, 5 * 137) << "one split says nothing of another";
}

TEST(HoldOut, KeepsWhomItHasWhenTheShareGrows) {
  Journey j = journey_of("  - send: welcome\n", "{event: Trial Started, hold_out: 5%}");
  Journey more = journey_of("  - send: welcome\n", "{event: Trial Started, hold_out: 12.5%}");
  int held = 0, held_more = 0;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    const bool out = is_held_out(j, person(i)), out_more = is_held_out(more, person(i));
    EXPECT_TRUE(!out || out_more);
    held += out ? 1 : 0;
    held_more += out_more ? 1 : 0;
  }
  EXPECT_NEAR(held, 5'000, 5 * 69);
  EXPECT_NEAR(held_more, 12'500, 5 * 105);
}

TEST(HoldOut, GoesOnAsIfTheMessageHadBeenAccepted) {
  const Journey j = journey_of("  - {send: welcome, if_denied: stop}\n  - wait: 1 day\n");
  FakeContact ada;
  Turn t = advance(j, begun(), Entered{}, around(ada));
  t = advance(j, t.run, SendEnded{SendEnd::held_out}, around(ada));
  EXPECT_EQ(effects_of(t), Texts{"timer 2026-11-22T10:00:00.000Z"});
}

class Foreign final : public Provenance {
 public:
  bool third_party(std::span<const rules::Read> reads) const override {
    for (const rules::Read& read : reads) {
      if (read.variable == "contact" && read.attribute == "bought") return true;
    }
    return false;
  }
};

TEST(Writes, SetScoreAndTag) {
  struct Row {
    std::string step;
    Texts effects;  // all up to the end
  };
  for (const Row& row : std::vector<Row>{
           {"set: {stage: new, level: 3, old: null}",
            {"inferred stage \"new\"", "inferred level 3", "inferred old removed", "ended: the end"}},
           {"set: {visits: = contact.visits + 1}", {"inferred visits 5", "ended: the end"}},
           {"set: {visits: = contact.nothing + 1}", {"ended: the end"}},
           {"set: {kind: = event.kind}", {"inferred kind \"real\"", "ended: the end"}},
           {"set: {copy: = contact.bought}", {"third_party copy 1", "ended: the end"}},
           {"score: +10", {"inferred score 42", "ended: the end"}},
           {"score: -40", {"inferred score -8", "ended: the end"}},
           {"tag: vip", {"inferred tags [\"beta\",\"vip\"]", "ended: the end"}},
           {"tag: {add: [vip, beta], remove: [old]}", {"inferred tags [\"beta\",\"vip\"]", "ended: the end"}},
           {"tag: {remove: beta}", {"inferred tags []", "ended: the end"}},
       }) {
    FakeContact ada;
    ada.attributes = {{"visits", 4}, {"score", 32}, {"tags", json::array{"beta"}}, {"bought", 1}};
    Foreign foreign;
    Around here = around(ada);
    here.third_party_allowed = true;
    here.provenance = &foreign;
    const Journey j = journey_of("  - " + row.step + "\n");
    Turn first = advance(j, begun(), Entered{}, here);
    EXPECT_EQ(first.run.phase, Phase::ready) << "the steps behind must see what was written";
    EXPECT_EQ(effects_of(settle(j, first, here)), row.effects) << row.step;
  }
}

// P6: a value chosen under a condition is computed from what the condition read.
TEST(Writes, WhatFollowsAConditionOverThirdPartyDataIsThirdPartyToo) {
  Foreign foreign;
  FakeContact ada;
  ada.attributes["bought"] = 1;
  struct Row {
    std::string condition;
    bool allowed;
    std::string effect;
  };
  for (const Row& row : std::vector<Row>{{"contact.bought == 1", true, "third_party stage \"x\""},
                                         {"contact.bought == 1", false, "inferred stage \"x\""},
                                         {"event.kind == 'real'", true, "inferred stage \"x\""}}) {
    Around here = around(ada);
    here.third_party_allowed = row.allowed;
    here.provenance = &foreign;
    const Journey j = journey_of("  - if: " + row.condition + "\n    then: [{set: {stage: x}}]\n");
    EXPECT_EQ(effects_of(advance(j, begun(), Entered{}, here)), Texts{row.effect}) << row.condition;
  }
}

TEST(WaitUntilADate, KnownPastAbsentAndMoved) {
  struct Row {
    std::string phrase;
    json::value date;
    Texts effects;
  };
  const Texts behind{"ended: behind"};
  for (const Row& row : std::vector<Row>{
           {"contact.day - 3 days", "2026-12-01", {"timer 2026-11-27T17:00:00.000Z"}},  // midnight in Bangkok
           {"contact.day - 3 days at 09:30", "2026-12-01", {"timer 2026-11-28T02:30:00.000Z"}},
           {"contact.day - 90 minutes", "2026-12-01T12:00:00Z", {"timer 2026-12-01T10:30:00.000Z"}},
           {"contact.day", "2026-11-21T10:00:00Z", behind},
           {"contact.day - 30 days", "2026-12-01", behind},
           {"contact.day", nullptr, {"ended: contact.day is not known, so there is nothing to wait for"}},
           {"contact.day", "soon", {"ended: contact.day is no date, so there is nothing to wait for"}},
           {"event.starts_at - 1 hour", nullptr, {"timer 2026-11-25T14:00:00.000Z"}},
       }) {
    FakeContact ada;
    if (!row.date.is_null()) ada.attributes["day"] = row.date;
    const Journey j = journey_of("  - wait: until " + row.phrase + "\n  - stop: behind\n");
    Turn t = advance(j, begun(), Entered{}, around(ada, kStart, *Zone::find("Asia/Bangkok")));
    EXPECT_EQ(effects_of(t), row.effects) << row.phrase;
  }
}

TEST(WaitUntilADate, FollowsTheDate) {
  const Journey j = journey_of("  - wait: until contact.day\n  - stop: behind\n");
  FakeContact ada;
  ada.attributes["day"] = "2026-12-01";
  Turn t = advance(j, begun(), Entered{}, around(ada));
  EXPECT_EQ(effects_of(advance(j, t.run, Changed{}, around(ada))), Texts{}) << "unchanged";
  ada.attributes["day"] = "2026-12-05";
  Turn later = advance(j, t.run, Changed{}, around(ada));
  EXPECT_EQ(effects_of(later), Texts{"timer 2026-12-05T00:00:00.000Z"});
  EXPECT_EQ(effects_of(advance(j, later.run, Woken{}, around(ada, at("2026-12-01T00:00:00Z")))), Texts{})
      << "the timer of the date before";
  ada.attributes["day"] = "2026-11-20";
  EXPECT_EQ(effects_of(advance(j, later.run, Changed{}, around(ada))), Texts{"ended: behind"});
  ada.attributes.clear();
  EXPECT_EQ(effects_of(advance(j, later.run, Changed{}, around(ada))).front().substr(0, 27),
            "ended: contact.day is not k");
}

TEST(Call, WaitsForItsEnd) {
  struct Row {
    std::string step;
    bool good;
    std::string effect;
  };
  for (const Row& row :
       std::vector<Row>{{"{call: crm}", true, "ended: behind"},
                        {"{call: crm}", false, "ended: behind"},
                        {"{call: crm, if_failed: stop}", true, "ended: behind"},
                        {"{call: crm, if_failed: stop}", false, "ended: the call \"crm\" failed"}}) {
    const Journey j = journey_of("  - " + row.step + "\n  - stop: behind\n");
    FakeContact ada;
    Turn t = advance(j, begun(), Entered{}, around(ada));
    EXPECT_EQ(effects_of(t), Texts{"call 0"});
    EXPECT_EQ(t.run.phase, Phase::calling);
    EXPECT_EQ(effects_of(advance(j, t.run, CallEnded{row.good, ""}, around(ada))), Texts{row.effect});
  }
}

TEST(Migrate, GoesByTheNamesOfSteps) {
  const Journey from = journey_of(
      "  - {wait: 2 days, name: nap}\n  - {wait: 3 days}\n  - {wait: 4 days, name: gone}\n"
      "  - {wait: 5 days, name: old}\n  - {send: welcome, name: hello}\n");
  const std::string steps =
      "  - {send: tips, by: email, name: new}\n  - {wait: 1 day, name: nap}\n  - {wait: 1 day, name: "
      "hello}\n";
  struct Row {
    std::string migrate;
    std::uint32_t at;
    Phase phase;
    std::string moved;
  };
  for (const Row& row : std::vector<Row>{
           {"migrate: by name\n", 0, Phase::waiting, "to 1"},
           {"migrate: by name\n", 1, Phase::waiting, "stays"},
           {"migrate: by name\n", 2, Phase::waiting, "ends: the step \"gone\" is no longer in the journey"},
           {"migrate: {old: new}\n", 3, Phase::waiting, "to 0"},
           {"migrate: by name\n", 4, Phase::sending, "stays"},
           {"", 0, Phase::waiting, "stays"},
       }) {
    const Journey to = journey_of(steps, "{event: Trial Started}", row.migrate);
    auto run = begun();
    run.at = row.at;
    run.phase = row.phase;
    const Moved moved = migrate(from, to, run);
    std::string text = moved.how == Moved::How::moves  ? "to " + std::to_string(moved.at)
                       : moved.how == Moved::How::ends ? "ends: " + moved.why
                                                       : "stays";
    EXPECT_EQ(text, row.moved) << row.migrate << row.at;
  }
}

}  // namespace
}  // namespace assent::workflows
