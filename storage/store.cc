#include "storage/store.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>
#include <chrono>
#include <vector>

#include "storage/store_options.h"
#include "storage/write_set.h"

namespace assent::storage {
namespace {

rocksdb::Slice slice(std::string_view s) {
  return {s.data(), s.size()};
}
std::string_view view(const rocksdb::Slice& s) {
  return {s.data(), s.size()};
}

// RocksDB names a taken lock only in words.
bool says_locked(const rocksdb::Status& status) {
  std::string text = status.ToString();
  return text.find("lock file") != std::string::npos || text.find("lock hold by") != std::string::npos;
}

Error explain(const rocksdb::Status& status, std::string_view doing, const std::string& path) {
  if (status.IsNoSpace()) {
    return fail(
        Errc::unavailable,
        fmt::format("couldn't {} {}: the disk is full. Free some space and start again", doing, path));
  }
  if (says_locked(status)) {
    return fail(Errc::conflict,
                fmt::format("{} is in use by another process. Stop that one first, or let its "
                            "server do the work: commands find it by themselves",
                            path));
  }
  std::string message = fmt::format("couldn't {} {}: {}", doing, path, status.ToString());
  return fail(status.IsCorruption() ? Errc::corrupt : Errc::system, std::move(message));
}

// The first key after every key that begins with `prefix`; empty where there is none.
std::string after_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

// Makes the folder and those above it, and syncs each new one's entry in the folder above: RocksDB syncs what
// is inside its own folder only, so that a power cut could take the folder of the first commit away.
rocksdb::Status make_folders(rocksdb::Env& env, const std::string& path) {
  auto slash = path.find_last_of('/');
  std::string parent = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  if (path.empty() || path == "." || path == "/" || env.FileExists(path).ok()) return rocksdb::Status::OK();
  rocksdb::Status status = make_folders(env, parent);
  if (status.ok()) status = env.CreateDirIfMissing(path);
  std::unique_ptr<rocksdb::Directory> folder;
  if (status.ok()) status = env.NewDirectory(parent, &folder);
  if (status.ok()) status = folder->Fsync();
  return status;
}

}  // namespace

struct Cursor::Impl {
  std::string lower, upper;
  rocksdb::Slice lower_slice, upper_slice;  // RocksDB reads these as long as the iterator lives
  std::unique_ptr<rocksdb::Iterator> iterator;

  Impl(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* space, std::string_view prefix)
      : lower(prefix), upper(after_prefix(prefix)), lower_slice(lower), upper_slice(upper) {
    rocksdb::ReadOptions options;
    options.total_order_seek = true;
    options.iterate_lower_bound = &lower_slice;
    if (!upper.empty()) options.iterate_upper_bound = &upper_slice;
    iterator.reset(db.NewIterator(options, space));
  }
};

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;
bool Cursor::valid() const {
  return impl_->iterator->Valid();
}
void Cursor::next() {
  impl_->iterator->Next();
}
void Cursor::previous() {
  impl_->iterator->Prev();
}
std::string_view Cursor::key() const {
  return view(impl_->iterator->key());
}
std::string_view Cursor::value() const {
  return view(impl_->iterator->value());
}
Result<void> Cursor::status() const {
  rocksdb::Status status = impl_->iterator->status();
  if (!status.ok()) return explain(status, "read", "the store");
  return ok();
}

struct Store::Impl {
  std::string path;
  bool read_only = false;
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, kSpaces> spaces{};
  rocksdb::ColumnFamilyHandle* unused_default = nullptr;
  bool broken = false;  // a commit failed; the writer's thread alone reads and writes it
  std::atomic<std::uint64_t> commits = 0, commit_us = 0, bytes = 0;

