// One thing wrong at a time, and what the gate says to it. Every reason has a row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

using enum Reason;

struct Row {
  std::string name;
  std::function<void(World&)> change;
  Outcome outcome;
  std::vector<Reason> reasons;
};

Stop stop_of(std::optional<std::string> by, std::optional<std::string> purpose, bool objection) {
  Stop stop{{}, std::move(purpose), objection, minute(30), 0};
  if (by) stop.channel = channel(*by);
  return stop;
}

void consent(World& w, ConsentAct act) {
  w.address.consents = {w.event(act, 10)};
}

const std::vector<Row> kRows{
    {"everything is well", [](World&) {}, Outcome::allow, {}},
    // About the person
    {"erased", [](World& w) { w.person.erased = true; }, Outcome::deny, {contact_erased}},
    {"the address was erased",
     [](World& w) {
       w.address.suppressions = {{SuppressionCause::erasure, minute(1)}};
     },
     Outcome::deny,
     {contact_erased}},
    {"restricted", [](World& w) { w.person.restricted = true; }, Outcome::deny, {processing_restricted}},
    {"objected",
     [](World& w) { w.person.stops = {stop_of({}, {}, true)}; },
     Outcome::deny,
     {objected, consent_withdrawn}},
    {"objected, on another channel",
     [](World& w) { w.address.stops = {stop_of("sms", {}, true)}; },
     Outcome::deny,
     {objected, consent_withdrawn}},
    {"objected and came back",
     [](World& w) {
       w.person.stops = {stop_of({}, {}, true)};
       w.address.consents.push_back(w.event(ConsentAct::given, 40));
     },
     Outcome::allow,
     {}},
    {"suppressed by an objection",
     [](World& w) {
       w.address.suppressions = {{SuppressionCause::objection, minute(1)}};
     },
     Outcome::deny,
     {objected}},
    {"in the control group", [](World& w) { w.ask.held_out = true; }, Outcome::deny, {held_out}},
    {"on a break",
     [](World& w) {
       w.person.pauses = {{{}, {}, minute(61)}};
     },
     Outcome::deny,
     {paused_by_contact}},
    {"a break of this purpose on this channel",
     [](World& w) {
       w.person.pauses = {{channel("email"), "tips", minute(61)}};
     },
     Outcome::deny,
     {paused_by_contact}},
    {"a break of other things",
     [](World& w) {
       w.person.pauses = {{channel("sms"), {}, minute(61)}, {{}, "offers", minute(61)}};
     },
     Outcome::allow,
     {}},
    {"a break that ends now",
     [](World& w) {
       w.person.pauses = {{{}, {}, minute(60)}};
     },
     Outcome::allow,
     {}},
    {"the same intent reached the contact",
     [](World& w) {
       Claim c = w.claim(1, 60 * 24 * 90);
       c.intent = w.ask.intent;
       w.person.claims = {c};
     },
     Outcome::deny,
     {already_reached}},
    {"the same intent reached another contact at this address",
     [](World& w) {
       Claim c = w.claim(1, 5);
       c.intent = w.ask.intent;
       c.contact = w.bob;
       w.address.claims = {c};
     },
     Outcome::deny,
     {already_reached}},
    {"the same intent is this message's own claim",
     [](World& w) {
       Claim c = w.claim(100, 0);
       c.intent = w.ask.intent;
       w.person.claims = {c};
       w.address.claims = {c};
     },
     Outcome::allow,
     {}},
    {"the same template from another journey a moment less than 7 days ago",
     [](World& w) {
       Claim c = w.claim(1, 60 * 24 * 7);
       c.at += Millis(1);
       c.template_name = "welcome";
       w.person.claims = {c};
     },
     Outcome::deny,
     {already_reached}},
    {"the same template from another journey 7 days ago",
     [](World& w) {
       Claim c = w.claim(1, 60 * 24 * 7);
       c.template_name = "welcome";
       w.person.claims = {c};
     },
     Outcome::allow,
     {}},
    {"the same template from the same journey for another occasion",
     [](World& w) {
       Claim c = w.claim(1, 5);
       c.template_name = "welcome";
       c.journey = "trial";
       w.person.claims = {c};
     },
     Outcome::allow,
     {}},
    {"the cap of the policy is used up",
     [](World& w) {
       w.policy.cap = Cap{2, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30), w.claim(2, 20)};
     },
     Outcome::deny,
     {frequency_cap}},
    {"the cap of the journey is used up",
     [](World& w) {
       w.ask.journey_cap = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
       w.person.claims[0].journey = "trial";
     },
     Outcome::deny,
     {frequency_cap}},
    {"another journey's message does not use up the journey's cap",
     [](World& w) {
       w.ask.journey_cap = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
     },
     Outcome::allow,
     {}},
    // About the point
    {"provided by a third party",
     [](World& w) { w.address.holders[0].provided_by = ProvidedBy::third_party; },
     Outcome::deny,
     {not_provided_by_contact}},
    {"provided by the operator",
     [](World& w) { w.address.holders[0].provided_by = ProvidedBy::upstream; },
     Outcome::deny,
     {not_provided_by_contact}},
    {"provided by an import",
     [](World& w) { w.address.holders[0].provided_by = ProvidedBy::import; },
     Outcome::deny,
     {not_provided_by_contact}},
    {"no credential vouches for the point",
     [](World& w) { w.address.holders[0].credential.clear(); },
     Outcome::deny,
     {not_provided_by_contact}},
    {"held by another contact only",
     [](World& w) { w.address.holders[0].contact = w.bob; },
     Outcome::deny,
     {not_provided_by_contact}},
    {"bounced",
     [](World& w) {
       w.address.suppressions = {{SuppressionCause::bounce, minute(1)}};
     },
     Outcome::deny,
     {suppressed_bounce}},
    {"complained",
     [](World& w) {
       w.address.suppressions = {{SuppressionCause::complaint, minute(1)}};
     },
     Outcome::deny,
     {suppressed_complaint}},
    {"an unclear reply waits", [](World& w) { w.address.paused = true; }, Outcome::deny, {address_paused}},
    {"the point is not one of the channel",
     [](World& w) { w.ask.channel = channel("sms"); },
     Outcome::deny,
     {no_address}},
    {"never agreed", [](World& w) { w.address.consents.clear(); }, Outcome::deny, {consent_missing}},
    {"another contact agreed",
     [](World& w) { w.address.consents[0].contact = w.bob; },
     Outcome::deny,
     {consent_missing}},
    {"asked", [](World& w) { consent(w, ConsentAct::requested); }, Outcome::deny, {consent_pending}},
    {"said no", [](World& w) { consent(w, ConsentAct::refused); }, Outcome::deny, {consent_refused}},
    {"withdrew", [](World& w) { consent(w, ConsentAct::withdrawn); }, Outcome::deny, {consent_withdrawn}},
    {"withdrew on the contact, everything",
     [](World& w) { w.person.stops = {stop_of({}, {}, false)}; },
     Outcome::deny,
     {consent_withdrawn}},
    {"withdrew on the address",
     [](World& w) { w.address.stops = {stop_of("email", "tips", false)}; },
     Outcome::deny,
     {consent_withdrawn}},
    {"withdrew another purpose",
     [](World& w) { w.address.stops = {stop_of("email", "offers", false)}; },
     Outcome::allow,
     {}},
    {"ran out by an act",
     [](World& w) { consent(w, ConsentAct::expired); },
     Outcome::deny,
     {consent_expired}},
    {"ran out by its date",
     [](World& w) { w.address.consents[0].expires_at = minute(60); },
     Outcome::deny,
     {consent_expired}},
    {"ran out by the policy as it is now",
     [](World& w) { w.policy.purposes["tips"].consent_expires = std::chrono::minutes(60); },
     Outcome::deny,
     {consent_expired}},
    {"the policy lets it hold a moment longer",
     [](World& w) { w.policy.purposes["tips"].consent_expires = std::chrono::minutes(61); },
     Outcome::allow,
     {}},
    {"invalidated",
     [](World& w) { consent(w, ConsentAct::invalidated); },
     Outcome::deny,
     {consent_invalidated}},
    {"revoked", [](World& w) { consent(w, ConsentAct::revoked); }, Outcome::deny, {consent_invalidated}},
    {"the notice does not cover the channel",
     [](World& w) {
       w.policy.notices["tips-v1"].covers = {{"tips", {channel("sms")}}};
     },
     Outcome::deny,
     {consent_invalidated}},
    {"the notice is not in the policy",
     [](World& w) { w.policy.notices.clear(); },
     Outcome::deny,
     {consent_invalidated}},
    {"no credential vouches for the consent",
     [](World& w) { w.address.consents[0].evidence.credential.clear(); },
     Outcome::deny,
     {consent_invalidated}},
    {"quiet hours, and nobody knows where",
     [](World& w) {
       w.policy.quiet_hours = QuietHours{21 * 60, 8 * 60};
       w.ask.zones.clear();
     },
     Outcome::deny,
     {time_zone_unknown}},
    {"quiet hours that leave no hour common to all zones",
     [](World& w) {
       w.policy.quiet_hours = QuietHours{12 * 60, 11 * 60};
       w.ask.zones = {*Zone::find("Asia/Bangkok"), *Zone::find("America/Los_Angeles")};
     },
     Outcome::deny,
     {time_zone_unknown}},
    {"nobody knows where, and no hour is quiet", [](World& w) { w.ask.zones.clear(); }, Outcome::allow, {}},
    // About the message
    {"needs data that it may not use",
     [](World& w) {
       w.ask.content = {false, false, "contact.company"};
     },
     Outcome::deny,
     {data_not_permitted, content_incomplete}},
    {"lacks a value",
     [](World& w) {
       w.ask.content = {false, true, "contact.company"};
     },
     Outcome::deny,
     {content_incomplete}},
    {"too late", [](World& w) { w.ask.expires_at = w.ask.now; }, Outcome::deny, {expired}},
    {"the policy wants a double opt-in, and the consent is not confirmed",
     [](World& w) { w.policy.purposes["tips"].double_opt_in = {channel("email")}; },
     Outcome::deny,
     {double_opt_in_missing}},
    {"the policy wants a double opt-in on another channel",
     [](World& w) { w.policy.purposes["tips"].double_opt_in = {channel("sms")}; },
     Outcome::allow,
     {}},
    {"confirmed as the policy wants it",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       w.address.consents.push_back(w.event(ConsentAct::confirmed, 5));
     },
     Outcome::allow,
     {}},
    {"confirmed, and the form was sent again",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       w.address.consents.push_back(w.event(ConsentAct::confirmed, 5));
       w.address.consents.push_back(w.event(ConsentAct::given, 20));
     },
     Outcome::allow,
     {}},
    {"confirmed, stopped, and agreed again without confirming",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       w.address.consents.push_back(w.event(ConsentAct::confirmed, 5));
       w.address.consents.push_back(w.event(ConsentAct::withdrawn, 10));
       w.address.consents.push_back(w.event(ConsentAct::given, 20));
     },
     Outcome::deny,
     {double_opt_in_missing}},
    {"another contact at the address confirmed",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       w.address.consents.push_back(w.event(ConsentAct::confirmed, 5));
       w.address.consents.back().contact = w.bob;
     },
     Outcome::deny,
     {double_opt_in_missing}},
    {"another purpose was confirmed",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       w.address.consents.push_back(w.event(ConsentAct::confirmed, 5));
       w.address.consents.back().purpose = "offers";
     },
     Outcome::deny,
     {double_opt_in_missing}},
    {"asked to confirm, not confirmed yet",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       consent(w, ConsentAct::requested);
     },
     Outcome::deny,
     {consent_pending, double_opt_in_missing}},
    {"a double opt-in is wanted where there is no consent at all",
     [](World& w) {
       w.policy.purposes["tips"].double_opt_in = {channel("email")};
       w.address.consents.clear();
     },
     Outcome::deny,
     {consent_missing}},
    // Deferring
    {"the contact's own quiet hours",
     [](World& w) {
       w.person.own_quiet_hours = QuietHours{12 * 60, 13 * 60};
     },
     Outcome::defer,
     {quiet_hours}},
    {"the contact's own quiet hours, and nobody knows where",
     [](World& w) {
       w.person.own_quiet_hours = QuietHours{12 * 60, 13 * 60};
       w.ask.zones.clear();
     },
     Outcome::deny,
     {time_zone_unknown}},
    {"the contact's own quiet hours do not replace the policy's",
     [](World& w) {
       w.policy.quiet_hours = QuietHours{12 * 60, 13 * 60};
       w.person.own_quiet_hours = QuietHours{20 * 60, 21 * 60};
     },
     Outcome::defer,
     {quiet_hours}},
    {"the contact's pace is used up",
     [](World& w) {
       w.person.pace = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
     },
     Outcome::defer,
     {pace}},
    {"the contact's pace is used up by a message to another contact at this address",
     [](World& w) {
       w.person.pace = Cap{1, std::chrono::hours(24)};
       w.address.claims = {w.claim(1, 30)};
       w.address.claims[0].contact = w.bob;
     },
     Outcome::defer,
     {pace}},
    {"the contact's pace has a slot",
     [](World& w) {
       w.person.pace = Cap{2, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30), w.claim(2, 24 * 60)};
     },
     Outcome::allow,
     {}},
    {"the message's own claim is not counted against the contact's pace",
     [](World& w) {
       w.person.pace = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(100, 0)};
     },
     Outcome::allow,
     {}},
    {"quiet hours",
     [](World& w) {
       w.policy.quiet_hours = QuietHours{12 * 60, 13 * 60};
     },
     Outcome::defer,
     {quiet_hours}},
    {"quiet hours that begin later",
     [](World& w) {
       w.policy.quiet_hours = QuietHours{12 * 60 + 1, 13 * 60};
     },
     Outcome::allow,
     {}},
    {"quiet hours that end now",
     [](World& w) {
       w.policy.quiet_hours = QuietHours{11 * 60, 12 * 60};
     },
     Outcome::allow,
     {}},
    {"the channel is down",
     [](World& w) { w.ask.channel_available = false; },
     Outcome::defer,
     {channel_unavailable}},
    {"the journey is paused",
     [](World& w) { w.ask.journey_paused = true; },
     Outcome::defer,
     {journey_paused}},
    {"the channel is paused",
     [](World& w) { w.ask.channel_paused = true; },
     Outcome::defer,
     {channel_paused}},
    // All reasons, in their order; deny beats defer
    {"several at once",
     [](World& w) {
       w.ask.channel_paused = true;
       w.address.paused = true;
       w.person.restricted = true;
       w.address.holders[0].provided_by = ProvidedBy::third_party;
       w.address.consents.clear();
     },
     Outcome::deny,
     {processing_restricted, not_provided_by_contact, address_paused, consent_missing, channel_paused}},
};

