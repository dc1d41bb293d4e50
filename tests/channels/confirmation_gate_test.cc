// The gate of the two messages that need no consent: every question it asks has a row in which it says no.
#include "channels/confirmation_gate.h"

#include <gmock/gmock.h>

#include <functional>

#include "base/limits.h"
#include "channels/approved.h"
#include "tests/channels/world.h"

namespace assent::channels {
namespace {

using enum Reason;
using testing::IsEmpty;

// Ada gave her address at minute 0 and asked for tips by e-mail; the request is judged at minute 60.
struct Scene {
  World world;
  ServiceAsk ask;

  Scene() {
    world.address.consents = {world.event(ConsentAct::requested, 0)};
    ask.service = Service::confirmation;
    ask.person = &world.person;
    ask.address = &world.address;
    ask.channel = channel("email");
    ask.scope = {{channel("email"), "tips"}};
    ask.message = MessageId::from(bytes_of(100));
    ask.requested_at = minute(0);
    ask.now = minute(60);
    ask.expires_at = minute(60 * 24);
  }
  void suppress(SuppressionCause cause, std::int64_t at_minute) {
    world.address.suppressions.push_back({cause, minute(at_minute)});
  }
  void stop(std::int64_t at_minute, bool objection = false) {
    Stop s;
    s.objection = objection;
    s.recorded_at = minute(at_minute);
    world.address.stops.push_back(s);
  }
  void asked(std::uint8_t message, std::int64_t at_minute, Service service = Service::confirmation) {
    world.address.asked.push_back({service, MessageId::from(bytes_of(message)), minute(at_minute)});
  }
};

struct Row {
  const char* what;
  std::function<void(Scene&)> change;
  std::vector<Reason> reasons;
};

const Row kConfirmation[] = {
    {"an address just provided", [](Scene&) {}, {}},
    {"nobody", [](Scene& s) { s.ask.person = nullptr; }, {contact_unknown, not_provided_by_contact}},
    {"no address", [](Scene& s) { s.ask.address = nullptr; }, {no_address}},
    {"an address of another channel", [](Scene& s) { s.ask.channel = channel("sms"); }, {no_address}},
    {"an address somebody else holds",
     [](Scene& s) { s.world.address.holders = {s.world.point(s.world.bob)}; },
     {not_provided_by_contact}},
    {"an address from the operator",
     [](Scene& s) { s.world.address.holders = {s.world.point(s.world.ada, ProvidedBy::upstream)}; },
     {not_provided_by_contact}},
    {"an address that was bought",
     [](Scene& s) { s.world.address.holders = {s.world.point(s.world.ada, ProvidedBy::third_party)}; },
     {not_provided_by_contact}},
    {"an imported one",
     [](Scene& s) { s.world.address.holders = {s.world.point(s.world.ada, ProvidedBy::import)}; },
     {not_provided_by_contact}},
    {"one that no credential vouches for",
     [](Scene& s) { s.world.address.holders[0].credential.clear(); },
     {not_provided_by_contact}},
    {"restricted", [](Scene& s) { s.world.person.restricted = true; }, {processing_restricted}},
    {"an erased contact", [](Scene& s) { s.world.person.erased = true; }, {contact_erased}},
    {"an erased address",
     [](Scene& s) { s.suppress(SuppressionCause::erasure, 10); },
     {contact_erased, consent_missing}},
    {"erased at the same instant",
     [](Scene& s) { s.suppress(SuppressionCause::erasure, 0); },
     {contact_erased, consent_missing}},
    {"erased, and asked for anew since", [](Scene& s) { s.suppress(SuppressionCause::erasure, -1); }, {}},
    {"objected", [](Scene& s) { s.stop(10, true); }, {objected, consent_withdrawn}},
    {"objected, and asked for anew since", [](Scene& s) { s.stop(-10, true); }, {}},
    {"stopped since", [](Scene& s) { s.stop(10); }, {consent_withdrawn}},
    {"stopped at the same instant", [](Scene& s) { s.stop(0); }, {consent_withdrawn}},
    {"stopped before, and asked for anew", [](Scene& s) { s.stop(-10); }, {}},
    {"refused since",
     [](Scene& s) { s.world.address.consents.push_back(s.world.event(ConsentAct::refused, 10)); },
     {consent_refused}},
    {"ended since",
     [](Scene& s) { s.world.address.consents.push_back(s.world.event(ConsentAct::expired, 10)); },
     {consent_expired}},
    {"declared invalid since",
     [](Scene& s) { s.world.address.consents.push_back(s.world.event(ConsentAct::invalidated, 10)); },
     {consent_invalidated}},
    {"one of two purposes stopped",
     [](Scene& s) {
       Stop stop;
       stop.purpose = "tips";
       stop.recorded_at = minute(10);
       s.world.address.stops.push_back(stop);
       s.ask.scope.push_back({channel("email"), "news"});
     },
     {}},
    {"nothing to confirm", [](Scene& s) { s.ask.scope.clear(); }, {consent_missing}},
    {"bounced", [](Scene& s) { s.suppress(SuppressionCause::bounce, -100); }, {suppressed_bounce}},
    {"complained of",
     [](Scene& s) { s.suppress(SuppressionCause::complaint, -100); },
     {suppressed_complaint}},
    {"an unclear reply", [](Scene& s) { s.world.address.paused = true; }, {address_paused}},
    {"asked an hour ago", [](Scene& s) { s.asked(1, 0); }, {frequency_cap}},
    {"asked a day ago", [](Scene& s) { s.asked(1, 60 - 24 * 60); }, {}},
    {"asked a minute less than a day ago", [](Scene& s) { s.asked(1, 61 - 24 * 60); }, {frequency_cap}},
    {"another waits for its turn", [](Scene& s) { s.asked(1, 100); }, {frequency_cap}},
    {"asked by itself", [](Scene& s) { s.asked(100, 50); }, {}},
    {"access links do not count", [](Scene& s) { s.asked(1, 50, Service::access); }, {}},
    {"its form asked often", [](Scene& s) { s.ask.from_form = limits::confirmations_per_form - 1; }, {}},
    {"its form asked too often",
     [](Scene& s) { s.ask.from_form = limits::confirmations_per_form; },
     {frequency_cap}},
    {"its IP address asked too often",
     [](Scene& s) { s.ask.from_ip = limits::confirmations_per_ip; },
     {frequency_cap}},
    {"too late", [](Scene& s) { s.ask.now = s.ask.expires_at; }, {expired}},
    {"the channel stands still", [](Scene& s) { s.ask.channel_paused = true; }, {channel_paused}},
    {"quiet hours and caps are not its business",
     [](Scene& s) {
       s.world.policy.quiet_hours = QuietHours{0, 1439};
       s.world.policy.cap = Cap{0, std::chrono::hours(1)};
     },
     {}},
};

const Row kAccess[] = {
    {"a known point", [](Scene&) {}, {}},
    {"stopped", [](Scene& s) { s.stop(10); }, {}},
    {"objected", [](Scene& s) { s.stop(10, true); }, {}},
    {"restricted", [](Scene& s) { s.world.person.restricted = true; }, {}},
    {"complained of", [](Scene& s) { s.suppress(SuppressionCause::complaint, 10); }, {suppressed_complaint}},
    {"bounced", [](Scene& s) { s.suppress(SuppressionCause::bounce, 10); }, {suppressed_bounce}},
    {"erased", [](Scene& s) { s.suppress(SuppressionCause::erasure, -10); }, {contact_erased}},
    {"bought",
     [](Scene& s) { s.world.address.holders = {s.world.point(s.world.ada, ProvidedBy::third_party)}; },
     {not_provided_by_contact}},
    {"two today",
     [](Scene& s) {
       s.asked(1, 1, Service::access);
       s.asked(2, 2, Service::access);
       s.asked(3, 3);
     },
     {}},
    {"three today",
     [](Scene& s) {
       s.asked(1, 1, Service::access);
       s.asked(2, 2, Service::access);
       s.asked(3, 3, Service::access);
     },
     {frequency_cap}},
    {"three, the first a day ago",
     [](Scene& s) {
       s.asked(1, 60 - 24 * 60, Service::access);
       s.asked(2, 2, Service::access);
       s.asked(3, 3, Service::access);
     },
     {}},
};

class OpenFence final : public Fence {
 public:
  bool begin(MessageId) override { return true; }
};

void expect(const Row& row, Service service) {
  SCOPED_TRACE(row.what);
  Scene scene;
  scene.ask.service = service;
  if (service == Service::access) scene.ask.scope.clear();
  row.change(scene);
  scene.ask.stage = Stage::claim;
  bool waiting = std::string_view(row.what) == "another waits for its turn";
  if (waiting) scene.ask.stage = Stage::plan;
  Decision d = decide_service(scene.ask);
  EXPECT_EQ(d.reasons, row.reasons);
  EXPECT_EQ(d.outcome == Outcome::allow, row.reasons.empty());
  EXPECT_EQ(d.checks.size(), kReasons.size()) << "every check is reported";
  OpenFence fence;
  EXPECT_EQ(approve(d, scene.ask.stage, Letter{}, scene.ask.now, fence).has_value(),
            row.reasons.empty() && !waiting);
}

TEST(ConfirmationGate, SaysNoForEachReason) {
  for (const Row& row : kConfirmation) expect(row, Service::confirmation);
}

TEST(ConfirmationGate, AnAccessLinkIsAskedLess) {
  for (const Row& row : kAccess) expect(row, Service::access);
}

TEST(ConfirmationGate, TheSecondOfADayWaitsForItsTurnAndTheThirdIsNotTakenOn) {
  Scene scene;
  scene.asked(1, 0);
  Decision second = decide_service(scene.ask);
  EXPECT_EQ(second.outcome, Outcome::defer);
  EXPECT_EQ(second.until, minute(24 * 60));
  scene.asked(100, 24 * 60);  // it waits
  scene.ask.message = MessageId::from(bytes_of(101));
  EXPECT_EQ(decide_service(scene.ask).outcome, Outcome::deny);
  scene.ask.message = MessageId::from(bytes_of(100));
  scene.ask.stage = Stage::claim;
  scene.ask.now = minute(24 * 60);
  scene.ask.expires_at = minute(24 * 60 * 3);
  EXPECT_EQ(decide_service(scene.ask).outcome, Outcome::allow);
}

struct Lifted {
  SuppressionCause cause;
  Lifting event;
  bool lifted;
};

// design.md, section 4: hard bounce by a new inbound message; complaint by the person's own new, confirmed
// submission; objection and erasure by a confirmed double opt-in.
const Lifted kLifted[] = {
    {SuppressionCause::bounce, Lifting::submission, false},
    {SuppressionCause::bounce, Lifting::inbound, true},
    {SuppressionCause::bounce, Lifting::authenticated_inbound, true},
    {SuppressionCause::bounce, Lifting::inbound_opt_in, true},
    {SuppressionCause::bounce, Lifting::confirmation, false},
    {SuppressionCause::complaint, Lifting::submission, false},
    {SuppressionCause::complaint, Lifting::inbound, false},
    {SuppressionCause::complaint, Lifting::authenticated_inbound, false},
    {SuppressionCause::complaint, Lifting::inbound_opt_in, true},
    {SuppressionCause::complaint, Lifting::confirmation, true},
    {SuppressionCause::objection, Lifting::submission, false},
    {SuppressionCause::objection, Lifting::inbound, false},
    {SuppressionCause::objection, Lifting::authenticated_inbound, false},
    {SuppressionCause::objection, Lifting::inbound_opt_in, false},
    {SuppressionCause::objection, Lifting::confirmation, true},
    {SuppressionCause::erasure, Lifting::submission, false},
    {SuppressionCause::erasure, Lifting::inbound, false},
    {SuppressionCause::erasure, Lifting::authenticated_inbound, false},
    {SuppressionCause::erasure, Lifting::inbound_opt_in, false},
    {SuppressionCause::erasure, Lifting::confirmation, true},
};

TEST(Suppressions, EndByWhatHappenedAndByNothingElse) {
  for (const Lifted& row : kLifted) {
    EXPECT_EQ(lifts(row.event, row.cause), row.lifted) << name(row.cause) << " by " << name(row.event);
  }
}

}  // namespace
}  // namespace assent::channels
