// P5, on the record first: for everything at a sink the log holds allow, claim and outcome in that order,
// with the consent they stand on; and no leaf holds a word by which a person could be known.
#include <map>
#include <string>

#include "storage/entity_codec.h"
#include "storage/layout.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using storage::Leaf;
using storage::LeafType;
using testing::HasSubstr;
using testing::Not;

// Some of everything: sent, denied, deferred, stopped, fallen back, paused.
void live(World& world) {
  world.submit({.user = "customer-zoe",
                .provided = {{"email", "ada.lovelace@acme.example"}, {"phone", "+33612345678"}},
                .consents = {{"tips", {"email", "sms"}}, {"news", {"email"}}},
                .traits = {{"first_name", "Augusta"}, {"timezone", "Europe/London"}}});
  world.submit({.user = "customer-max",
                .provided = {{"social.line", "U4af4980629"}},
                .consents = {{"tips", {"social.line"}}}});
  world.identify("customer-ugo", {{"email", "bob.bought@acme.example"}, {"plan", "pro"}});
  world.track({.name = "Login", .anonymous = "cookie-of-ugo"});
  for (const char* user : {"customer-zoe", "customer-max", "customer-ugo"}) {
    for (const char* event : {"Start", "Ladder", "News", "Nap", "Twin"}) world.track(user, event);
  }
  world.advance("12 hours");
  world.track({.user = "customer-zoe", .name = "Order", .properties = {{"order", "secret-order-99"}}});
  world.advance("1 day");
  world.withdraw(
      R"({"userId":"customer-zoe","channel":"email","verbatim":"leave me alone","method":"reply"})");
  world.track("customer-zoe", "Ladder");
  world.advance("2 days");
}

std::map<std::string, storage::Message> messages_of(World& world) {
  std::map<std::string, storage::Message> found;
  for (const Knock& knock : world.sinks()) {
    auto bytes = world.engine().store().get(storage::Space::state,
                                            storage::layout::message(*MessageId::parse(knock.message)));
    found[knock.message] = storage::decode_message(*bytes.value()).value();
  }
  return found;
}

const Leaf* only(const std::vector<Leaf>& all, LeafType type, MessageRef message) {
  const Leaf* found = nullptr;
  for (const Leaf& leaf : all) {
    if (leaf.type != type || leaf.message_ref != message) continue;
    EXPECT_EQ(found, nullptr) << "twice in the log";
    found = &leaf;
  }
  return found;
}

TEST(OnTheRecord, EverythingAtASinkHasItsAllowItsClaimAndItsOutcomeInThisOrder) {
  World world;
  live(world);
  std::vector<Leaf> all = world.leaves();
  auto messages = messages_of(world);
  EXPECT_GE(messages.size(), 5U);
  for (const auto& [id, message] : messages) {
    SCOPED_TRACE(id + " " + message.template_name);
    const Leaf* claim = only(all, LeafType::claim, message.ref);
    const Leaf* outcome = only(all, LeafType::outcome, message.ref);
    ASSERT_NE(claim, nullptr);
    ASSERT_NE(outcome, nullptr);
    ASSERT_TRUE(claim->allow_seq && claim->consent_seq);
    const Leaf& allow = all.at(*claim->allow_seq);
    const Leaf& consent = all.at(*claim->consent_seq);
    EXPECT_LT(allow.seq, claim->seq);
    EXPECT_LT(claim->seq, outcome->seq);
    EXPECT_EQ(outcome->outcome, "accepted");
    EXPECT_EQ(allow.type, LeafType::decision);
    EXPECT_EQ(allow.outcome, "allow");
    EXPECT_EQ(allow.message_ref, message.ref);
    EXPECT_EQ(allow.input_seq, claim->input_seq) << "the allow of the claim, not the plan's";
    EXPECT_EQ(allow.consent_seq, claim->consent_seq);
    EXPECT_EQ(consent.type, LeafType::submission);
    EXPECT_EQ(consent.outcome, "given");
    EXPECT_EQ(consent.subject_ref, claim->subject_ref);
    EXPECT_EQ(consent.point_ref, claim->point_ref);
    EXPECT_EQ(consent.channel, claim->channel);
    EXPECT_EQ(consent.purpose, claim->purpose);
    EXPECT_TRUE(claim->journey_sha256 && claim->policy_sha256 && claim->notice_sha256);
  }
}

