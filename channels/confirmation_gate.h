// The gate of the two messages that need no consent (design, P1): the confirmation of a double opt-in, to the address
// just provided, and the access link that a person asks for on their own page. Each is free of advertising, of fixed
// wording and limited in number; so this gate asks other questions than channels/gate.h, and as many.
//
//   ServiceAsk ask{.service = Service::confirmation, .person = &p, .address = &a, .scope = {{email, "tips"}}, ...};
//   Decision d = decide_service(ask);      // one check of every Reason, as any decision; what is not asked is skipped
//   std::optional<Approved> a = approve(d, Stage::claim, letter, now, fence);
//
// A confirmation goes
//   - only to a point that the contact provided, with a credential that vouches for it,
//   - never to an address with a bounce or a complaint, nor one whose unclear reply waits for a person,
//   - to an objected or erased one only where it was asked for after that (`requested_at`), and never after a stop
//     that came since: what is confirmed must still be pending,
//   - at most once in limits::confirmation_gap to one address, whoever asked: a second one waits for its turn, and
//     while one waits no third is taken on; nobody can be buried in requests by filling in forms in their name,
//   - as long as its form and its IP address have not asked for too many.
// An access link goes to a known point of the person at most limits::access_links times in limits::access_window,
// never to a bounce or a complaint; a stop does not bar it, for it is how somebody sees what is still held.
//
// Pure: same question, same answer.
#pragma once

#include <string>
#include <vector>

#include "channels/gate.h"

namespace assent::channels {

std::string_view name(Service service);  // "confirmation_request", "access_link"; "" for none

struct ConfirmScope {  // one consent that waits for its confirmation
  Channel channel;
  std::string purpose;
  bool operator==(const ConfirmScope&) const = default;
};

struct ServiceAsk {
  Stage stage = Stage::plan;
  Service service = Service::confirmation;
  const Person* person = nullptr;
  const Address* address = nullptr;
  Channel channel;                  // that would carry it
  std::vector<ConfirmScope> scope;  // of a confirmation
  MessageId message;                // its own place among Address::asked does not count against it
  Utc requested_at{};               // when the submission that it answers was recorded
  Utc now{};
  Utc expires_at{};
  std::uint32_t from_form =
      0;  // confirmations that were asked for before by way of the same form, in its window
  std::uint32_t from_ip =
      0;  // and from the same IP address; both 0 at the claim: they were counted at the plan
  bool channel_paused = false;  // the operator's brake
  std::vector<Zone> zones;      // as of Ask: only for the local time on the record
};

Decision decide_service(const ServiceAsk& ask);

// Nothing ended this scope at or after that time: neither a stop nor an objection, an erasure, a refusal or an expiry.
// A link is good only as long as this holds, so that no late click undoes a stop.
bool still_open(const Address& address, const Person& person, const ConfirmScope& scope, Utc since);

// When a suppression ends, by its cause (design, section 4). Never by an operator.
enum class Lifting : std::uint8_t {
  submission,             // a form, with the address in it
  inbound,                // a message came from the address
  authenticated_inbound,  // and DKIM or DMARC, or the network itself, shows that it did
  inbound_opt_in,  // an authenticated one that asks for something: the person's own new, confirmed submission
  confirmation,    // of a double opt-in that was asked for after the suppression
};
std::string_view name(Lifting event);
bool lifts(Lifting event, SuppressionCause cause);

}  // namespace assent::channels
