// P1, invited only: nothing is handed to a channel unless the contact provided this point and consented to
// this channel and purpose, and the consent is in force at the moment of hand-over.
#include <string>

#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kAda = "ada@acme.example";

struct Row {
  std::string what;
  std::function<void(World&)> before;
  std::string event;
  std::string verdict;  // the gate's last word
};

std::vector<Row> first_rows() {
  return {
      {"nobody was ever told anything", [](World&) {}, "Start", "deny no_address"},
      {"gave the address and agreed", [](World& w) { w.invite("u1", kAda); }, "Start", "allow"},
      {"gave the address, agreed to nothing",
       [](World& w) {
         w.submit({.user = "u1", .provided = {{"email", kAda}}});
       },
       "Start", "deny consent_missing"},
      {"agreed to another purpose", [](World& w) { w.invite("u1", kAda, "news"); }, "Start",
       "deny consent_missing"},
      {"agreed to another channel",
       [](World& w) {
         w.submit({.user = "u1",
                   .provided = {{"email", kAda}, {"phone", "+33612345678"}},
                   .consents = {{"tips", {"sms"}}}});
       },
       "Start", "deny consent_missing"},
      {"upstream asserted the address",
       [](World& w) {
         w.identify("u1", {{"email", kAda}});
       },
       "Start", "deny not_provided_by_contact,consent_missing"},
      {"a third party asserted the address",
       [](World& w) {
         w.identify("u1", {{"email", kAda}}, "broker");
       },
       "Start", "deny not_provided_by_contact,consent_missing"},
      {"a third party sent a form",
       [](World& w) {
         w.submit({.user = "u1", .provided = {{"email", kAda}}, .as = "partner"});
       },
       "Start", "deny not_provided_by_contact,consent_missing"},
      {"a third party sent a form with consent, which is refused whole",
       [](World& w) {
         Reply refused = w.submit({.user = "u1",
                                   .provided = {{"email", kAda}},
                                   .consents = {{"tips", {"email"}}},
                                   .as = "partner"});
         EXPECT_EQ(refused.status, 403U) << refused.text;
       },
       "Start", "deny no_address"},
      {"withdrew", [](World& w) { w.invite("u1", kAda), w.withdraw(R"({"userId":"u1"})"); }, "Start",
       "deny consent_withdrawn"},
  };
}

std::vector<Row> later_rows() {
  return {
      {"withdrew, and a second contact agreed with the same address",
       [](World& w) { w.invite("u2", kAda), w.invite("u1", kAda), w.withdraw(R"({"userId":"u2"})"); },
       "Start", "deny consent_withdrawn"},
      {"objected",
       [](World& w) { w.invite("u1", kAda), w.withdraw(R"({"userId":"u1","kind":"objection"})"); }, "Start",
       "deny objected,consent_withdrawn"},
      {"withdrew and came back",
       [](World& w) {
         w.invite("u1", kAda), w.withdraw(R"({"userId":"u1"})"), w.advance("1 hour"), w.invite("u1", kAda);
       },
       "Start", "allow"},
      {"the consent holds until its last day",
       [](World& w) { w.invite("u1", kAda, "brief"), w.advance("29 days"); }, "Brief", "allow"},
      {"the consent has expired", [](World& w) { w.invite("u1", kAda, "brief"), w.advance("30 days"); },
       "Brief", "deny consent_expired"},
      {"the notice is no longer in the policy for e-mail",
       [](World& w) {
         w.invite("u1", kAda);
         w.write("policy.yaml", policy_text("never", "[sms, social.line]"));
         EXPECT_EQ(w.reload().status, 200U);
       },
       "Start", "deny consent_invalidated"},
      {"another contact agreed with this address, this one did not",
       [](World& w) {
         w.invite("u2", kAda), w.identify("u1", {{"email", kAda}});
       },
       "Start", "deny not_provided_by_contact,consent_missing"},
      {"the consent of an old address does not move to a new one",
       [](World& w) {
         w.invite("u1", "old@acme.example"), w.advance("1 minute"),
             w.submit({.user = "u1", .provided = {{"email", kAda}}}),
             w.withdraw(R"({"address":"old@acme.example"})");
       },
       "Start", "deny consent_missing"},
      {"upstream repeats an address that the contact gave",
       [](World& w) {
         w.invite("u1", kAda), w.identify("u1", {{"email", kAda}}, "broker");
       },
       "Start", "allow"},
  };
}

std::vector<Row> rows() {
  std::vector<Row> all = first_rows();
  for (Row& row : later_rows()) all.push_back(std::move(row));
  return all;
}

TEST(InvitedOnly, TheGateSaysWhyAndNothingElseLeaves) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.what);
    World world;
    row.before(world);
    EXPECT_EQ(world.track("u1", row.event).status, 200U);
    EXPECT_EQ(world.verdict("u1"), row.verdict);
    EXPECT_EQ(world.knocks().size(), row.verdict == "allow" ? 1U : 0U);
  }
}

TEST(InvitedOnly, IsAskedAgainAtTheClaim) {
  World world;
  world.invite("u1", kAda, "brief");
  world.advance_to("2026-12-23T09:00:00Z");  // an hour before the consent ends
  world.pause(R"({"channel":"email"})");
  world.track("u1", "Brief");
  world.advance("2 hours");
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.decisions("u1"),
              ElementsAre("plan email defer channel_paused", "claim email deny consent_expired"));
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(InvitedOnly, OnlyTheChannelAgreedToIsUsed) {
  World world;
  world.submit({.user = "u1",
                .provided = {{"email", kAda}, {"phone", "+33612345678"}, {"social.line", "U4af4980629"}},
                .consents = {{"tips", {"social.line"}}}});
  world.track("u1", "Ladder");
  EXPECT_THAT(world.knocks(), ElementsAre("social.line U4af4980629 ladder"));
}

TEST(InvitedOnly, NoKeyOfAnyRoleTurnsANoIntoAYes) {
  World world;
  world.identify("u1", {{"email", kAda}});
  for (const char* key :
       {"website", "broker", "signup", "partner", "author", "reviewer", "admin", "operator"}) {
    world.track({.user = "u1", .name = "Start", .as = key});
    world.identify("u1", {{"email", kAda}, {"consent", true}}, key);
  }
  EXPECT_THAT(world.knocks(), IsEmpty());
}

}  // namespace
}  // namespace assent::engine