TEST(OnTheRecord, EveryClaimHasItsMessageAtASinkOrItsOutcomeSaysWhy) {
  World world;
  live(world);
  std::size_t claims = 0;
  for (const Leaf& leaf : world.leaves()) claims += leaf.type == LeafType::claim ? 1U : 0U;
  EXPECT_EQ(claims, world.sinks().size());
}

TEST(OnTheRecord, LeavesHoldPseudonymsAndNothingElse) {
  World world;
  live(world);
  std::string all;
  for (const Leaf& leaf : world.leaves()) all += leaf.canonical() + "\n";
  for (const char* word :
       {"customer",     "zoe",     "max",     "ugo",     "cookie",    "lovelace", "bought",   "acme",
        "+336",         "U4af",    "Augusta", "London",  "203.0.113", "Firefox",  "leave me", "reply",
        "secret-order", "welcome", "signup",  "website", "c_",        "m_",       "a_"}) {
    EXPECT_THAT(all, Not(HasSubstr(word)));
  }
}

TEST(OnTheRecord, OnePseudonymForAnAddressWhoeverHoldsIt) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.invite("u2", "ada@acme.example");
  std::vector<Leaf> given;
  for (const Leaf& leaf : world.leaves()) {
    if (leaf.outcome == "given") given.push_back(leaf);
  }
  ASSERT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0].point_ref, given[1].point_ref);
  EXPECT_NE(given[0].subject_ref, given[1].subject_ref);
}

TEST(OnTheRecord, ADeferIsRecordedWhenItChangesAndNotAtEachLook) {
  World world({.clock = "2026-11-23T21:00:00Z"});
  world.invite("u1", "ada@acme.example");
  world.track("u1", "Start");
  for (int i = 0; i < 8; ++i) world.advance("1 hour");
  EXPECT_THAT(world.decisions("u1"), testing::ElementsAre("plan email defer quiet_hours"));
  world.advance("3 hours");
  EXPECT_EQ(world.verdict("u1"), "allow");
}

TEST(OnTheRecord, ALookThatFindsTheSameReasonsIsNoNews) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.pause();
  world.pause(R"({"journey":"start"})");
  world.track("u1", "Start");
  world.resume(R"({"journey":"start"})");  // asked again, and held by the other brake for the same reasons
  EXPECT_THAT(world.decisions("u1"), testing::ElementsAre("plan email defer journey_paused,channel_paused"));
}

TEST(OnTheRecord, AClaimNamesTheEngineThatMadeIt) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.track("u1", "Start");
  world.settle();
  world.restart();
  world.track({.user = "u1", .name = "Order", .properties = {{"order", 1}}});
  world.settle();
  std::map<std::string, std::uint64_t> epochs;
  for (const auto& [id, message] : messages_of(world)) epochs[message.template_name] = message.epoch;
  EXPECT_THAT(epochs, testing::ElementsAre(testing::Pair("order", 2U), testing::Pair("welcome", 1U)));
}

TEST(OnTheRecord, ADecisionNamesEveryCheckAndItsEvidence) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.track("u1", "Start");
  world.settle();
  Reply list = world.call("GET", "/v1/decisions", "", "reviewer", {{"outcome", "allow"}});
  json::object first = list.body.at("decisions").as_array().at(0).as_object();
  EXPECT_EQ(first.at("checks").as_array().size(), std::size(channels::kReasons));
  EXPECT_EQ(first.at("evidence").at("notice"), json::value("all"));
  EXPECT_EQ(first.at("evidence").at("credential"), json::value("signup"));
  EXPECT_EQ(first.at("userId"), json::value("u1"));
  Reply alone = world.call("GET", "/v1/decisions/" + std::string(first.at("id").as_string()), "", "reviewer");
  EXPECT_EQ(alone.body, first);
  EXPECT_EQ(world.call("GET", "/v1/decisions/d_999999", "", "reviewer").status, 404U);
}

}  // namespace
}  // namespace assent::engine
