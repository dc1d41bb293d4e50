// Retention: what the policy's `retention:` says is deleted by its date, without an event having to arrive.
//
//   events       input bodies of events, timers, claims and outcomes; what a contact did; payloads of decisions, claims
//                and outcomes; lines of the story. The leaves stay, so the log still verifies.
//   unconfirmed  requests that nobody answered, and the points that came with nothing else
//   evidence     consents that ended this long ago: their events, payloads, and the submissions they came in. What a
//                person stopped stays, for as long as the address is known.
//
// A timer ('r') makes one pass a day, in turns of limits::retention_turn items, so that nothing waits for more than one
// of them. A turn looks at what is committed, so it stands alone in its batch (needs_clean_batch). What a pass deleted
// stands in one leaf, with counts. Messages are kept without content: their unsubscribe links never expire.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// With every deployment: the daily pass is set where there is none.
void schedule_retention(Applying& a);

// One turn; sets the next.
void sweep(Applying& a, Utc due);

struct Retired {  // of one pass
  std::uint64_t inputs = 0, payloads = 0, history = 0, unconfirmed = 0, evidence = 0;
  bool any() const { return inputs + payloads + history + unconfirmed + evidence > 0; }
};

// What has been retired so far, for readers: every event input before `first_event`.
struct RetiredSoFar {
  Seq first_event = 1;
  Utc at{};  // when the last pass deleted something; the epoch: never
};
RetiredSoFar retired_so_far(const storage::Store& store);

// One address within a pass; engine/apply/retention_evidence.cc.
void retire_consents(Applying& a, Address& address, Retired& retired);

}  // namespace assent::engine
