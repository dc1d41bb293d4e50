// Keeping consent events of one address within a bound, without changing what the fold says of them.
//
//   keep_consent(address.consents, event, limits::consent_events);   // false: full, and the event was a grant
//
// What is here is the working copy; the record of every event is the audit log. Of one (contact, channel, purpose)
// the fold looks at the governing grant, the latest end of each kind and the latest request; when the bound is
// reached, the others go. An end is always kept, for forgetting one could bring back what it ended. A grant, or a
// request for one, that still finds no room is not taken: that is a no. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "channels/consent.h"

namespace assent::channels {

bool keep_consent(std::vector<ConsentEvent>& kept, ConsentEvent event, std::size_t most);

}  // namespace assent::channels
