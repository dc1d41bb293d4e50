#include "channels/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

using std::chrono::hours;

TEST(Gate, NamesTheEvidenceOfAnAllow) {
  World w;
  w.address.consents[0].evidence.credential = "signup-form";
  w.address.consents[0].evidence.notice_sha256[0] = 9;
  Decision d = w.decide();
  ASSERT_EQ(d.outcome, Outcome::allow);
  EXPECT_EQ(d.evidence.point_leaf, 7u);
  EXPECT_EQ(d.evidence.consent_leaf, 8u);
  EXPECT_EQ(d.evidence.notice, "tips-v1");
  EXPECT_EQ(d.evidence.notice_sha256[0], 9);
  EXPECT_EQ(d.evidence.credential, "signup-form");
  EXPECT_EQ(d.local_time, "2026-11-21T12:00 Europe/Paris");
}

TEST(Gate, NamesNoConsentWhereNoneIsInForce) {
  World w;
  w.address.stops = {{{}, {}, false, minute(20), 0}};
  Decision d = w.decide();
  EXPECT_EQ(d.evidence.point_leaf, 7u);
  EXPECT_EQ(d.evidence.consent_leaf, 0u);
  EXPECT_EQ(d.evidence.notice, "");
}

TEST(Gate, TellsNoLocalTimeWhereSeveralZonesAreMeant) {
  World w;
  w.ask.zones.push_back(*Zone::find("Asia/Bangkok"));
  EXPECT_EQ(w.decide().local_time, "");
}

TEST(Gate, AgreedToVoiceIsNotAgreedToSms) {
  World w;
  w.address.kind = *PointKind::parse("phone");
  w.address.consents[0].channel = channel("voice");
  w.ask.channel = channel("voice");
  EXPECT_EQ(w.decide().outcome, Outcome::allow);
  w.ask.channel = channel("sms");
  EXPECT_THAT(w.decide().reasons, testing::ElementsAre(Reason::consent_missing));
}

TEST(Gate, CapCountsContactAndAddressOnceEach) {
  World w;
  w.policy.cap = Cap{3, hours(24)};
  Claim both = w.claim(1, 10);
  w.person.claims = {both, w.claim(2, 9)};
  w.address.claims = {both};
  EXPECT_EQ(w.decide().outcome, Outcome::allow);  // two messages
  Claim of_bob = w.claim(3, 8);
  of_bob.contact = w.bob;
  w.address.claims.push_back(of_bob);
  EXPECT_THAT(w.decide().reasons, testing::ElementsAre(Reason::frequency_cap));
}

TEST(Gate, CapLooksAtASlidingWindow) {
  World w;
  w.policy.cap = Cap{1, hours(1)};
  w.person.claims = {w.claim(1, 60)};
  EXPECT_EQ(w.decide().outcome, Outcome::allow);
  w.person.claims[0].at += Millis(1);
  EXPECT_EQ(w.decide().outcome, Outcome::defer);  // a slot comes free in a moment
  EXPECT_EQ(w.decide().until, w.ask.now + Millis(1));
}

TEST(Gate, TheAskingMessageDoesNotCountAgainstItself) {
  World w;
  w.policy.cap = Cap{1, hours(1)};
  w.person.claims = {w.claim(100, 0)};
  EXPECT_EQ(w.decide().outcome, Outcome::allow);
  w.ask.message = MessageId();  // not planned yet: excludes nothing
  w.person.claims[0].message = MessageId();
  EXPECT_EQ(w.decide().outcome, Outcome::defer);
}

TEST(Gate, DefersUntilTheLatestKnownTimeOrUntilResumed) {
  World w;
  w.policy.quiet_hours = QuietHours{11 * 60, 14 * 60};
  Decision quiet = w.decide();
  EXPECT_EQ(quiet.until, at("2026-11-21T13:00:00Z"));
  w.ask.journey_paused = true;
  Decision paused = w.decide();
  EXPECT_EQ(paused.outcome, Outcome::defer);
  EXPECT_EQ(paused.until, std::nullopt);
  EXPECT_THAT(paused.reasons, testing::ElementsAre(Reason::quiet_hours, Reason::journey_paused));
}

TEST(Gate, FallsBackOnlyFromThePointOrChannel) {
  struct Row {
    Outcome outcome;
    std::vector<Reason> reasons;
    bool may;
  };
  const std::vector<Row> rows{
      {Outcome::allow, {}, false},
      {Outcome::deny, {Reason::no_address}, true},
      {Outcome::deny, {Reason::not_provided_by_contact, Reason::consent_missing}, true},
      {Outcome::deny, {Reason::consent_withdrawn, Reason::quiet_hours}, true},
      {Outcome::deny, {Reason::objected, Reason::consent_withdrawn}, false},
      {Outcome::deny, {Reason::frequency_cap}, false},
      {Outcome::deny, {Reason::no_address, Reason::held_out}, false},
      {Outcome::deny, {Reason::content_incomplete}, false},
      {Outcome::deny, {Reason::expired}, false},
      {Outcome::defer, {Reason::quiet_hours}, true},
      {Outcome::defer, {Reason::channel_unavailable}, true},
      {Outcome::defer, {Reason::quiet_hours, Reason::journey_paused}, false},
      {Outcome::defer, {Reason::channel_paused}, false},
  };
  for (const Row& row : rows) {
    Decision d;
    d.outcome = row.outcome;
    d.reasons = row.reasons;
    EXPECT_EQ(may_fall_back(d), row.may) << (row.reasons.empty() ? "allow" : name(row.reasons[0]));
  }
}

TEST(Gate, IntentIsOfTemplateAndOccasion) {
  EXPECT_EQ(intent_of("welcome", "e-1"), intent_of("welcome", "e-1"));
  EXPECT_NE(intent_of("welcome", "e-1"), intent_of("welcome", "e-2"));
  EXPECT_NE(intent_of("welcome", "e-1"), intent_of("welcom", "ee-1"));
}

}  // namespace
}  // namespace assent::channels
