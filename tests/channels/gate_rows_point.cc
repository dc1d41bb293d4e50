// What speaks against a message about the address and the consent, one thing at a time.
#include "tests/channels/gate_rows.h"

namespace assent::channels {

using enum Reason;

namespace {

void consent(World& w, ConsentAct act) {
  w.address.consents = {w.event(act, 10)};
}

}  // namespace

const std::vector<Row> kRowsAboutThePoint{
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
};

}  // namespace assent::channels
