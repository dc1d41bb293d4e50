// The input log: everything that ever changed the state, in order (P8).
//
// A record is {v, seq, now, kind, subject, credential, body}. The body is sealed under the subject's key and
// starts with the input's entropy. Kinds are bytes on disk: never renumber, never reuse.
#pragma once

#include <string>

#include "base/entropy.h"
#include "base/ids.h"
#include "base/time.h"

namespace assent::storage {

enum class InputKind : std::uint8_t {
  event = 1,
  submission = 2,
  withdrawal = 3,
  inbound = 4,
  receipt = 5,
  timer = 6,
  claim = 7,
  outcome = 8,
  deployment = 9,
  key_change = 10,
  erasure = 11,
  engine_start = 12,
  clock_jump = 13,
  effect = 14,
  confirmation = 15,  // of a double opt-in
  preference = 16,    // set by a person on their own page
  import = 17,        // of many contacts: counts and the file's hash; each row is an input of its own
  review = 18,        // of reviewers and administrators
  access = 21,        // somebody looked at what is held of a contact
};
std::string_view name(InputKind kind);

// Whose key seals a record: a contact's, else an address's, else the workspace's.
struct Subject {
  enum class Kind : std::uint8_t { workspace = 'w', contact = 'c', address = 'a' };
  Kind kind = Kind::workspace;
  Bytes16 id{};
  static Subject workspace() { return {}; }
  static Subject of(ContactId c) { return {Kind::contact, c.bytes()}; }
  static Subject of(AddressId a) { return {Kind::address, a.bytes()}; }
  auto operator<=>(const Subject&) const = default;
};

struct Input {
  Seq seq = 0;
  Utc now{};  // record time
  InputKind kind = InputKind::event;
  Subject subject;
  std::string credential;  // name of the key it came with; empty for the engine's own
  Entropy entropy;
  std::string body;  // plaintext of the normalised command (engine/commands), without the entropy
};

// Events lie apart from evidence (submissions, withdrawals, inbound, ...), under separate keys, so that each
// has its own retention.
bool is_evidence(InputKind kind);

}  // namespace assent::storage
