// What an UnsyncedEnv remembers: which names lead to which file, now and after a power cut. Inside the env
// only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "tests/storage/unsynced_env.h"

namespace assent::storage {

// One file, by whatever names. Its bytes stay reachable through a hard link until nothing refers to it any
// more, because a power cut brings deleted names back.
struct UnsyncedFile {
  std::string keep;
  std::uint64_t size = 0, synced = 0;
  bool is_folder = false;
  ~UnsyncedFile();
};

class UnsyncedDisk {
 public:
  explicit UnsyncedDisk(const std::string& folder);

  const std::string root;
  std::mutex mutex;  // held by the env around everything below
  bool powered = true;
  std::optional<UnsyncedEnv::Sync> next_sync;
  std::optional<std::uint64_t> space;
  std::uint64_t syncs = 0;

  using File = std::shared_ptr<UnsyncedFile>;
  File create(const std::string& path);  // the real file is there already, empty and new
  File find(const std::string& path);    // nullptr: not made through the env
  void create_folder(const std::string& path);
  void remove(const std::string& path);
  void rename(const std::string& from, const std::string& to);
  void link(const std::string& from, const std::string& to);
  void sync_folder(const std::string& path);
  void restore(UnsyncedEnv::Leftover leftover, std::uint64_t seed);

 private:
  using Names = std::map<std::string, File>;
  struct Folder {
    Names now, safe;
  };
  static Names choose(const Folder& folder, UnsyncedEnv::Leftover leftover, std::mt19937_64& random);
  void rebuild(const std::string& path, UnsyncedEnv::Leftover leftover, std::mt19937_64& random,
               std::map<std::string, Folder>& rebuilt);
  void set(const std::string& path, File file);

  const std::string kept_;
  std::uint64_t made_ = 0;
  std::map<std::string, Folder> folders_;
};

}  // namespace assent::storage