TEST(GateTable, SaysWhatTheRowSays) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    World w;
    row.change(w);
    Decision d = w.decide();
    EXPECT_EQ(name(d.outcome), name(row.outcome));
    EXPECT_THAT(d.reasons, testing::ElementsAreArray(row.reasons));
  }
}

// What the defers wait for, in minutes of the test's clock; the row's `now` is minute 60.
TEST(GateTable, SaysUntilWhen) {
  struct Until {
    std::string name;
    std::function<void(World&)> change;
    std::int64_t minute;
  };
  const std::vector<Until> rows{
      {"a pace waits for the oldest to leave the window",
       [](World& w) {
         w.person.pace = Cap{2, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 90), w.claim(2, 30)};
       },
       60 - 90 + 120},
      {"a pace slower than what was had waits for the one that makes room",
       [](World& w) {
         w.person.pace = Cap{1, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 90), w.claim(2, 30)};
       },
       60 - 30 + 120},
      {"one claim remembered of contact and address is one",
       [](World& w) {
         w.person.pace = Cap{2, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 90), w.claim(2, 30)};
         w.address.claims = w.person.claims;
       },
       60 - 90 + 120},
      {"own quiet hours end, those of the policy later",
       [](World& w) {  // 12:00 in Paris
         w.policy.quiet_hours = QuietHours{11 * 60, 14 * 60};
         w.person.own_quiet_hours = QuietHours{11 * 60, 13 * 60};
       },
       60 + 120},
      {"the policy's quiet hours end when the contact's own begin",
       [](World& w) {
         w.policy.quiet_hours = QuietHours{11 * 60, 14 * 60};
         w.person.own_quiet_hours = QuietHours{14 * 60, 15 * 60};
       },
       60 + 180},
      {"the latest of several",
       [](World& w) {
         w.person.pace = Cap{1, std::chrono::hours(2)};
         w.person.claims = {w.claim(1, 30)};
         w.person.own_quiet_hours = QuietHours{11 * 60, 13 * 60};
       },
       60 - 30 + 120},
  };
  for (const Until& row : rows) {
    SCOPED_TRACE(row.name);
    World w;
    row.change(w);
    Decision d = w.decide();
    EXPECT_EQ(d.outcome, Outcome::defer);
    ASSERT_TRUE(d.until);
    EXPECT_EQ(format_rfc3339(*d.until), format_rfc3339(minute(row.minute)));
  }
}

