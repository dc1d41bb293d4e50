// Everything in the log that belongs to some subjects: their inputs and the leaves whose payloads are theirs. For
// somebody who asks what is held of them.
//
//   TRY(auto inputs, inputs_of(store, keys, {Subject::of(contact), Subject::of(address)}));
//   TRY(auto leaves, leaves_of(store, {Subject::of(contact)}));
//
// Reads the log from end to end, but opens only what belongs to them: no index names a person. Safe from any thread.
#pragma once

#include <set>
#include <vector>

#include "storage/audit_log.h"
#include "storage/input_log.h"

namespace assent::storage {

// In order; those whose key is gone are left out.
Result<std::vector<Input>> inputs_of(const Store& store, const Keys& keys, const std::set<Subject>& subjects);

// The sequence numbers of the leaves, in order.
Result<std::vector<Seq>> leaves_of(const Store& store, const std::set<Subject>& subjects);

}  // namespace assent::storage
