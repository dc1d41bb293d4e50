// `assent reach` counts what the gate would say to everybody now, and leaves the store as it was.
#include "engine/reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<Reach> ask(World& world, const std::string& journey, const std::string& step = "") {
  Workspace workspace = load_workspace(world.folder());
  Engine& engine = world.engine();
  auto report = reach(engine.store(), engine.keys(), {workspace, journey, step, engine.clock().now()}, {});
  if (!report) ADD_FAILURE() << report.error().message;
  return report ? report.value() : std::vector<Reach>();
}

TEST(Reach, SaysWhoAndWhyNot) {
  World world;
  world.invite("agreed", "a@acme.example");
  world.invite("other purpose", "b@acme.example", "news");
  world.invite("stopped", "c@acme.example");
  world.withdraw(R"({"userId":"stopped","channel":"email","purpose":"tips"})");
  world.identify("told by upstream", {{"email", "d@acme.example"}});
  world.track("no address", "Login");
  world.submit({.user = "by text", .provided = {{"phone", "+33612345678"}}, .consents = {{"tips", {"sms"}}}});
  world.settle();
  auto before = world.state_hash();
  auto leaves = world.leaves().size();

  std::vector<Reach> start = ask(world, "start");
  ASSERT_EQ(start.size(), 1u);
  EXPECT_EQ(start[0].contacts, 6u);
  EXPECT_THAT(start[0].now, ElementsAre(Pair("email", 1)));
  EXPECT_EQ(start[0].refused, 5u);
  EXPECT_THAT(
      start[0].not_now,
      ElementsAre(Pair(Pair("email", "consent_missing"), 2), Pair(Pair("email", "consent_withdrawn"), 1),
                  Pair(Pair("email", "no_address"), 2), Pair(Pair("email", "not_provided_by_contact"), 1)));
  std::vector<Reach> ladder = ask(world, "ladder", "1");
  EXPECT_THAT(ladder.at(0).now, ElementsAre(Pair("email", 1), Pair("sms", 1)));

  EXPECT_EQ(world.state_hash(), before);
  EXPECT_EQ(world.leaves().size(), leaves);
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(Reach, AtNightEverybodyIsForLater) {
  World world({.clock = "2026-11-23T22:00:00Z"});
  world.invite("u1", "a@acme.example");
  std::vector<Reach> start = ask(world, "start");
  EXPECT_EQ(start.at(0).reached(), 0u);
  EXPECT_THAT(start.at(0).later, ElementsAre(Pair("quiet_hours", 1)));
}

// What reach says of somebody is what then happens to them.
TEST(Reach, SaysWhatThenHappens) {
  World world;
  world.invite("u1", "a@acme.example");
  world.identify("u2", {{"email", "b@acme.example"}});
  std::vector<Reach> start = ask(world, "start");
  world.track("u1", "Start");
  world.track("u2", "Start");
  EXPECT_EQ(world.knocks().size(), start.at(0).reached());
}

TEST(Reach, NamesWhatIsNotThere) {
  World world;
  Workspace workspace = load_workspace(world.folder());
  Engine& engine = world.engine();
  auto none = reach(engine.store(), engine.keys(), {workspace, "strat", "", engine.clock().now()}, {});
  EXPECT_EQ(none.error().message, "there is no journey \"strat\"");
  auto wait = reach(engine.store(), engine.keys(), {workspace, "nap", "1", engine.clock().now()}, {});
  EXPECT_EQ(wait.error().message, "no step \"1\" sends; those that do: 2");
}

}  // namespace
}  // namespace assent::engine
