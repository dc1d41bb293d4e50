// The verbs of journeys at work in the whole engine; what each does to one run is in tests/workflows.
#include <functional>
#include <string>

#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kAda = "ada@acme.example", kAlways = "  again: always\n";

void deploy(World& world, const std::string& name, const std::string& event, const std::string& enter,
            const std::string& steps, const std::string& more = "") {
  world.write("journeys/" + name + ".yaml", journey_text(name, event, enter, steps) + more);
  Reply reply = world.reload();
  ASSERT_EQ(reply.status, 200U) << reply.text;
}

TEST(Verbs, WaitForTheEventOrTheEndOfItsTime) {
  World world;
  deploy(world, "watch", "Watch", kAlways,
         "  - wait_for: Project Created\n    if: event.kind == 'real'\n    up_to: 3 days\n    then:\n"
         "      - send: welcome\n        by: email\n    otherwise:\n      - send: once\n        by: email\n");
  world.invite("u1", kAda);
  world.invite("u2", "bob@acme.example");
  world.track("u1", "Watch");
  world.track("u2", "Watch");
  world.track({.user = "u1", .name = "Project Created", .properties = {{"kind", "test"}}});
  EXPECT_THAT(world.knocks(), IsEmpty());
  world.restart();
  world.track({.user = "u1", .name = "Project Created", .properties = {{"kind", "real"}}});
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
  world.advance("3 days");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome", "email bob@acme.example once"));
  world.track({.user = "u2", .name = "Project Created", .properties = {{"kind", "real"}}});
  EXPECT_THAT(world.knocks(), testing::SizeIs(2)) << "its time is over";
}

TEST(Verbs, TheEventThatLetsInDoesNotEndTheWaitForIt) {
  World world;
  deploy(world, "watch", "Watch", "",
         "  - wait_for: Watch\n    up_to: 3 days\n    then: [{send: welcome, by: email}]\n    otherwise: "
         "[{stop: no}]\n");
  world.invite("u1", kAda);
  world.track("u1", "Watch");
  EXPECT_THAT(world.knocks(), IsEmpty());
  world.track("u1", "Watch");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
}

TEST(Verbs, WhatIsWrittenIsSeenByTheStepBehindAndByOtherJourneys) {
  World world;
  deploy(world, "rate", "Rate", kAlways,
         "  - score: +30\n  - tag: warm\n  - set: {stage: = 'level ' + string(contact.score)}\n"
         "  - if: contact.score >= 60 && 'warm' in contact.tags && contact.stage == 'level 60'\n"
         "    then: [{start: start}]\n");
  world.invite("u1", kAda);
  world.track("u1", "Rate");
  EXPECT_THAT(world.knocks(), IsEmpty());
  world.track("u1", "Rate");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
  const json::object score = world.explain("u1").at("attributes").at("score").as_object();
  EXPECT_EQ(score.at("value"), 60);
  EXPECT_EQ(score.at("source"), "inferred");
}

TEST(Verbs, LeavingCancelsWhatIsQueued) {
  struct Row {
    std::string leave;
    std::function<void(World&)> act;
  };
  for (const Row& row :
       std::vector<Row>{{"event: Account Closed", [](World& w) { w.track("u1", "Account Closed"); }},
                        {"if: contact.plan == 'churned'", [](World& w) {
                           w.identify("u1", {{"plan", "churned"}});
                         }}}) {
    World world;
    deploy(world, "slow", "Slow", kAlways, send_text("welcome"), "leave: {when: [{" + row.leave + "}]}\n");
    world.invite("u1", kAda);
    world.pause(R"({"journey":"slow"})");
    world.track("u1", "Slow");
    EXPECT_THAT(world.states("u1"), ElementsAre("email queued"));
    row.act(world);
    EXPECT_THAT(world.states("u1"), ElementsAre("email cancelled")) << row.leave;
    world.resume(R"({"journey":"slow"})");
    EXPECT_THAT(world.knocks(), IsEmpty());
  }
}

TEST(Verbs, ThoseHeldOutRunSilently) {
  World world;
  deploy(world, "test", "Test", "  again: always\n  hold_out: 99.99%\n",
         "  - send: welcome\n    by: email\n    if_denied: stop\n  - wait: 1 day\n  - send: once\n    by: "
         "email\n");
  world.invite("u1", kAda);
  world.track("u1", "Test");
  EXPECT_EQ(world.verdict("u1"), "deny held_out");
  world.advance("1 day");
  EXPECT_THAT(world.decisions("u1"), ElementsAre("plan email deny held_out", "plan email deny held_out"));
  EXPECT_THAT(world.knocks(), IsEmpty());
}

}  // namespace
}  // namespace assent::engine
