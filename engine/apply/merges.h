// Two contacts turn out to be one person (design, section 4): an anonymous one that a known one claims, or two known
// ones that an administrator merges.
//
//   merge(a, from, into);     // `from` becomes a pointer to `into`, which from here on is both
//
// Unites stops, pauses, restrictions and claims. Grants are intersected at every point where both have a say: who
// provided the point, or ever said something about a consent there. Whoever merely had the address asserted of them
// has no say there, so what the other agreed to stays, and stays theirs. Keeps the older run of a journey. Both keep
// their keys. So a merge makes nothing allowed that was not allowed at that point to each who had a say at it.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

void merge(Applying& a, Contact& from, Contact& into);

// How many points the merged contact would hold.
std::size_t points_together(const Contact& one, const Contact& other);

}  // namespace assent::engine
