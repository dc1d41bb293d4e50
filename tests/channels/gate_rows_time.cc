// What speaks against a message itself, and what holds one up, one thing at a time.
#include "tests/channels/gate_rows.h"

namespace assent::channels {

using enum Reason;

const std::vector<Row> kRowsAboutMessageAndTime{
    {"needs data that it may not use",
     [](World& w) {
       w.ask.content = {false, false, all_content_parts, "contact.company"};
     },
     Outcome::deny,
     {data_not_permitted, content_incomplete}},
    {"lacks a value",
     [](World& w) {
       w.ask.content = {false, true, all_content_parts, "contact.company"};
     },
     Outcome::deny,
     {content_incomplete}},
    {"too late", [](World& w) { w.ask.expires_at = w.ask.now; }, Outcome::deny, {expired}},
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

}  // namespace assent::channels
