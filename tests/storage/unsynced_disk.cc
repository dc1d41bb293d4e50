#include "tests/storage/unsynced_disk.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace assent::storage {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}
std::string name_of(const std::string& path) {
  return fs::path(path).filename().string();
}

// The bytes that a file is left with.
std::string leftover_of(const UnsyncedFile& file, UnsyncedEnv::Leftover leftover, std::mt19937_64& random) {
  std::ifstream in(file.keep, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  bytes.resize(file.size);
  std::uint64_t unsynced = file.size - file.synced;
  switch (leftover) {
    case UnsyncedEnv::Leftover::none:
      bytes.resize(file.synced);
      break;
    case UnsyncedEnv::Leftover::cut:
      bytes.resize(file.synced + random() % (unsynced + 1));
      break;
    case UnsyncedEnv::Leftover::garbled:
      for (std::uint64_t i = 0; unsynced > 0 && i <= unsynced / 50; ++i) {
        bytes[file.synced + random() % unsynced] = static_cast<char>(random() % 2 == 0 ? 0 : random());
      }
      break;
  }
  return bytes;
}

// RocksDB takes a journal with noise in its tail, but refuses to open on a manifest with any ("checksum mismatch"): that
// is its limit, and a disk that writes noise into a manifest is beyond what the store promises to survive.
bool noise_reaches(const std::string& name) {
  return !name.starts_with("MANIFEST");
}
UnsyncedEnv::Leftover without_noise(UnsyncedEnv::Leftover leftover) {
  return leftover == UnsyncedEnv::Leftover::garbled ? UnsyncedEnv::Leftover::cut : leftover;
}

}  // namespace

UnsyncedFile::~UnsyncedFile() {
  std::error_code ignored;
  if (!keep.empty()) fs::remove(keep, ignored);
}

UnsyncedDisk::UnsyncedDisk(const std::string& folder)
    : root(fs::path(folder + "/disk").lexically_normal().string()), kept_(folder + "/kept") {
  fs::create_directories(root);
  fs::create_directories(kept_);
  folders_[root];
}

void UnsyncedDisk::set(const std::string& path, File file) {
  folders_[folder_of(path)].now[name_of(path)] = std::move(file);
}

UnsyncedDisk::File UnsyncedDisk::create(const std::string& path) {
  auto file = std::make_shared<UnsyncedFile>();
  file->keep = kept_ + "/" + std::to_string(++made_);
  fs::create_hard_link(path, file->keep);
  set(path, file);
  return file;
}

UnsyncedDisk::File UnsyncedDisk::find(const std::string& path) {
  Names& names = folders_[folder_of(path)].now;
  auto found = names.find(name_of(path));
  return found == names.end() ? nullptr : found->second;
}

void UnsyncedDisk::create_folder(const std::string& path) {
  if (find(path) != nullptr) return;
  auto file = std::make_shared<UnsyncedFile>();
  file->is_folder = true;
  set(path, std::move(file));
  folders_[path];
}

void UnsyncedDisk::remove(const std::string& path) {
  folders_[folder_of(path)].now.erase(name_of(path));
}

void UnsyncedDisk::rename(const std::string& from, const std::string& to) {
  File file = find(from);
  remove(from);
  if (file != nullptr) set(to, std::move(file));
}

void UnsyncedDisk::link(const std::string& from, const std::string& to) {
  if (File file = find(from)) set(to, std::move(file));
}

void UnsyncedDisk::sync_folder(const std::string& path) {
  Folder& folder = folders_[path];
  folder.safe = folder.now;
}

UnsyncedDisk::Names UnsyncedDisk::choose(const Folder& folder, UnsyncedEnv::Leftover leftover,
                                         std::mt19937_64& random) {
  if (leftover == UnsyncedEnv::Leftover::none) return folder.safe;
  std::set<std::string> names;
  for (const auto& [name, file] : folder.now) names.insert(name);
  for (const auto& [name, file] : folder.safe) names.insert(name);
  Names chosen;
  for (const std::string& name : names) {
    const Names& from = random() % 2 == 0 ? folder.safe : folder.now;
    auto found = from.find(name);
    if (found != from.end()) chosen[name] = found->second;
  }
  return chosen;
}

void UnsyncedDisk::rebuild(const std::string& path, UnsyncedEnv::Leftover leftover, std::mt19937_64& random,
                           std::map<std::string, Folder>& rebuilt) {
  fs::create_directories(path);
  rebuilt[path];
  for (const auto& [name, file] : choose(folders_[path], leftover, random)) {
    std::string at = path + "/" + name;
    File left = std::make_shared<UnsyncedFile>();
    if (file->is_folder) {
      rebuild(at, leftover, random, rebuilt);
      left->is_folder = true;
    } else {
      std::string bytes =
          leftover_of(*file, noise_reaches(name) ? leftover : without_noise(leftover), random);
      if (!std::ofstream(at, std::ios::binary)
               .write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
        throw std::runtime_error("couldn't write " + at);
      }
      left->keep = kept_ + "/" + std::to_string(++made_);
      fs::create_hard_link(at, left->keep);
      left->size = left->synced = bytes.size();
    }
    rebuilt[path].now[name] = rebuilt[path].safe[name] = left;
  }
}

void UnsyncedDisk::restore(UnsyncedEnv::Leftover leftover, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::map<std::string, Folder> rebuilt;
  fs::remove_all(root);
  rebuild(root, leftover, random, rebuilt);
  folders_ = std::move(rebuilt);
  next_sync.reset();
  space.reset();
  powered = true;
}

}  // namespace assent::storage
