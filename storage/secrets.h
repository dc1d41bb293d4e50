// The secrets of a store, which come from no log and must not: state_hash leaves them out, copy_keys carries them.
// Everything else in state and time follows from the log. Inside storage only.
//
//   state  k <subject>      two root keys, events and evidence, wrapped
//          x pepper         the key of every fingerprint, wrapped
//          x master_check   a known text, wrapped: tells a wrong master key before it does harm
#pragma once

#include <string>
#include <string_view>

#include "storage/layout.h"

namespace assent::storage {

inline std::string pepper_key() {
  return layout::singleton("pepper");
}
inline std::string master_check_key() {
  return layout::singleton("master_check");
}

// Is it one of the above, in the state space?
inline bool is_secret(std::string_view state_key) {
  return state_key.starts_with('k') || state_key == pepper_key() || state_key == master_check_key();
}

}  // namespace assent::storage
