// The audit log: RFC 6962 leaves in canonical JSON, their payloads sealed beside them, one root.
//
//   Leaf leaf{.type = LeafType::decision, .time = now, .subject_ref = contact.ref, .outcome = "deny", ...};
//   Seq seq = log.append(leaf, payload, Subject::of(contact.id), *keys, writes);
//   log.save(writes);              // frontier and size, in the same batch
//   log.root();                    // of all leaves appended so far
//
// The leaf's members are the contract of design.md, section 3, version 1: exactly these, absent = null, integer
// milliseconds, lowercase hex. The payload (checks, evidence, addresses, content) is outside; the leaf holds
// commitment = SHA-256("assent/commitment/v1" || salt || plaintext), so that erasing the salt and the key makes
// it say nothing. append() belongs to the writer; what was committed may be read from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/ids.h"
#include "base/json.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::storage {

enum class LeafType : std::uint8_t {
  submission,
  confirmation,
  withdrawal,
  suppression,
  decision,
  claim,
  outcome,
  deployment,
  key,
  erasure,
  access,
  snapshot,
  engine,
};
std::string_view name(LeafType type);
std::optional<LeafType> parse_leaf_type(std::string_view text);

struct Leaf {
  Seq seq = 0;  // the tree index, set by append
  Seq input_seq = 0;
  LeafType type = LeafType::engine;
  Utc time{};
  std::optional<SubjectRef> subject_ref;
  std::optional<PointRef> point_ref;
  std::optional<MessageRef> message_ref;
  std::optional<std::string> channel, purpose, outcome;
  std::optional<std::vector<std::string>> reasons;
  std::optional<Seq> allow_seq, consent_seq;
  std::optional<Bytes32> policy_sha256, journey_sha256, notice_sha256;
  Bytes32 commitment{};  // set by append

  std::string canonical() const;
};
Result<Leaf> parse_leaf(std::string_view canonical);

// RFC 6962 section 2.1.
Bytes32 leaf_hash(std::string_view leaf);
Bytes32 node_hash(const Bytes32& left, const Bytes32& right);

// The right edge of the tree: enough to append and to tell the root.
class Frontier {
 public:
  void append(const Bytes32& leaf_hash);
  Bytes32 root() const;  // of the empty tree: SHA-256("")
  std::uint64_t size() const { return size_; }
  std::string encode() const;
  static Result<Frontier> decode(std::string_view bytes);

 private:
  std::uint64_t size_ = 0;
  std::vector<Bytes32> peaks_;  // of perfect subtrees, largest first
};

class AuditLog {
 public:
  static Result<AuditLog> load(const Store& store);
  Seq append(Leaf leaf, const json::value& payload, const Subject& subject, const SubjectKeys& keys,
             WriteSet& writes);
  void save(WriteSet& writes) const;
  std::uint64_t size() const { return frontier_.size(); }
  Bytes32 root() const { return frontier_.root(); }

 private:
  Frontier frontier_;
};

Result<std::optional<Leaf>> read_leaf(const Store& store, Seq seq);
// Under whose key a payload, as it lies in the store, is sealed; nullopt: it is none.
std::optional<Subject> payload_subject(std::string_view stored);
// The payload of a leaf; nullopt where its key is gone (erased). Checks it against the commitment.
Result<std::optional<json::value>> read_payload(const Store& store, const Keys& keys, const Leaf& leaf);

}  // namespace assent::storage
