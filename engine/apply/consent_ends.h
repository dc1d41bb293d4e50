// Consents that end otherwise than by the person's word: expired, invalidated by a reviewer or a merge, revoked with
// a point that was wrong. An end is an event of its own, on the record with its reason; it only ever tightens.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

struct ConsentEnd {
  channels::ConsentAct act = channels::ConsentAct::invalidated;
  std::string method;  // "review", "merge", "rectification", "expiry"
  std::string reason;  // in a person's words, or empty
};

// Ends `contact`'s consent of `grant`'s channel and purpose at this address, from now on. `grant` may lie in the
// address. Returns the leaf.
Seq end_consent(Applying& a, const Contact& contact, Address& address, const channels::ConsentEvent& grant,
                const ConsentEnd& how);

// The standing of the contact's consent there, their own stops included.
channels::Standing standing_of(const Contact& contact, const Address& address, const Channel& channel,
                               std::string_view purpose, Utc now);

// Keeps an event of a consent within the bounds of an address (channels/keep_consent.h); of a grant that will end, its
// day is watched (expiry.h).
void keep(Applying& a, Address& address, channels::ConsentEvent event);

}  // namespace assent::engine
