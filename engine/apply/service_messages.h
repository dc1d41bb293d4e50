// The engine's own messages, which no journey sends: the confirmation of a double opt-in and the access link (P1).
//
//   ServicePlan plan{.service = Service::confirmation, .id = MessageId::from(a.draw("message")), .scope = ..., ...};
//   bool going = plan_service(a, contact, address, plan);     // the gate is asked; queued, later, or denied on record
//
// They take the same road as any message (queue, claim, Approved, outcome, barrier) under a gate of their own
// (channels/confirmation_gate.h), are on the record as decisions and claims of kind `confirmation_request` or
// `access_link`, and have a link whose token names nothing but the message:
//
//   std::string token = service_token(keys, Service::access, id);   // unforgeable; of no use for the other service
//   std::optional<MessageId> id = verify_service_token(keys, Service::access, token);
//
// A new kind needs: a Service, its questions in decide_service, its words in engine/wording, and what it says and
// stands on in content_of (service_messages.cc). They never fall back to another channel, and count in no cap but
// their own.
#pragma once

#include "channels/confirmation_gate.h"
#include "channels/template.h"
#include "engine/apply/applying.h"

namespace assent::engine {

struct ServicePlan {
  channels::Service service = channels::Service::confirmation;
  MessageId id;  // the caller may have kept something under it
  std::vector<channels::ConfirmScope> scope;
  Utc requested_at{};
  Utc expires_at{};                          // of the message; what its link opens may live longer
  std::uint32_t from_form = 0, from_ip = 0;  // see ServiceAsk
};

// What a service message says, and what its gate asks about. What `channels::Rendered` lacks, it is denied for.
struct ServiceContent {
  std::vector<channels::ConfirmScope> scope;
  Utc requested_at{};
  channels::Rendered rendered;
};

// True: it is on its way, now or when its turn comes.
bool plan_service(Applying& a, Contact& contact, Address& address, const ServicePlan& plan);

// The channel by which a point is asked: voice is confirmed by text message.
Channel service_channel(const PointKind& kind);

// From the outbox, for messages of a service that were taken out of the queue or came back.
void claim_service(Applying& a, Message m, const ClaimCommand& claim);
void land_service(Applying& a, Message m, const OutcomeCommand& outcome);
void expire_service(Applying& a, Message m);

// After a stop at this address: what waits and has nothing left to ask for is cancelled and named; what is claimed is
// stopped where it still can be.
void cancel_services(Applying& a, Address& address, json::array& cancelled);

std::string service_token(const storage::Keys& keys, channels::Service service, MessageId message);
std::optional<MessageId> verify_service_token(const storage::Keys& keys, channels::Service service,
                                              std::string_view token);

}  // namespace assent::engine
