// How RocksDB is set up for a workspace, and why. Inside storage only: the one header that names RocksDB.
#pragma once

#include <rocksdb/db.h>

#include <vector>

#include "storage/store.h"

namespace assent::storage {

inline constexpr std::size_t kSpaces = 3;

rocksdb::DBOptions database_options(const StoreOptions& options);

// RocksDB's own "default", which stays empty, then one for each Space in its order.
std::vector<rocksdb::ColumnFamilyDescriptor> column_families();

}  // namespace assent::storage
