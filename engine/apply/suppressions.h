// Suppressions of an address: that it is not to be written to, whoever holds it (design, section 4).
//
//   suppress(a, address, SuppressionCause::bounce, "5.1.1 no such user");
//   lift_suppressions(a, address, Lifting::inbound);
//
// By address, so that a duplicate contact or a new import escapes none. What lifts which stands in
// channels/confirmation_gate.h; an operator can do neither but by what really happened. Both are on the record.
#pragma once

#include "channels/confirmation_gate.h"
#include "engine/apply/applying.h"

namespace assent::engine {

// The same cause again keeps its first date's place and takes the later date.
void suppress(Applying& a, Address& address, channels::SuppressionCause cause, std::string_view why);

// Ends those that this event ends. `asked_at`: where the event is an answer, when it was asked for; what was suppressed
// then or later stays.
void lift_suppressions(Applying& a, Address& address, channels::Lifting event,
                       std::optional<Utc> asked_at = std::nullopt);

}  // namespace assent::engine
