#include "storage/store_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace assent::storage {
namespace {

// An idle process stays under 100 MB: memtables and blocks together are at most about 70 MB, and as memtables
// are allocated when they are written to, an idle store takes far less.
constexpr std::size_t kBlockCacheBytes = 16 << 20;
constexpr std::size_t kAllMemtablesBytes = 48 << 20;
constexpr std::size_t kJournalBytes =
    128 << 20;  // of write-ahead log before memtables are flushed: bounds a restart

rocksdb::BlockBasedTableOptions table_options(const std::shared_ptr<rocksdb::Cache>& cache, bool bloom) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  // Indexes and filters grow with the data; inside the cache they stay within its bound.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  if (bloom) {
    // Most look-ups ask for what isn't there (a new message id, a new contact): the filter saves the read.
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.whole_key_filtering = true;
  }
  return table;
}

// Skip lists, RocksDB's own choice, in all spaces. Whole events (bench/storage, 20,000 contacts, batches of
// 100 and 1000, two busy cores) took no less time from start to end with anything else: a vector for `log`
// changed nothing and would make what was just recorded slow to read; a hash of skip lists for `state` took
// about a fifth off the writer's own processor time, none off the clock, and makes the walk of a state hash
// slow. `time` is scanned in order.
rocksdb::ColumnFamilyOptions space_options(Space space, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.max_write_buffer_number = 3;
  bool bloom = true;
  switch (space) {
    case Space::log:
      options.write_buffer_size = 16 << 20;
      options.compression = rocksdb::kLZ4Compression;  // leaves are JSON; what is sealed doesn't shrink
      bloom = false;                                   // its keys are numbers that are known to exist
      // No insertion hints (memtable_insert_with_hint_prefix_extractor): RocksDB 7.8 aborts in them when retention
      // deletes what lies in the same memtable, before where the last record of its kind was appended.
      break;
    case Space::state:
      options.write_buffer_size = 16 << 20;
      options.compression = rocksdb::kNoCompression;  // sealed
      break;
    case Space::time:
      options.write_buffer_size = 8 << 20;
      options.compression = rocksdb::kLZ4Compression;
      break;
  }
  if (bloom) {
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.05;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(cache, bloom)));
  return options;
}

const char* space_name(Space space) {
  switch (space) {
    case Space::log:
      return "log";
    case Space::state:
      return "state";
    case Space::time:
      return "time";
  }
  return "";
}

}  // namespace

rocksdb::DBOptions database_options(const StoreOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = options.create && !options.read_only;
  db.create_missing_column_families = db.create_if_missing;
  if (options.env != nullptr) db.env = options.env;
  db.paranoid_checks = true;
  // Power can fail in the middle of the last write, which nobody was told of yet, and the disk may have kept
  // any part of it: a cut record, or a whole one with holes. kTolerateCorruptedTailRecords opens only after a
  // cut one and calls a hole corruption, so a workspace would not start again after the very accident that
  // the journal is for. kPointInTimeRecovery stops at the first record that fails its checksum, in all
  // spaces alike. Every commit is synced before the next begins, so only the last can be torn. What a rotten
  // sector takes from the middle of the live journal is shorter by whole commits: RocksDB refuses to open
  // when a table is newer than the journal that is left or a closed journal is missing or cut (below), and
  // whoever holds a checkpoint of the audit log finds the rest.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.track_and_verify_wals_in_manifest = true;
  // After a failed write the store stays closed to writes until it is opened again (store.h); RocksDB must
  // not start writing again by itself when space comes free.
  db.max_bgerror_resume_count = 0;
  db.db_write_buffer_size = kAllMemtablesBytes;
  db.max_total_wal_size = kJournalBytes;
  db.max_background_jobs = 2;
  db.max_open_files = 512;
  db.max_manifest_file_size = 4 << 20;
  db.bytes_per_sync = 1 << 20;  // tables go to disk in steps, so that a flush doesn't stall a commit's sync
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.max_log_file_size = 1 << 20;
  db.keep_log_file_num = 2;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> column_families() {
  auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions{});
  for (Space space : {Space::log, Space::state, Space::time}) {
    families.emplace_back(space_name(space), space_options(space, cache));
  }
  return families;
}

}  // namespace assent::storage