TEST(GateTable, EveryReasonHasARow) {
  std::set<Reason> seen;
  for (const Row& row : kRows) seen.insert(row.reasons.begin(), row.reasons.end());
  seen.insert(contact_unknown);  // without a contact there is no world to change
  EXPECT_EQ(seen.size(), kReasons.size());
}

TEST(GateTable, EveryDecisionShowsEveryCheckInOrder) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    World w;
    row.change(w);
    Decision d = w.decide();
    ASSERT_EQ(d.checks.size(), kReasons.size());
    std::vector<Reason> failed;
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
      EXPECT_EQ(d.checks[i].check, kReasons[i]);
      if (d.checks[i].result == CheckResult::fail) failed.push_back(kReasons[i]);
      EXPECT_TRUE(d.checks[i].result != CheckResult::skip || !d.checks[i].detail.empty())
          << name(kReasons[i]);
    }
    EXPECT_EQ(failed, d.reasons);
    EXPECT_EQ(d.reasons.empty(), d.outcome == Outcome::allow);
    EXPECT_TRUE(!d.until || d.outcome == Outcome::defer);
  }
}

TEST(GateTable, WithoutAContactNobodyIsWrittenTo) {
  World w;
  w.ask.address = &w.address;
  Decision d = decide(w.ask, w.policy);
  EXPECT_EQ(d.outcome, Outcome::deny);
  EXPECT_THAT(d.reasons, testing::ElementsAre(contact_unknown));
}

