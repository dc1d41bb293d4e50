#include <gtest/gtest.h>

#include "tests/workflows/fixture.h"
#include "workflows/step.h"

namespace assent::workflows {
namespace {

const Utc kNow = at("2026-11-21T10:00:00Z");

EnteringEvent event_of(json::object properties = {}) {
  return {"Trial Started", "msg-1", std::move(properties), Source::observed, kNow};
}

struct Row {
  std::string enter;  // what follows `event: ...` in the enter map
  EnteringEvent event;
  Past past;
  std::string outcome;  // the key if it enters ("-": none), else the code
};

std::string outcome_of(const Row& row) {
  const Journey j = journey_of("  - {send: welcome}\n", "{event: Trial Started" + row.enter + "}");
  FakeContact ada;
  ada.attributes["plan"] = "pro";
  Admission a = admit(j, row.event, row.past, Around{&ada, kNow, Zone::utc(), false});
  EXPECT_EQ(a.enters, a.code.empty()) << row.enter;
  EXPECT_EQ(a.enters, a.why.empty()) << row.enter << a.why;
  if (!a.enters) return a.code;
  EXPECT_EQ(a.key, run_key(j, row.event, Around{&ada, kNow, Zone::utc(), false}));
  return a.key.empty() ? "-" : a.key;
}

EnteringEvent aged(Millis age) {
  EnteringEvent event = event_of();
  event.at = kNow - age;
  return event;
}

EnteringEvent from(Source source) {
  EnteringEvent event = event_of();
  event.source = source;
  return event;
}

Past entered(Millis ago) {
  return {false, kNow - ago};
}

TEST(Admission, EveryOutcome) {
  using std::chrono::hours;
  const hours days90(24 * 90);
  for (const Row& row : std::vector<Row>{
           {"", event_of(), {}, "-"},
           {"", from(Source::contact), {}, "-"},
           {"", from(Source::upstream), {}, "-"},
           {"", from(Source::inferred), {}, "-"},
           {"", from(Source::third_party), {}, "data_not_permitted"},
           {"", aged(hours(24)), {}, "-"},
           {"", aged(hours(24) + Millis(1)), {}, "event_too_old"},
           {", stale_after: 2 days", aged(hours(48)), {}, "-"},
           {", stale_after: 1 hour", aged(hours(2)), {}, "event_too_old"},
           {", if: contact.plan == 'pro'", event_of(), {}, "-"},
           {", if: contact.plan == 'trial'", event_of(), {}, "condition_false"},
           {", if: contact.nothing == 'trial'", event_of(), {}, "condition_error"},
           {", if: event.plan != 'enterprise'", event_of({{"plan", "pro"}}), {}, "-"},
           {", if: event.plan != 'enterprise'", event_of({{"plan", "enterprise"}}), {}, "condition_false"},
           {", key: event.order_id", event_of({{"order_id", "o-1"}}), {}, "o-1"},
           {", key: event.order_id", event_of({{"order_id", 1001}}), {}, "1001"},
           {", key: event.order_id", event_of({{"order_id", true}}), {}, "true"},
           {", key: event.order_id", event_of({{"order_id", ""}}), {}, "condition_error"},
           {", key: event.order_id", event_of({{"order_id", nullptr}}), {}, "condition_error"},
           {", key: event.order_id", event_of({{"order_id", json::array{1}}}), {}, "condition_error"},
           {", key: event.order_id", event_of({{"order_id", std::string(257, 'x')}}), {}, "condition_error"},
           {", key: event.order_id", event_of(), {}, "condition_error"},
           {"", event_of(), {true, {}}, "under_way"},
           {", again: always", event_of(), {true, kNow}, "under_way"},
           {", key: event.order_id", event_of({{"order_id", "o-1"}}), {true, {}}, "under_way"},
           {"", event_of(), entered(days90), "again_never"},
           {", again: never", event_of(), entered(days90), "again_never"},
           {", again: never, key: event.order_id", event_of({{"order_id", "o-1"}}), entered(days90),
            "again_never"},
           {", again: always", event_of(), entered(Millis(1)), "-"},
           {", again: after 90 days", event_of(), {}, "-"},
           {", again: after 90 days", event_of(), entered(days90 - Millis(1)), "again_too_soon"},
           {", again: after 90 days", event_of(), entered(days90), "-"},
       }) {
    EXPECT_EQ(outcome_of(row), row.outcome) << row.enter;
  }
}

TEST(Admission, WhyIsInWordsForPeople) {
  const Journey j = journey_of("  - {send: welcome}\n", "{event: Trial Started, again: after 90 days}");
  FakeContact ada;
  const Around now{&ada, kNow, Zone::utc()};
  EXPECT_EQ(admit(j, aged(std::chrono::hours(26)), {}, now).why,
            "event too old: 1 day 2 hours, at most 1 day");
  EXPECT_EQ(admit(j, event_of(), {true, {}}, now).why, "still under way since an earlier event");
  EXPECT_EQ(admit(j, event_of(), entered(std::chrono::hours(24)), now).why,
            "entered at 2026-11-20T10:00:00.000Z, again after 90 days");
}

}  // namespace
}  // namespace assent::workflows