  ~Impl() {
    if (!db) return;
    for (auto* space : spaces) db->DestroyColumnFamilyHandle(space);
    db->DestroyColumnFamilyHandle(unused_default);
  }
  rocksdb::ColumnFamilyHandle* in(Space space) const { return spaces[static_cast<std::size_t>(space)]; }
  rocksdb::WriteBatch batch_of(const WriteSet::Impl& writes) const;
};

rocksdb::WriteBatch Store::Impl::batch_of(const WriteSet::Impl& writes) const {
  using Op = WriteSet::Impl::Op;
  rocksdb::WriteBatch batch(writes.bytes() + 16 * writes.count() + 64);
  writes.each([&](Op op, Space space, std::string_view first, std::string_view second) {
    // These fail only past 4 GiB or a size limit that is not set; commit() asks the batch's count.
    rocksdb::Status status;
    switch (op) {
      case Op::put:
        status = batch.Put(in(space), slice(first), slice(second));
        break;
      case Op::erase:
        status = batch.Delete(in(space), slice(first));
        break;
      case Op::erase_range:
        status = batch.DeleteRange(in(space), slice(first), slice(second));
        break;
    }
    status.PermitUncheckedError();
  });
  return batch;
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
  rocksdb::DBOptions db_options = database_options(options);
  rocksdb::Env& env = *db_options.env;
  if (!db_options.create_if_missing && !env.FileExists(options.path + "/CURRENT").ok()) {
    return fail(Errc::not_found,
                fmt::format("there is no store in {}. `assent serve` makes one; check `data:` in "
                            "assent.yaml",
                            options.path));
  }
  if (db_options.create_if_missing) {
    rocksdb::Status made = make_folders(env, options.path);
    if (!made.ok()) return explain(made, "make the folder", options.path);
  }
  auto impl = std::make_unique<Impl>();
  impl->path = options.path;
  impl->read_only = options.read_only;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(db_options, options.path, column_families(), &handles, &db)
          : rocksdb::DB::Open(db_options, options.path, column_families(), &handles, &db);
  if (!status.ok()) return explain(status, "open", options.path);
  impl->db.reset(db);
  impl->unused_default = handles[0];
  std::copy(handles.begin() + 1, handles.end(), impl->spaces.begin());
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<std::optional<std::string>> Store::get(Space space, std::string_view key) const {
  std::string value;
  rocksdb::Status status = impl_->db->Get(rocksdb::ReadOptions(), impl_->in(space), slice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return explain(status, "read", impl_->path);
  return std::optional<std::string>(std::move(value));
}

Cursor Store::scan(Space space, std::string_view prefix, std::string_view from) const {
  auto cursor = std::make_unique<Cursor::Impl>(*impl_->db, impl_->in(space), prefix);
  std::string start(prefix);
  start.append(from);
  cursor->iterator->Seek(start);
  return Cursor(std::move(cursor));
}

Cursor Store::scan_back(Space space, std::string_view prefix, std::optional<std::string_view> upto) const {
  auto cursor = std::make_unique<Cursor::Impl>(*impl_->db, impl_->in(space), prefix);
  if (upto) {
    std::string start(prefix);
    start.append(*upto);
    cursor->iterator->SeekForPrev(start);
  } else {
    cursor->iterator->SeekToLast();
  }
  return Cursor(std::move(cursor));
}

Result<void> Store::commit(WriteSet writes) {
  if (impl_->broken) {
    return fail(Errc::unavailable,
                fmt::format("{} takes no writes since one failed. Nothing that was acknowledged "
                            "is lost. Start again to go on",
                            impl_->path));
  }
  if (impl_->read_only) return fail(Errc::conflict, impl_->path + " was opened for reading only");
  if (writes.empty()) return ok();
  rocksdb::WriteBatch batch = impl_->batch_of(*writes.impl_);
  bool complete = static_cast<std::size_t>(batch.Count()) == writes.impl_->count();
  if (!complete) return fail(Errc::too_large, "a batch over 4 GiB can't be written; nothing of it was");

  auto start = std::chrono::steady_clock::now();
  rocksdb::WriteOptions durable;
  durable.sync = true;
  rocksdb::Status status = impl_->db->Write(durable, &batch);  // the commit point
  auto took = std::chrono::steady_clock::now() - start;
  if (!status.ok()) {
    impl_->broken = true;
    return fail(
        Errc::unavailable,
        fmt::format("couldn't write to {}: {}. Nothing that was acknowledged is lost; the last batch was not "
                    "acknowledged and may or may not be there. {}, then start again",
                    impl_->path, status.IsNoSpace() ? "the disk is full" : status.ToString(),
                    status.IsNoSpace() ? "Free some space" : "Check the disk"));
  }
  impl_->commits += 1;
  impl_->commit_us +=
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  impl_->bytes += batch.GetDataSize();
  return ok();
}

Result<void> Store::checkpoint(const std::string& path) const {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(impl_->db.get(), &made);
  std::unique_ptr<rocksdb::Checkpoint> owner(made);
  if (status.ok()) status = owner->CreateCheckpoint(path);
  if (!status.ok()) return explain(status, "copy the store to", path);
  return ok();
}

Result<void> Store::compact(Space space) {
  TRY(flush());
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  rocksdb::ColumnFamilyHandle* family = impl_->spaces[static_cast<std::size_t>(space)];
  rocksdb::Status status = impl_->db->CompactRange(options, family, nullptr, nullptr);
  if (!status.ok()) return explain(status, "compact", impl_->path);
  return ok();
}

Result<void> Store::flush() {
  std::vector<rocksdb::ColumnFamilyHandle*> all(impl_->spaces.begin(), impl_->spaces.end());
  rocksdb::Status status = impl_->db->Flush(rocksdb::FlushOptions(), all);
  if (!status.ok()) return explain(status, "flush", impl_->path);
  return ok();
}

Store::Spent Store::spent() const {
  return {impl_->commits.load(), impl_->commit_us.load(), impl_->bytes.load()};
}

}  // namespace assent::storage
