// What speaks against a message about the person, one thing at a time.
#include "tests/channels/gate_rows.h"

namespace assent::channels {

using enum Reason;

const std::vector<Row> kRowsAboutThePerson{
    {"everything is well", [](World&) {}, Outcome::allow, {}},
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
     Outcome::defer,
     {frequency_cap}},
    {"the cap of the journey is used up",
     [](World& w) {
       w.ask.journey_cap = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
       w.person.claims[0].journey = "trial";
     },
     Outcome::defer,
     {frequency_cap}},
    {"no slot of the cap comes free before the message expires",
     [](World& w) {
       w.policy.cap = Cap{1, std::chrono::hours(24 * 7)};
       w.person.claims = {w.claim(1, 30)};
     },
     Outcome::deny,
     {frequency_cap}},
    {"a slot that comes free when the message expires is none",
     [](World& w) {
       w.policy.cap = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
       w.ask.expires_at = w.person.claims[0].at + std::chrono::hours(24);
     },
     Outcome::deny,
     {frequency_cap}},
    {"the last slot is kept for a message of higher priority",
     [](World& w) {
       w.policy.cap = Cap{2, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
       w.ask.ahead = {{channel("sms"), "offers", "other"}};
     },
     Outcome::defer,
     {frequency_cap}},
    {"there is a slot for both",
     [](World& w) {
       w.policy.cap = Cap{3, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
       w.ask.ahead = {{channel("sms"), "offers", "other"}};
     },
     Outcome::allow,
     {}},
    {"nobody goes first where no cap is set",
     [](World& w) {
       w.ask.ahead = {{channel("sms"), "offers", "other"}};
     },
     Outcome::allow,
     {}},
    {"another journey's message does not use up the journey's cap",
     [](World& w) {
       w.ask.journey_cap = Cap{1, std::chrono::hours(24)};
       w.person.claims = {w.claim(1, 30)};
     },
     Outcome::allow,
     {}},
};

}  // namespace assent::channels
