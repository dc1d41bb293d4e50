// A disk that is gone when the object is: for an engine that must leave nothing behind (engine/rehearsal).
//
//   MemoryDisk disk;
//   auto store = Store::open({.path = "/rehearsal/store", .env = disk.env()});
//
// Syncing costs nothing here. Must outlive every store opened on it. Bounded by what is written to it.
#pragma once

#include <memory>

namespace rocksdb {
class Env;
}

namespace assent::storage {

class MemoryDisk {
 public:
  MemoryDisk();
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  rocksdb::Env* env() const { return env_.get(); }

 private:
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace assent::storage
