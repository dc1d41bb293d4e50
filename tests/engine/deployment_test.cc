// Deployments and the operator's brakes.
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kAda = "ada@acme.example", kAlways = "  again: always\n";

std::size_t deployments(World& world) {
  std::size_t count = 0;
  for (const auto& leaf : world.leaves()) count += leaf.outcome == "deployed" ? 1U : 0U;
  return count;
}

TEST(Deployment, PeopleUnderWayStayOnTheVersionTheyEntered) {
  World world;
  world.invite("u1", kAda);
  world.invite("u2", "bob@acme.example");
  world.track("u1", "Nap");
  world.write("journeys/nap.yaml",
              journey_text("nap", "Nap", kAlways, "  - wait: 3 days\n" + send_text("news-of-nap")));
  world.write("templates/news-of-nap.yaml", template_text("news-of-nap"));
  world.write("templates/after-nap.yaml", template_text("after-nap", "changed"));
  EXPECT_EQ(world.reload().status, 200U);
  world.track("u2", "Nap");
  world.advance("2 days");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example after-nap"));
  EXPECT_THAT(world.sinks()[0].text, testing::Not(HasSubstr("changed")))
      << "the template is pinned with the journey";
  world.restart();
  world.advance("1 day");
  EXPECT_THAT(world.knocks(),
              ElementsAre("email ada@acme.example after-nap", "email bob@acme.example news-of-nap"));
}

TEST(Deployment, AJourneyThatIsGoneLetsNobodyInAndEndsForThoseUnderWayAsItStood) {
  World world;
  world.invite("u1", kAda);
  world.track("u1", "Nap");
  std::filesystem::remove(world.folder() + "/journeys/nap.yaml");
  EXPECT_EQ(world.reload().status, 200U);
  world.track("u2", "Nap");
  EXPECT_THAT(world.decisions("u2"), IsEmpty());
  world.advance("2 days");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example after-nap"));
}

TEST(Deployment, OfAnUnchangedWorkspaceHappensOnce) {
  World world;
  EXPECT_EQ(deployments(world), 1U);
  world.restart();
  EXPECT_EQ(deployments(world), 1U);
  world.write("journeys/nap.yaml",
              journey_text("nap", "Nap", kAlways, "  - wait: 3 days\n" + send_text("after-nap")));
  world.restart();
  EXPECT_EQ(deployments(world), 2U);
}

TEST(Deployment, ABrokenWorkspaceChangesNothing) {
  World world;
  world.invite("u1", kAda);
  world.write("journeys/nap.yaml",
              journey_text("nap", "Nap", kAlways, "  - wait: 1 day\n" + send_text("after-nap")));
  for (const char* half :
       {"journey: start\npurpose: tips\nenter:\n  ev", "journey: start\npurpose: nothing\n", "{"}) {
    world.write("journeys/start.yaml", half);
    Bytes32 before = world.state_hash();
    Reply refused = world.reload();
    EXPECT_EQ(refused.status, 422U);
    EXPECT_THAT(refused.text, HasSubstr("journeys/start.yaml"));
    EXPECT_EQ(world.state_hash(), before);
  }
  world.track("u1", "Start");
  world.track("u1", "Nap");
  world.advance("1 day");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"))
      << "the nap is two days, as it was";
}

TEST(Deployment, ABrokenWorkspaceDoesNotStart) {
  World world;
  world.stop();
  world.write("policy.yaml", "controller: {name: Acme");
  EXPECT_FALSE(world.start());
  world.write("policy.yaml", policy_text());
  EXPECT_TRUE(world.start());
}

TEST(Deployment, AReloadedPolicyHoldsForFormsAtOnce) {
  World world;
  world.write("policy.yaml", policy_text("never", "[email]"));
  world.reload();
  Reply refused =
      world.submit({.user = "u1", .provided = {{"phone", "+33612345678"}}, .consents = {{"tips", {"sms"}}}});
  EXPECT_EQ(refused.status, 422U);
  EXPECT_THAT(refused.text, HasSubstr("consents[0].channels[0]"));
}

struct Brake {
  std::string body, event;
  std::string held;  // the plan's decision; "plan email allow": it is not held
};

TEST(Brakes, HoldWhatTheyNameUntilResumed) {
  const Brake rows[] = {
      {"{}", "Start", "defer journey_paused,channel_paused"},
      {R"({"journey":"start"})", "Start", "defer journey_paused"},
      {R"({"journey":"start"})", "Twin", "allow"},
      {R"({"channel":"email"})", "Start", "defer channel_paused"},
      {R"({"channel":"sms"})", "Start", "allow"},
  };
  for (const Brake& row : rows) {
    SCOPED_TRACE(row.body + " " + row.event);
    World world;
    world.invite("u1", kAda);
    EXPECT_EQ(world.pause(row.body).status, 200U);
    world.track("u1", row.event);
    EXPECT_EQ(world.verdict("u1"), row.held);
    EXPECT_THAT(world.knocks(), SizeIs(row.held == "allow" ? 1 : 0));
    world.restart();
    world.advance("2 days");
    EXPECT_THAT(world.knocks(), SizeIs(row.held == "allow" ? 1 : 0)) << "a restart releases no brake";
    EXPECT_EQ(world.resume(row.body).status, 200U);
    EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
  }
}

TEST(Brakes, ReleaseOnlyWhatNoOtherBrakeHolds) {
  World world;
  world.invite("u1", kAda);
  world.pause(R"({"journey":"start"})");
  world.pause(R"({"channel":"email"})");
  world.track("u1", "Start");
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.knocks(), IsEmpty());
  EXPECT_EQ(world.verdict("u1"), "defer journey_paused");
  world.resume(R"({"journey":"start"})");
  EXPECT_THAT(world.knocks(), SizeIs(1));
}

TEST(Brakes, WhatExpiresUnderThemEndsWithoutFallback) {
  World world;
  world.submit({.user = "u1",
                .provided = {{"email", kAda}, {"phone", "+33612345678"}},
                .consents = {{"tips", {"email", "sms"}}}});
  world.pause(R"({"channel":"email"})");
  world.track("u1", "Ladder");
  world.advance("4 days");
  EXPECT_THAT(world.states("u1"), ElementsAre("email expired"));
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(Brakes, OfWhatDoesNotExistAreRefused) {
  World world;
  EXPECT_EQ(world.pause(R"({"channel":"fax"})").status, 422U);
  EXPECT_EQ(world.pause("[").status, 400U);
}

}  // namespace
}  // namespace assent::engine
