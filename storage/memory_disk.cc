#include "storage/memory_disk.h"

#include <rocksdb/env.h>

namespace assent::storage {

MemoryDisk::MemoryDisk() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {}
MemoryDisk::~MemoryDisk() = default;

}  // namespace assent::storage
