// The outbox: from a send step to the end of its message, with the gate asked at plan and again at claim.
//
//   plan -> queued (now, or later where the gate defers) -> claim -> hand-over -> outcome
//
// A fallback channel is tried after a reason about the point or channel, or a definite failure at once; a defer waits
// until the message expires, then falls back once (design, section 5). One message keeps its id through all channels.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// nullopt: the message is on its way and the run waits for it; else how the step ended at once.
std::optional<workflows::SendEnd> plan_message(Applying& a, Contact& contact, workflows::Run& run,
                                               const Bundle& bundle, std::uint32_t step);

// The gate's second look, with what holds now; an allow leaves as a HandOver in Applied.
void apply_claim(Applying& a, const ClaimCommand& claim);
void apply_outcome(Applying& a, const OutcomeCommand& outcome);

// The message's time is over.
void expire_message(Applying& a, MessageId message);

// A queued message is not sent any more; one already claimed is stopped where that is still possible. The caller
// drives its run. Returns the state it was found in; nullopt: it had ended, or there is none.
std::optional<storage::MessageState> cancel_message(Applying& a, MessageId message, std::string_view why);

// After a brake was lifted: what it held back is due now. Scans, so the batch must be clean.
void release_held(Applying& a);

// The unsubscribe token of a message: unforgeable, bound to it, without personal data.
std::string unsubscribe_token(const storage::Keys& keys, MessageId message);
std::optional<MessageId> verify_unsubscribe_token(const storage::Keys& keys, std::string_view token);

// Which journeys and channels the operator has paused.
struct Brakes {
  bool everything = false;
  std::vector<std::string> journeys, channels;
  bool journey(std::string_view name) const;
  bool channel(std::string_view name) const;
};
Brakes read_brakes(Transaction& tx);
void apply_brake(Applying& a, const BrakeCommand& command);

}  // namespace assent::engine
