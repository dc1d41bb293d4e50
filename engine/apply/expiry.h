// Consents run out by themselves: a timer for the day of each, and one before it so that a journey can ask again.
//
//   watch_expiry(a, address, grant);        // after a grant with an end was kept
//   consent_due(a, address_id, leaf);       // one of its timers: `Consent Expiring` enters journeys, or `expired`
//                                           // goes on the record
//
// What the gate says does not wait for the timer: the grant's own expires_at decides (channels/consent.h). A grant that
// no longer governs, because the person agreed again or it has ended, says nothing.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// What journeys enter on: properties purpose, channel and expires_at.
inline constexpr std::string_view kConsentExpiring = "Consent Expiring";

void watch_expiry(Applying& a, const Address& address, const channels::ConsentEvent& grant);
void consent_due(Applying& a, AddressId address, Seq grant_leaf);

// The timer's detail: which grant of the address.
Bytes16 expiry_detail(Seq grant_leaf);
Seq expiring_grant(const Bytes16& detail);

}  // namespace assent::engine
