// Where a contact may be: the countries that sources named and that phone numbers show.
//
//   std::vector<std::string> places = places_of(a, contact);       // {"FR"}; empty: nobody knows
//   channels::double_opt_in_required(channel, purpose, places, a.policy(), a.now());
//
// A contact with no country of its own gets the policy's assumed one. What a third party says of it only adds to these:
// it can make the rules stricter, never looser. From the state alone, so that a replay agrees.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

std::vector<std::string> places_of(Applying& a, const Contact& contact);

// The zones in which an hour must be allowed: the contact's own, else every zone of every place.
std::vector<Zone> zones_of(Applying& a, const Contact& contact, std::span<const std::string> places);

}  // namespace assent::engine
