// The one function that changes the state: an input in, its effects out. The live engine, replay and tests share it.
//
//   Applied out = apply(machine, input, command);
//
// Sets input.subject (whose key seals the record) and appends the input record and its leaves to the transaction.
// No clock, no I/O but reads of the store, no randomness but the input's own.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

struct Machine {
  Transaction& tx;
  Deployed& deployed;
  channels::Fence& fence;
};

Applied apply(Machine machine, storage::Input& input, const Command& command);

// Answers that need no input record because the command changes nothing: repeats of events and submissions, and what
// is refused.
std::optional<Answer> answer_without_input(Transaction& tx, const Command& command,
                                           const std::string& credential, Utc now);

// Commands whose answer says what became of messages already claimed (Applied::claimed_in_scope).
bool stops_hand_overs(const Command& command);

// Commands that scan the store, and so must stand first in their batch.
bool needs_clean_batch(const Command& command);

}  // namespace assent::engine