TEST(GateTable, WithoutAnAddressNobodyIsWrittenTo) {
  World w;
  w.ask.person = &w.person;
  w.ask.channel = channel("voice");
  Decision d = decide(w.ask, w.policy);
  EXPECT_EQ(d.outcome, Outcome::deny);
  EXPECT_THAT(d.reasons, testing::ElementsAre(no_address));
  EXPECT_EQ(d.evidence.point_leaf, 0u);
}

TEST(GateTable, EveryReasonHasANameASentenceAndAFamily) {
  std::set<std::string_view> names;
  for (Reason r : kReasons) {
    EXPECT_EQ(parse_reason(name(r)), r);
    EXPECT_FALSE(sentence(r).empty()) << name(r);
    names.insert(name(r));
  }
  EXPECT_EQ(names.size(), kReasons.size());
  EXPECT_EQ(parse_reason("because"), std::nullopt);
  EXPECT_EQ(about(frequency_cap), About::person);
  EXPECT_EQ(about(no_address), About::point);
  EXPECT_EQ(about(time_zone_unknown), About::point);
  EXPECT_EQ(about(data_not_permitted), About::message);
  EXPECT_EQ(about(expired), About::message);
  EXPECT_EQ(about(quiet_hours), About::deferring);
  EXPECT_EQ(about(channel_paused), About::deferring);
}

}  // namespace
}  // namespace assent::channels
