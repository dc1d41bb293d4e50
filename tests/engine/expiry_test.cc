// Consents run out by themselves: on the record on their day without an event having to arrive, and announced before
// it so that a journey can ask again.
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

const std::string kAda = "ada@acme.example";

std::vector<std::string> ends(World& world) {
  std::vector<std::string> out;
  for (const storage::Leaf& leaf : world.leaves()) {
    if (leaf.type == storage::LeafType::withdrawal)
      out.push_back(leaf.outcome.value_or("") + " " + leaf.purpose.value_or("") + " " +
                    format_rfc3339(leaf.time).substr(0, 10));
  }
  return out;
}

Setting asking_again() {
  Setting given;
  given.files["journeys/ask-again.yaml"] =
      journey_text("ask-again", "Consent Expiring", "  if: event.purpose == 'brief'\n  again: always\n",
                   send_text("ask-again"), "brief");
  given.files["templates/ask-again.yaml"] =
      template_text("ask-again", "until {{ event.expires_at | default: '' }}");
  return given;
}

TEST(Expiry, IsOnTheRecordOnItsDayByItself) {
  World world;
  world.invite("u1", kAda, "brief");  // expires after 30 days
  world.invite("u1", kAda, "tips");   // never
  world.advance("29 days");
  EXPECT_THAT(ends(world), ElementsAre());
  world.advance("1 day");
  EXPECT_THAT(ends(world), ElementsAre("expired brief 2026-12-23"));
  world.advance("60 days");
  EXPECT_THAT(ends(world), ElementsAre("expired brief 2026-12-23")) << "once";
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "deny consent_expired");
  EXPECT_TRUE(world.replay(1).value().matches());
  EXPECT_TRUE(world.replay(1000).value().matches());
}

TEST(Expiry, SurvivesAServerThatWasAwayOnTheDay) {
  World world;
  world.invite("u1", kAda, "brief");
  world.stop();
  ASSERT_FALSE(world.start().has_error());
  world.advance("31 days");
  EXPECT_THAT(ends(world), ElementsAre("expired brief 2026-12-23"));
}

TEST(Expiry, OfAConsentGivenAnewIsTheLaterOne) {
  World world;
  world.invite("u1", kAda, "brief");
  world.advance("20 days");
  world.invite("u1", kAda, "brief");
  world.advance("15 days");
  EXPECT_THAT(ends(world), ElementsAre());
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "allow");
  world.advance("15 days");
  EXPECT_THAT(ends(world), ElementsAre("expired brief 2027-01-12"));
}

TEST(Expiry, OfWhatWasWithdrawnIsNoNews) {
  World world;
  world.invite("u1", kAda, "brief");
  world.advance("1 day");
  world.withdraw(R"({"userId":"u1"})");
  std::size_t before = ends(world).size();
  world.advance("60 days");
  EXPECT_EQ(ends(world).size(), before);
}

TEST(Expiry, ALateRenewalFromBeforeTheDayCounts) {
  World world;
  world.invite("u1", kAda, "brief");
  world.advance("31 days");  // the form was offline
  world.submit({.user = "u1",
                .provided = {{"email", kAda}},
                .consents = {{"brief", {"email"}}},
                .at = "2026-12-22T10:00:00Z"});
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "allow");
}

TEST(Expiry, IsAnnouncedSoThatAJourneyCanAskAgain) {
  World world(asking_again());
  world.invite("u1", kAda, "brief");
  world.advance("14 days");
  EXPECT_THAT(world.knocks(), ElementsAre());
  world.advance("1 day");  // half-way: the policy's 30 days ahead would be the day it was given
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example ask-again"));
  EXPECT_THAT(world.sinks().at(0).text, testing::HasSubstr("2026-12-23T10:00:00.000Z"));
  world.advance("60 days");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example ask-again"));
  EXPECT_TRUE(world.replay(1).value().matches());
}

TEST(Expiry, ThePolicySaysHowLongBefore) {
  Setting given = asking_again();
  given.files["policy.yaml"] = policy_text() + "consent_expiring: 3 days\n";
  World world(given);
  world.invite("u1", kAda, "brief");
  world.advance("26 days");
  EXPECT_THAT(world.knocks(), ElementsAre());
  world.advance("1 day");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example ask-again"));
}

TEST(Expiry, AMergeThatShortensAConsentWatchesTheNewDay) {
  World world;
  world.invite("u1", kAda, "brief");
  world.advance("10 days");
  world.invite("u2", kAda, "brief");
  world.advance("1 day");
  world.call("POST", "/v1/contacts/u2/merge", R"({"with":"u1","reason":"one person"})", "admin");
  world.advance("19 days");
  EXPECT_THAT(ends(world), ElementsAre("expired brief 2026-12-23"));
}

TEST(Wording, OfAnOldConsentIsShownThoughThePolicyChanged) {
  World world;
  world.invite("u1", kAda);
  std::string sha;
  for (const storage::Leaf& leaf : world.leaves()) {
    if (leaf.notice_sha256) sha = to_hex(as_view(*leaf.notice_sha256));
  }
  ASSERT_FALSE(sha.empty());
  std::string policy = policy_text();
  auto text = policy.find("Send me what I ticked.");
  world.write("policy.yaml", policy.replace(text, 22, "Other words."));
  ASSERT_EQ(world.reload().status, 200U);
  Reply shown = world.call("GET", "/v1/wordings/" + sha, "", "reviewer");
  ASSERT_EQ(shown.status, 200U) << shown.text;
  EXPECT_EQ(shown.body.at("text"), json::value("Send me what I ticked. I can stop at any time."));
  EXPECT_EQ(world.call("GET", "/v1/wordings/" + std::string(64, '0'), "", "reviewer").status, 404U);
  EXPECT_EQ(world.call("GET", "/v1/wordings/" + sha, "", "website").status, 403U);
}

}  // namespace
}  // namespace assent::engine
