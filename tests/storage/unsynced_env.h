// A disk that forgets: a rocksdb::Env that knows what was synced, loses the rest when the power is cut, and
// fails on demand.
//
//   UnsyncedEnv disk(folder.path());                            // keeps its files there
//   auto store = Store::open({.path = disk.path() + "/store", .env = disk.env()});
//   ...commit, commit...
//   disk.cut_power();                                           // from here on every write and sync fails
//   store.reset();
//   disk.restore_power(UnsyncedEnv::Leftover::none);            // only what was synced is there
//   store = Store::open(...);
//
// A file's bytes are safe once the file was synced, its name once its folder was: what POSIX promises, and no
// more. Safe from any thread; close the store before the power comes back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace rocksdb {
class Env;
}

namespace assent::storage {

class UnsyncedEnv {
 public:
  explicit UnsyncedEnv(const std::string& folder);
  ~UnsyncedEnv();
  UnsyncedEnv(const UnsyncedEnv&) = delete;
  UnsyncedEnv& operator=(const UnsyncedEnv&) = delete;

  rocksdb::Env* env();
  const std::string& path() const;  // the root of the disk

  void cut_power();
  // What a disk may have kept of what nobody synced.
  enum class Leftover : std::uint8_t {
    none,     // nothing
    cut,      // any first part of each file, and any of the new, renamed and deleted names
    garbled,  // as `cut`, but the full length of each file with holes and noise in the part not synced
              // (a manifest is only cut: RocksDB does not open on one with noise)
  };
  void restore_power(Leftover leftover, std::uint64_t seed = 0);

  // The next sync of a write-ahead log fails, after or before the bytes became safe.
  enum class Sync : std::uint8_t { fails_though_persisted, fails_and_forgets };
  void fail_next_sync(Sync how);

  // From now on only `bytes` more can be written; the rest is refused for lack of space.
  void limit_space(std::uint64_t bytes);
  void free_space();

  std::uint64_t syncs() const;  // of write-ahead logs, that succeeded

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assent::storage
