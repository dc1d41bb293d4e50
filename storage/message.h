// A message in the outbox, from plan to outcome.
//
//   queued -> claimed(epoch, connection) -> accepted | rejected | unknown
//   queued -> denied | expired | cancelled;  claimed -> queued again after not_begun
//
// A deferred message is queued with a later due_at. Text and addresses are not here: a message is rendered at
// claim, and what was sent lies encrypted in the claim's audit payload.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/ids.h"
#include "base/time.h"
#include "channels/address.h"

namespace assent::storage {

enum class MessageState : std::uint8_t {
  queued = 1,
  claimed = 2,
  accepted = 3,
  rejected = 4,
  unknown = 5,
  denied = 6,
  expired = 7,
  cancelled = 8,
};
std::string_view name(MessageState state);

struct Message {
  MessageId id;
  MessageRef ref;
  ContactId contact;
  AddressId address;  // none until a point was chosen
  RunId run;
  std::string journey;
  Bytes32 version{};
  std::uint32_t step = 0;  // index into the version's steps
  std::string step_name;   // as people count: "4.then.1"
  std::string template_name;
  std::string purpose;
  Channel channel;          // the one being tried
  std::uint32_t tried = 0;  // index of `channel` in the step's `by`
  Bytes16 intent{};
  MessageState state = MessageState::queued;
  Utc queued_at{};
  Utc due_at{};  // not to be claimed before
  Utc expires_at{};
  std::optional<Utc> handed_over_at;
  std::uint32_t attempts = 0;  // claims so far
  std::uint64_t epoch = 0;     // of the engine that claimed it
  std::uint32_t connection = 0;
  Seq plan_leaf = 0, claim_leaf = 0, outcome_leaf = 0;
  std::string defer_reasons;   // as last recorded: a defer is recorded when they or its time change
  bool held_by_brake = false;  // deferred by the operator's pause: expires without fallback
  bool last_try = false;       // the one fallback after it expired: not deferred again
  bool stopped = false;        // a withdrawal came while it was claimed: never queued again
  bool maybe_sent = false;     // was on the wire when the engine crashed, and is repeated idempotently
  // Not none: no journey's message, but one of those two of fixed wording (engine/apply/service_messages.h).
  channels::Service service = channels::Service::none;
};

}  // namespace assent::storage
