// P4: what was acknowledged survives the power cut, whatever the disk kept of the rest; and proof that the
// disk of these tests does forget what was not synced.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <random>

#include "tests/storage/temporary_store.h"
#include "tests/storage/unsynced_env.h"

namespace assent::storage {
namespace {

using testing::HasSubstr;
using Leftover = UnsyncedEnv::Leftover;

constexpr Leftover kLeftovers[] = {Leftover::none, Leftover::cut, Leftover::garbled};

class PowerLoss : public testing::Test {
 protected:
  std::string place() const { return disk.path() + "/data/store"; }
  void open() { store = open_store(place(), disk.env()); }
  void cut_power_and_reopen(Leftover leftover, std::uint64_t seed = 0) {
    disk.cut_power();
    store.reset();
    disk.restore_power(leftover, seed);
    open();
  }
  Result<void> commit(const std::string& key, const std::string& value) {
    WriteSet writes;
    for (Space space : {Space::log, Space::state, Space::time}) writes.put(space, key, value);
    return store->commit(std::move(writes));
  }
  std::string in_all_spaces(const std::string& key) const {
    std::string value = value_of(*store, Space::log, key);
    bool same = value == value_of(*store, Space::state, key) && value == value_of(*store, Space::time, key);
    return same ? value : "torn: differs between spaces";
  }

