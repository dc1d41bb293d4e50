// One input being applied: what it may read and write, and what comes of it.
//
// Every function of engine/apply takes an Applying. Its `draw` gives the ids and refs that this input causes, in
// order, from the input's entropy; a replay that does the same in the same order draws the same (P8).
#pragma once

#include <vector>

#include "channels/approved.h"
#include "engine/apply/deployed.h"
#include "engine/apply/transaction.h"

namespace assent::engine {

// The meaning of apply. Raised when the same input would give another outcome; replay compares only within one.
inline constexpr std::uint32_t kSemanticsVersion = 2;

// What comes of an input besides the state: carried out after the commit, ignored by a replay.
struct HandOver {
  channels::Approved approved;
  std::uint32_t connection;
};
struct Applied {
  Answer answer;
  std::vector<HandOver> hand_overs;
  // Of a withdrawal: messages that were already claimed in its scope; the barrier tells what became of them.
  std::vector<MessageId> claimed_in_scope;
  bool retired = false;  // a pass of retention deleted something: its bytes should go from the disk
};

struct Applying {
  Transaction& tx;
  Deployed& deployed;
  channels::Fence& fence;
  const storage::Input& input;
  Applied& out;
  std::uint64_t drawn = 0;

  Bytes16 draw(std::string_view label) { return input.entropy.derive(label, drawn++); }
  Utc now() const { return input.now; }
  const channels::Policy& policy() const { return deployed.policy(); }
};

}  // namespace assent::engine
