// How a message moves through the queue, whoever planned it: a journey (outbox.h) or the engine itself
// (service_messages.h).
//
//   enqueue(a, m, a.now());  set_expiry(a, m);  a.tx.put(m);      // claimable from now on
//   dequeue(a, m);                                                // somebody takes it in hand
//   close_message(a, m, MessageState::accepted);                  // its story ends
#pragma once

#include "channels/gate.h"
#include "engine/apply/applying.h"

namespace assent::engine {

void enqueue(Applying& a, Message& m, Utc due);  // the caller puts the message
void dequeue(Applying& a, const Message& m);
void set_expiry(Applying& a, const Message& m);

// Ends it in this state, or as `unknown` where it may already have reached somebody; its expiry has nothing left to do.
void close_message(Applying& a, Message& m, storage::MessageState state);

bool failed(const channels::Decision& d, channels::Reason reason);

// Waits until the decision says; a defer is recorded when its note changes.
std::string defer_note(const channels::Decision& d);
void defer(Applying& a, Message& m, const channels::Decision& d);

// When it may be claimed again after its first, second, ... not_begun.
Utc next_attempt(const Message& m, Utc now);

}  // namespace assent::engine
