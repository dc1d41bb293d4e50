// Keys of contacts and addresses: made by the operating system's generator, never from the log, kept in the store
// wrapped by the master key. When a subject's keys are gone, what they sealed is gone (P7).
//
//   TRY(auto master, MasterKey::load("keys/master", workspace));
//   Keys keys(store, master);
//   WriteSet w;
//   auto k = keys.create(Subject::of(contact), w);    // found in the cache before the commit
//   auto same = keys.find(Subject::of(contact));      // nullptr: never made, or erased
//
// find() and look_up() are safe from any thread and cache (limits::contact_cache); create() belongs to the writer.
// Before the first Keys of a store: ensure_workspace_keys.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/entropy.h"
#include "base/hash.h"
#include "base/result.h"
#include "storage/input.h"
#include "storage/store.h"

namespace assent::storage {

class MasterKey {
 public:
  // `where` is a path relative to the workspace (a file of mode 0600 with 64 hex digits) or "env:NAME".
  static Result<MasterKey> load(std::string_view where, const std::string& workspace);
  static Result<void> create_file(const std::string& path);  // made by `assent init`; refuses to overwrite
  static MasterKey from_bytes(const Bytes32& bytes) { return MasterKey(bytes); }  // for tests
  std::string wrap(std::string_view secret, std::string_view context) const;
  Result<std::string> unwrap(std::string_view wrapped, std::string_view context) const;

 private:
  explicit MasterKey(const Bytes32& bytes) : key_(bytes) {}
  Bytes32 key_;
};

// AES-256-GCM; the nonce is a sequence number, unique per key and label by construction (design: input's or
// leaf's seq). `context` is authenticated, not stored.
std::string seal(const Bytes32& key, std::uint64_t nonce, std::string_view plaintext,
                 std::string_view context);
Result<std::string> unseal(const Bytes32& key, std::uint64_t nonce, std::string_view sealed,
                           std::string_view context);

// Derived from a subject's two root keys by HKDF with distinct labels: from events what falls with behaviour
// (event_body, entity), from evidence what a legal hold may keep (evidence_body, payload, salt).
struct SubjectKeys {
  Bytes32 event_body{};     // input records of events
  Bytes32 evidence_body{};  // input records of evidence
  Bytes32 payload{};        // audit payloads
  Bytes32 trace{};          // lines of the story told by explain
  Bytes32 salt{};           // salt of a leaf's commitment: HMAC(salt, big-endian seq)
  Bytes32 entity{};         // the contact's or address's own record, nonce = input seq that wrote it
};

class Keys {
 public:
  Keys(const Store& store, MasterKey master);
  ~Keys();
  // nullptr: none. Keys that are there but can't be read end the process: they must not pass for erased ones.
  std::shared_ptr<const SubjectKeys> find(const Subject& subject) const;
  // The same for readers that can tell somebody instead.
  Result<std::shared_ptr<const SubjectKeys>> look_up(const Subject& subject) const;
  // New keys; where the subject has some, those, and nothing is written (so a replay finds what was copied).
  std::shared_ptr<const SubjectKeys> create(const Subject& subject, WriteSet& writes);
  // The fingerprint pepper: 16-byte HMAC of (domain, text), for every index over what people are called.
  Bytes16 fingerprint(std::string_view domain, std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Makes the workspace's own keys and the pepper where a new store has none; elsewhere makes sure that `master`
// is the key they were wrapped with (Errc::invalid).
Result<void> ensure_workspace_keys(Store& store, const MasterKey& master);

}  // namespace assent::storage
