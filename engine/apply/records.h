// What goes on the record: leaves and their payloads for points, consents, stops, decisions, claims and outcomes.
//
// A leaf says what happened under pseudonyms; the payload, sealed under the subject's key, says it in full. The
// payload of a decision is the object that GET /v1/decisions/{id} answers with.
#pragma once

#include "channels/gate.h"
#include "engine/apply/applying.h"

namespace assent::engine {

Seq record_point(Applying& a, const Contact& contact, const Address& address, const channels::Point& point);
// Grants and requests stand as submissions, what ends them as withdrawals; `reason`: why somebody ended it.
Seq record_consent(Applying& a, const Contact& contact, const Address& address,
                   const channels::ConsentEvent& consent, std::string_view reason = {});
// `address` null: every point, those added later included.
Seq record_stop(Applying& a, const Subject& subject, const Contact* contact, const Address* address,
                const channels::Stop& stop, const WithdrawalCommand& said);

struct DecisionContext {
  const Contact& contact;
  const Address* address;
  const Message& message;
  channels::Stage stage;
};
Seq record_decision(Applying& a, const DecisionContext& context, const channels::Decision& decision);

Seq record_claim(Applying& a, const Contact& contact, const Address& address, const Message& message,
                 const channels::Letter& letter, Seq allow, const channels::Decision& decision);
Seq record_outcome(Applying& a, const Contact& contact, const Message& message, std::string_view outcome,
                   std::string_view detail);

// One line of the story of a contact's journeys, for explain.
void trace(Applying& a, const Contact& contact, const workflows::Run& run, std::string_view step,
           std::string_view text);

}  // namespace assent::engine
