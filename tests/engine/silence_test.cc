// Why somebody did not enter is told when asked, from the record: as the event found them, not as they are now.
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::HasSubstr;

const std::string kAda = "ada@acme.example";

json::object silence_of(World& world, const std::string& journey) {
  json::object story = world.explain("u1");
  for (const json::value& item : story.at("journeys").as_array()) {
    const json::object& j = item.as_object();
    if (j.at("journey") != json::value(journey)) continue;
    const json::value* why = j.if_contains("did_not_enter");
    if (why) return why->as_object();
  }
  return {{"because", "none"}, {"why", ""}};
}

struct Row {
  std::string what;
  std::function<void(World&)> history;
  std::string journey;
  std::string why;      // what the sentence says of it
  std::string because;  // "none": there is no silence to explain
};

void plan(World& w, const std::string& value) {
  w.identify("u1", {{"plan", value}});
}

const Row kRows[] = {
    {"let in", [](World& w) { w.track("u1", "Start"); }, "start", "", "none"},
    {"the event never came", [](World& w) { w.track("u1", "Start"); }, "news", "", "none"},
    {"too old", [](World& w) { w.track({.user = "u1", .name = "Start", .at = "2026-11-20T10:00:00Z"}); },
     "start", "event too old: 3 days, at most 1 day", "event_too_old"},
    {"from a third party", [](World& w) { w.track({.user = "u1", .name = "Start", .as = "broker"}); },
     "start", "came from a third party", "data_not_permitted"},
    {"another plan", [](World& w) { plan(w, "trial"), w.track("u1", "Plan"); }, "plan", "'trial'",
     "condition_false"},
    {"no plan", [](World& w) { w.track("u1", "Plan"); }, "plan", "plan", "condition_error"},
    {"another plan since",
     [](World& w) { plan(w, "trial"), w.track("u1", "Plan"), w.advance("1 hour"), plan(w, "team"); }, "plan",
     "contact.plan has changed since", "condition_false"},
    {"the right plan, but later",
     [](World& w) { plan(w, "trial"), w.track("u1", "Plan"), w.advance("1 hour"), plan(w, "pro"); }, "plan",
     "it did not hold then and would now; contact.plan has changed since", "changed_since"},
    {"what they did later is not held against the event",
     [](World& w) { w.track("u1", "Habit"), w.track("u1", "Login"); }, "habit", "did", "condition_false"},
    {"under way", [](World& w) { w.track("u1", "Nap"), w.track("u1", "Nap"); }, "nap", "still under way",
     "under_way"},
    {"under way then, and no longer",
     [](World& w) { w.track("u1", "Nap"), w.track("u1", "Nap"), w.advance("9 days"); }, "nap",
     "under way then", "under_way"},
    {"entered before", [](World& w) { w.track("u1", "Once"), w.advance("1 day"), w.track("u1", "Once"); },
     "once", "entered already at 2026-11-23T10:00:00", "again_never"},
    {"entered again", [](World& w) { w.track("u1", "Start"), w.settle(), w.track("u1", "Start"); }, "start",
     "", "none"},
    {"the journey came later",
     [](World& w) {
       w.track("u1", "Later");
       w.write("journeys/later.yaml", journey_text("later", "Later", "", send_text("welcome")));
       ASSERT_EQ(w.reload().status, 200U);
     },
     "later", "deployed after the event", "deployed_later"},
};

TEST(Silence, IsExplainedFromTheRecord) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    World world;
    world.invite("u1", kAda);
    row.history(world);
    json::object silence = silence_of(world, row.journey);
    EXPECT_EQ(silence.at("because"), json::value(row.because));
    EXPECT_THAT(std::string(silence.at("why").as_string()), HasSubstr(row.why));
  }
}

TEST(Silence, OutlivesARestart) {
  World world;
  world.invite("u1", kAda);
  plan(world, "trial");
  world.track("u1", "Plan");
  world.restart();
  EXPECT_EQ(silence_of(world, "plan").at("because"), json::value("condition_false"));
}

}  // namespace
}  // namespace assent::engine
