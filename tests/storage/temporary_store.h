// A store in a folder of its own that goes away with it, and a master key to go with it.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "storage/keys.h"
#include "storage/store.h"

namespace assent::storage {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "assent-storage-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline MasterKey master_of(std::uint8_t byte) {
  Bytes32 bytes;
  bytes.fill(byte);
  return MasterKey::from_bytes(bytes);
}

template <class T>
std::string message_of(const Result<T>& result) {
  return result.has_error() ? result.error().message : std::string();
}

// Opens or ends the test.
inline std::unique_ptr<Store> open_store(const std::string& path, rocksdb::Env* env = nullptr) {
  auto store = Store::open({.path = path, .env = env});
  if (!store)
    throw std::runtime_error(store.error().message);  // GoogleTest reports it as this test's failure
  return std::move(store).value();
}

inline void put_one(Store& store, Space space, std::string_view key, std::string_view value) {
  WriteSet writes;
  writes.put(space, key, value);
  auto done = store.commit(std::move(writes));
  ASSERT_TRUE(done) << message_of(done);
}

inline std::string value_of(const Store& store, Space space, std::string_view key) {
  auto value = store.get(space, key);
  if (!value) return "error: " + value.error().message;
  return value.value().value_or("(absent)");
}

}  // namespace assent::storage
