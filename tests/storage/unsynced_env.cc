#include "tests/storage/unsynced_env.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <filesystem>

#include "tests/storage/unsynced_disk.h"

namespace assent::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;
using Disk = std::shared_ptr<UnsyncedDisk>;
using Lock = std::lock_guard<std::mutex>;

IOStatus no_power() {
  return IOStatus::IOError("the power is off");
}

std::string normal(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

class UnsyncedWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  UnsyncedWritableFile(std::unique_ptr<rocksdb::FSWritableFile> target, Disk disk, UnsyncedDisk::File file,
                       bool is_journal)
      : FSWritableFileOwnerWrapper(std::move(target)),
        disk_(std::move(disk)),
        file_(std::move(file)),
        is_journal_(is_journal) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    Lock lock(disk_->mutex);
    if (!disk_->powered) return no_power();
    std::uint64_t fits = std::min<std::uint64_t>(data.size(), disk_->space.value_or(data.size()));
    IOStatus status = target()->Append(Slice(data.data(), fits), options, debug);
    if (!status.ok()) return status;
    file_->size += fits;
    if (disk_->space) *disk_->space -= fits;
    return fits == data.size() ? status : IOStatus::NoSpace("no space left on this disk");
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    Lock lock(disk_->mutex);
    if (!disk_->powered) return no_power();
    file_->size = size;
    file_->synced = std::min(file_->synced, size);
    return target()->Truncate(size, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return synced([&] { return target()->Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return synced([&] { return target()->Fsync(options, debug); });
  }

 private:
  template <class SyncTarget>
  IOStatus synced(SyncTarget sync) {
    Lock lock(disk_->mutex);
    if (!disk_->powered) return no_power();
    auto fault = is_journal_ ? std::exchange(disk_->next_sync, std::nullopt) : std::nullopt;
    if (fault == UnsyncedEnv::Sync::fails_and_forgets) return IOStatus::IOError("this sync was made to fail");
    IOStatus status = sync();
    if (status.ok()) file_->synced = file_->size;
    if (fault) return IOStatus::IOError("this sync was made to fail, though the bytes are safe");
    if (status.ok() && is_journal_) ++disk_->syncs;
    return status;
  }
  Disk disk_;
  UnsyncedDisk::File file_;
  bool is_journal_;
};

class UnsyncedDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  UnsyncedDirectory(std::unique_ptr<rocksdb::FSDirectory> target, Disk disk, std::string path)
      : FSDirectoryWrapper(std::move(target)), disk_(std::move(disk)), path_(std::move(path)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    Lock lock(disk_->mutex);
    if (!disk_->powered) return no_power();
    disk_->sync_folder(path_);
    return IOStatus::OK();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  Disk disk_;
  std::string path_;
};

class UnsyncedFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit UnsyncedFileSystem(Disk disk)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(std::move(disk)) {}
  const char* Name() const override { return "UnsyncedFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug) override {
    return open(path, options, result, debug, false);
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override {
    return open(path, options, result, debug, true);
  }
  IOStatus ReuseWritableFile(const std::string&, const std::string&, const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("files are not recycled on this disk");
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    IOStatus status = target()->NewDirectory(path, options, &directory, debug);
    if (status.ok()) *result = std::make_unique<UnsyncedDirectory>(std::move(directory), disk_, normal(path));
    return status;
  }
  IOStatus CreateDir(const std::string& path, const IOOptions& options, IODebugContext* debug) override {
    return changed([&] { return target()->CreateDir(path, options, debug); },
                   [&] { disk_->create_folder(normal(path)); });
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions& options,
                              IODebugContext* debug) override {
    if (normal(path) == disk_->root) return IOStatus::OK();
    return changed([&] { return target()->CreateDirIfMissing(path, options, debug); },
                   [&] { disk_->create_folder(normal(path)); });
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* debug) override {
    return changed([&] { return target()->DeleteFile(path, options, debug); },
                   [&] { disk_->remove(normal(path)); });
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    return changed([&] { return target()->RenameFile(from, to, options, debug); },
                   [&] { disk_->rename(normal(from), normal(to)); });
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    return changed([&] { return target()->LinkFile(from, to, options, debug); },
                   [&] { disk_->link(normal(from), normal(to)); });
  }

 private:
  template <class Change, class Remember>
  IOStatus changed(Change change, Remember remember) {
    Lock lock(disk_->mutex);
    if (!disk_->powered) return no_power();
    IOStatus status = change();
    if (status.ok()) remember();
    return status;
  }

  IOStatus open(const std::string& path, const FileOptions& options,
                std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug, bool append) {
    Lock lock(disk_->mutex);
    if (!disk_->powered) return no_power();
    UnsyncedDisk::File file = append ? disk_->find(normal(path)) : nullptr;
    std::unique_ptr<rocksdb::FSWritableFile> opened;
    std::error_code ignored;
    // An old file of this name keeps its bytes, which may come back: the new one must not be the same file.
    if (file == nullptr) std::filesystem::remove(path, ignored);
    IOStatus status = append ? target()->ReopenWritableFile(path, options, &opened, debug)
                             : target()->NewWritableFile(path, options, &opened, debug);
    if (!status.ok()) return status;
    if (file == nullptr) file = disk_->create(normal(path));
    *result = std::make_unique<UnsyncedWritableFile>(std::move(opened), disk_, file, path.ends_with(".log"));
    return status;
  }
  Disk disk_;
};

}  // namespace

struct UnsyncedEnv::Impl {
  Disk disk;
  std::unique_ptr<rocksdb::Env> env;
};

UnsyncedEnv::UnsyncedEnv(const std::string& folder) : impl_(std::make_unique<Impl>()) {
  impl_->disk = std::make_shared<UnsyncedDisk>(folder);
  impl_->env = rocksdb::NewCompositeEnv(std::make_shared<UnsyncedFileSystem>(impl_->disk));
}
UnsyncedEnv::~UnsyncedEnv() = default;

rocksdb::Env* UnsyncedEnv::env() {
  return impl_->env.get();
}
const std::string& UnsyncedEnv::path() const {
  return impl_->disk->root;
}

void UnsyncedEnv::cut_power() {
  Lock lock(impl_->disk->mutex);
  impl_->disk->powered = false;
}
void UnsyncedEnv::restore_power(Leftover leftover, std::uint64_t seed) {
  Lock lock(impl_->disk->mutex);
  impl_->disk->restore(leftover, seed);
}
void UnsyncedEnv::fail_next_sync(Sync how) {
  Lock lock(impl_->disk->mutex);
  impl_->disk->next_sync = how;
}
void UnsyncedEnv::limit_space(std::uint64_t bytes) {
  Lock lock(impl_->disk->mutex);
  impl_->disk->space = bytes;
}
void UnsyncedEnv::free_space() {
  Lock lock(impl_->disk->mutex);
  impl_->disk->space.reset();
}
std::uint64_t UnsyncedEnv::syncs() const {
  Lock lock(impl_->disk->mutex);
  return impl_->disk->syncs;
}

}  // namespace assent::storage
