// Writing and reading input records in order.
//
//   append(input, *keys.find(input.subject), writes);
//   for (InputCursor c(store, keys, 1); TRY-next; ) ...
#pragma once

#include <optional>
#include <set>

#include "storage/input.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::storage {

// Seals the body under the subject's event or evidence key with nonce = seq.
void append_input(const Input& input, const SubjectKeys& keys, WriteSet& writes);

// When a record, as it lies in the log, was recorded; nullopt: it is none.
std::optional<Utc> recorded_at(std::string_view record);

// Reads the two key ranges as one log, by seq.
class InputReader {
 public:
  // `only`: passes over all but these, unopened; null: none. Must outlive the reader.
  InputReader(const Store& store, const Keys& keys, Seq from = 1, const std::set<Subject>* only = nullptr);
  // The next record; nullopt at the end. A record whose key is gone comes with `erased` set and an empty body.
  struct Record {
    Input input;
    bool erased = false;
  };
  Result<std::optional<Record>> next();

 private:
  const Keys& keys_;
  const std::set<Subject>* only_;
  Cursor events_, evidence_;
};

// SHA-256 over every key and value of the state and time spaces in order, but for what storage/secrets.h names
// (wrapped keys, the pepper, the check of the master key), which is not in the log: equal states, equal hashes.
Result<Bytes32> state_hash(const Store& store);

// Copies the wrapped keys and the pepper into an empty store, so that a replay can read the log.
Result<void> copy_keys(const Store& from, Store& to);

}  // namespace assent::storage
