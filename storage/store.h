// The embedded store of one workspace: three spaces of sorted bytes over RocksDB, written by one writer in
// synced batches. RocksDB headers stay inside storage/*.cc.
//
//   TRY(auto store, Store::open({.path = "data/store"}));
//   WriteSet w;  w.put(Space::state, key, value);
//   TRY(store->commit(std::move(w)));            // durable when it returns; on failure: stop, reopen, recover
//   TRY(auto v, store->get(Space::state, key));  // std::optional<std::string>; nullopt: absent
//
// Reads are safe from any thread; commit from one thread at a time. A failed commit has an unknown outcome: the
// store refuses all later commits (Errc::unavailable) until it is opened again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rocksdb {
class Env;
}

namespace assent::storage {

enum class Space : std::uint8_t {
  log,    // append-only: inputs, leaves, payloads, blobs, traces; rarely read
  state,  // contacts, addresses, keys, indexes, messages; point reads and writes
  time,   // what is scanned in order: timers, the outbox's queue, dedupe generations
};

class WriteSet {
 public:
  WriteSet();
  ~WriteSet();
  WriteSet(WriteSet&&) noexcept;
  WriteSet& operator=(WriteSet&&) noexcept;
  void put(Space space, std::string_view key, std::string_view value);
  void erase(Space space, std::string_view key);
  void erase_range(Space space, std::string_view from, std::string_view to);  // [from, to)
  std::size_t bytes() const;
  bool empty() const;

 private:
  friend class Store;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Walks keys in order within a prefix, over a consistent view.
class Cursor {
 public:
  ~Cursor();
  Cursor(Cursor&&) noexcept;
  bool valid() const;
  void next();
  void previous();               // for cursors opened at the end
  std::string_view key() const;  // including the prefix; valid until next()
  std::string_view value() const;
  Result<void> status() const;  // a read error; check after the walk

 private:
  friend class Store;
  struct Impl;
  explicit Cursor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct StoreOptions {
  std::string path;
  rocksdb::Env* env = nullptr;  // tests inject faults; null: the file system
  bool read_only = false;
  bool create = true;  // false: Errc::not_found where there is none
};

class Store {
 public:
  static Result<std::unique_ptr<Store>> open(StoreOptions options);
  ~Store();

  Result<std::optional<std::string>> get(Space space, std::string_view key) const;
  // At the first key >= prefix + from, within prefix.
  Cursor scan(Space space, std::string_view prefix, std::string_view from = {}) const;
  // At the last key <= prefix + upto (or the last of the prefix), for walking backwards.
  Cursor scan_back(Space space, std::string_view prefix, std::optional<std::string_view> upto = {}) const;
  Result<void> commit(WriteSet writes);  // synced; the commit point
  // A second store in `path` with the same content, made of hard links: consistent, quick, and free to read while
  // this one goes on. `path` must not exist.
  Result<void> checkpoint(const std::string& path) const;
  // Takes what was deleted off the disk: rewrites the tables of these spaces without it. Long; safe beside commits.
  Result<void> compact(Space space);
  Result<void> flush();  // memtables to tables; for tests and shutdown
  // Where time goes, for the bench: microseconds in commits and their number since open.
  struct Spent {
    std::uint64_t commits = 0, commit_us = 0, bytes = 0;
  };
  Spent spent() const;

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assent::storage