  TemporaryFolder folder;
  UnsyncedEnv disk{folder.path()};
  std::unique_ptr<Store> store;
};

TEST_F(PowerLoss, ACommittedWriteSurvives) {
  for (Leftover leftover : kLeftovers) {
    open();
    ASSERT_TRUE(commit("k", "v"));
    cut_power_and_reopen(leftover);
    EXPECT_EQ(in_all_spaces("k"), "v");
    store.reset();
  }
}

TEST_F(PowerLoss, TheVeryFirstCommitSurvivesInFoldersMadeForIt) {
  open();
  ASSERT_TRUE(commit("k", "v"));
  disk.cut_power();
  store.reset();
  disk.restore_power(Leftover::none);
  auto again = Store::open({.path = place(), .env = disk.env(), .create = false});
  ASSERT_TRUE(again) << message_of(again);
  EXPECT_EQ(value_of(*again.value(), Space::log, "k"), "v");
}

// The guard itself: what RocksDB writes without a sync, this disk forgets. If it didn't, no test here could
// fail.
TEST_F(PowerLoss, AWriteWithoutSyncIsForgotten) {
  struct {
    bool sync;
    bool there;
  } rows[] = {{true, true}, {false, false}};
  for (auto& row : rows) {
    std::string path = disk.path() + (row.sync ? "/synced" : "/unsynced");
    rocksdb::Options options;
    options.create_if_missing = true;
    options.env = disk.env();
    auto open_raw = [&] {
      rocksdb::DB* db = nullptr;
      EXPECT_TRUE(rocksdb::DB::Open(options, path, &db).ok());
      return std::unique_ptr<rocksdb::DB>(db);
    };
    ASSERT_TRUE(disk.env()->CreateDirIfMissing(path).ok());
    std::unique_ptr<rocksdb::Directory> root;
    ASSERT_TRUE(disk.env()->NewDirectory(disk.path(), &root).ok());
    ASSERT_TRUE(root->Fsync().ok());
    auto db = open_raw();
    rocksdb::WriteOptions write;
    write.sync = true;
    ASSERT_TRUE(db->Put(write, "before", "1").ok());
    write.sync = row.sync;
    ASSERT_TRUE(db->Put(write, "k", "v").ok());
    std::string value;
    ASSERT_TRUE(db->Get(rocksdb::ReadOptions(), "k", &value).ok());
    disk.cut_power();
    db.reset();
    disk.restore_power(Leftover::none);
    db = open_raw();
    EXPECT_TRUE(db->Get(rocksdb::ReadOptions(), "before", &value).ok());
    EXPECT_EQ(db->Get(rocksdb::ReadOptions(), "k", &value).ok(), row.there) << "sync = " << row.sync;
  }
}

TEST_F(PowerLoss, OneCommitIsOneSync) {
  open();
  std::uint64_t before = disk.syncs();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(commit("k", "v"));
  EXPECT_EQ(disk.syncs(), before + 5);
}

// A batch is there in all spaces or in none, and a commit never without those before it.
TEST_F(PowerLoss, ManyCutsLoseNothingAndTearNothing) {
  std::mt19937_64 random(20261121);
  open();
  int acknowledged = 0;
  for (std::uint64_t round = 0; round < 21; ++round) {
    for (auto commits = random() % 6; commits > 0; --commits) {
      std::string value = std::to_string(acknowledged) + std::string(random() % 40'000, 'x');
      ASSERT_TRUE(commit("k" + std::to_string(acknowledged), value));
      ++acknowledged;
      if (random() % 8 == 0) {
        ASSERT_TRUE(store->flush());
      }
    }
    // One more, whose sync fails: the disk may keep any part of it.
    disk.fail_next_sync(UnsyncedEnv::Sync::fails_and_forgets);
    std::string tail = "k" + std::to_string(acknowledged);
    ASSERT_FALSE(commit(tail, std::to_string(acknowledged) + std::string(random() % 40'000, 'y')));
    cut_power_and_reopen(kLeftovers[round % 3], round);
    for (int i = 0; i < acknowledged; ++i) {
      std::string value = in_all_spaces("k" + std::to_string(i));
      ASSERT_EQ(value.substr(0, value.find_first_of("xy")), std::to_string(i)) << "round " << round;
    }
    std::string last = in_all_spaces(tail);
    ASSERT_THAT(last, testing::Not(HasSubstr("torn"))) << "round " << round;
    if (last != "(absent)") ++acknowledged;  // it may be there, whole; then it must stay
  }
  EXPECT_GT(acknowledged, 21);
}

struct FailedSync {
  UnsyncedEnv::Sync how;
  const char* after_power_cut;
};

TEST_F(PowerLoss, AFailedCommitClosesTheStoreWhetherItPersistedOrNot) {
  const FailedSync rows[] = {{UnsyncedEnv::Sync::fails_though_persisted, "new"},
                             {UnsyncedEnv::Sync::fails_and_forgets, "old"}};
  for (const auto& row : rows) {
    open();
    ASSERT_TRUE(commit("k", "old"));
    disk.fail_next_sync(row.how);
    auto failed = commit("k", "new");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::unavailable);
    EXPECT_THAT(failed.error().message, HasSubstr("Nothing that was acknowledged is lost"));
    auto later = commit("other", "v");
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().code, Errc::unavailable);
    EXPECT_THAT(later.error().message, HasSubstr("Start again"));
    cut_power_and_reopen(Leftover::none);
    EXPECT_EQ(in_all_spaces("k"), row.after_power_cut);
    EXPECT_EQ(in_all_spaces("other"), "(absent)");
    ASSERT_TRUE(commit("k", "after"));
    store.reset();
  }
}

TEST_F(PowerLoss, AFullDiskIsNamedAndLosesNothing) {
  for (std::uint64_t space :
       {std::uint64_t{0}, std::uint64_t{10}, std::uint64_t{5000}, std::uint64_t{70'000}}) {
    open();
    ASSERT_TRUE(commit("k", "old"));
    disk.limit_space(space);
    int acknowledged = 0;
    Result<void> last = ok();
    while (acknowledged < 1000) {
      last = commit("n" + std::to_string(acknowledged), std::string(1000, 'v'));
      if (!last) break;
      ++acknowledged;
    }
    ASSERT_FALSE(last) << space;
    EXPECT_EQ(last.error().code, Errc::unavailable);
    EXPECT_THAT(last.error().message, HasSubstr("the disk is full"));
    EXPECT_THAT(last.error().message, HasSubstr("Free some space"));
    disk.free_space();
    EXPECT_EQ(commit("k", "new").error().code, Errc::unavailable) << "stays closed until it is opened again";
    cut_power_and_reopen(Leftover::cut, space);
    EXPECT_EQ(in_all_spaces("k"), "old");
    for (int i = 0; i < acknowledged; ++i) {
      EXPECT_EQ(in_all_spaces("n" + std::to_string(i)), std::string(1000, 'v'));
    }
    ASSERT_TRUE(commit("k", "old"));
    store.reset();
  }
}

TEST_F(PowerLoss, AFullDiskUnderATableFailsTheNextCommitAndLosesNothing) {
  open();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(commit("k" + std::to_string(i), std::string(5000, 'v')));
  disk.limit_space(1000);
  auto flushed = store->flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, Errc::unavailable) << flushed.error().message;
  auto failed = commit("n", "v");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unavailable);
  cut_power_and_reopen(Leftover::none);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(in_all_spaces("k" + std::to_string(i)), std::string(5000, 'v'));
}

TEST_F(PowerLoss, AFullDiskAtStartIsNamed) {
  open();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(commit("k" + std::to_string(i), std::string(5000, 'v')));
  store.reset();
  disk.limit_space(100);
  auto again = Store::open({.path = place(), .env = disk.env()});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::unavailable) << again.error().message;
  EXPECT_THAT(again.error().message, HasSubstr("the disk is full"));
  disk.free_space();
  open();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(in_all_spaces("k" + std::to_string(i)), std::string(5000, 'v'));
}

}  // namespace
}  // namespace assent::storage
