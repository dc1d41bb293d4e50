// P6, not given, not seen: what came from a third party is invisible to conditions, templates and the
// contact's zone, unless the policy names it for the purpose.
#include <string>

#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kAda = "ada@acme.example";

Setting named_for_tips() {
  return {.files = {{"policy.yaml", policy_text("[tips]")}}};
}

struct Row {
  std::string what;
  bool named;  // the policy names third parties for tips
  std::function<void(World&)> before;
  std::string event, journey;
  std::string silence;  // why the contact did not enter; "": they did
};

TEST(NotGivenNotSeen, ByConditions) {
  auto plan_from = [](const char* key) {
    return [key](World& w) { w.identify("u1", {{"plan", "pro"}}, key); };
  };
  auto login_from = [](const char* key) {
    return [key](World& w) { w.track({.user = "u1", .name = "Login", .as = key}); };
  };
  const Row rows[] = {
      {"upstream says pro", false, plan_from("website"), "Plan", "plan", ""},
      {"a third party says pro", false, plan_from("broker"), "Plan", "plan", "condition_false"},
      {"a third party says pro, and may", true, plan_from("broker"), "Plan", "plan", ""},
      {"the person logged in", false, login_from("website"), "Habit", "habit", ""},
      {"a third party says they did", false, login_from("broker"), "Habit", "habit", "condition_false"},
      {"a third party says they did, and may", true, login_from("broker"), "Habit", "habit", ""},
      {"what the person said is not replaced", true,
       [](World& w) {
         w.submit({.user = "u1", .traits = {{"plan", "free"}}});
         w.advance("1 hour");
         w.identify("u1", {{"plan", "pro"}}, "broker");
       },
       "Plan", "plan", "condition_false"},
      {"what a third party said is", false,
       [](World& w) {
         w.identify("u1", {{"plan", "free"}}, "broker");
         w.submit({.user = "u1", .traits = {{"plan", "pro"}}});
       },
       "Plan", "plan", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    World world(row.named ? named_for_tips() : Setting{});
    world.invite("u1", kAda);
    row.before(world);
    world.track("u1", row.event);
    // An attribute that is not seen is absent, which is a condition that cannot be told.
    std::string silence = world.silence("u1", row.journey);
    if (silence == "condition_error") silence = "condition_false";
    EXPECT_EQ(silence, row.silence);
    EXPECT_EQ(world.knocks().size(), row.silence.empty() ? 1U : 0U);
  }
}

TEST(NotGivenNotSeen, AsAnEventThatLetsIn) {
  World world;
  world.invite("u1", kAda);
  world.track({.user = "u1", .name = "Start", .as = "broker"});
  EXPECT_EQ(world.silence("u1", "start"), "data_not_permitted");
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(NotGivenNotSeen, UnlessThePolicyNamesItForThePurpose) {
  World world(named_for_tips());
  world.invite("u1", kAda);
  world.invite("u1", kAda, "news");
  world.track({.user = "u1", .name = "Start", .as = "broker"});
  EXPECT_EQ(world.silence("u1", "start"), "");
  world.track({.user = "u1", .name = "News", .as = "broker"});
  EXPECT_EQ(world.silence("u1", "news"), "data_not_permitted") << "it is named for tips, not for news";
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
}

TEST(NotGivenNotSeen, ByTemplates) {
  struct {
    Setting given;
    std::string key, says;
  } const rows[] = {
      {{}, "website", "dear Ada,"},
      {{}, "broker", "dear reader,"},
      {named_for_tips(), "broker", "dear Ada,"},
  };
  for (const auto& row : rows) {
    World world(row.given);
    world.invite("u1", kAda);
    world.identify("u1", {{"plan", "pro"}});
    world.identify("u1", {{"first_name", "Ada"}}, row.key);
    world.track("u1", "Plan");
    world.settle();
    ASSERT_EQ(world.sinks().size(), 1U);
    EXPECT_THAT(world.sinks()[0].text, HasSubstr(row.says));
  }
}

TEST(NotGivenNotSeen, ByTheClock) {
  struct {
    std::string what;
    std::function<void(World&)> before;
    std::string verdict;
  } const rows[] = {
      {"Paris, where it is seven", [](World&) {}, "defer quiet_hours"},
      {"the person says Bangkok, where it is one in the afternoon",
       [](World& w) {
         w.submit({.user = "u1", .traits = {{"timezone", "Asia/Bangkok"}}});
       },
       "allow"},
      {"a third party says so",
       [](World& w) {
         w.identify("u1", {{"timezone", "Asia/Bangkok"}}, "broker");
       },
       "defer quiet_hours"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    World world({.clock = "2026-11-23T06:00:00Z"});
    world.invite("u1", kAda);
    row.before(world);
    world.track("u1", "Start");
    EXPECT_EQ(world.verdict("u1"), row.verdict);
  }
}

TEST(NotGivenNotSeen, ButKnownWithItsSource) {
  World world;
  world.submit({.user = "u1", .provided = {{"email", kAda}}, .traits = {{"plan", "free"}}});
  world.advance("1 hour");
  world.identify("u1", {{"plan", "pro"}, {"email", kAda}, {"phone", "+33612345678"}, {"seats", 3}}, "broker");
  json::object story = world.explain("u1");
  EXPECT_EQ(story.at("attributes").at("plan").at("value"), json::value("free"));
  EXPECT_EQ(story.at("attributes").at("plan").at("source"), json::value("contact"));
  EXPECT_EQ(story.at("attributes").at("seats").at("source"), json::value("third_party"));
  const json::array& points = story.at("points").as_array();
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].at("provided_by"), json::value("contact"));
  EXPECT_EQ(points[1].at("provided_by"), json::value("third_party"));
}

}  // namespace
}  // namespace assent::engine
