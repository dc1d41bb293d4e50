// A stop, from anywhere: resolved to addresses, binding every contact that holds them, never refused.
#pragma once

#include <set>

#include "engine/apply/applying.h"

namespace assent::engine {

// Records the stop, cancels what is queued in its scope, and names what is already claimed (Applied).
void apply_withdrawal(Applying& a, const WithdrawalCommand& withdrawal);

// Every address that a withdrawal by address means, made where nobody knows it yet.
std::set<AddressId> addresses_named(Applying& a, const WithdrawalCommand& withdrawal);

// The first address that a withdrawal by address will settle on; one that it will make has the id that the entropy
// gives first. Its key seals the record.
AddressId foresee_address(Transaction& tx, const channels::Policy& policy, const Entropy& entropy,
                          const WithdrawalCommand& withdrawal);

}  // namespace assent::engine
