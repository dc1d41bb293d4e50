#include "storage/store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <vector>

#include "tests/storage/temporary_store.h"

namespace assent::storage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> walk(Cursor cursor, bool forward = true) {
  std::vector<std::string> keys;
  for (; cursor.valid(); forward ? cursor.next() : cursor.previous()) keys.emplace_back(cursor.key());
  EXPECT_TRUE(cursor.status());
  return keys;
}

TEST(Store, KeepsWhatWasCommittedInEverySpace) {
  TemporaryFolder folder;
  {
    auto store = open_store(folder.path() + "/deep/in/store");
    WriteSet writes;
    writes.put(Space::log, "k", "log");
    writes.put(Space::state, "k", "state");
    writes.put(Space::time, "k", std::string("t\0me", 4));
    ASSERT_TRUE(store->commit(std::move(writes)));
    EXPECT_EQ(value_of(*store, Space::log, "k"), "log");
  }
  auto store = open_store(folder.path() + "/deep/in/store");
  EXPECT_EQ(value_of(*store, Space::log, "k"), "log");
  EXPECT_EQ(value_of(*store, Space::state, "k"), "state");
  EXPECT_EQ(value_of(*store, Space::time, "k"), std::string("t\0me", 4));
  EXPECT_EQ(value_of(*store, Space::state, "no such key"), "(absent)");
}

TEST(Store, WritesOfOneSetApplyInOrder) {
  TemporaryFolder folder;
  auto store = open_store(folder.path());
  for (std::string key : {"a", "b", "c", "d"}) put_one(*store, Space::time, key, "old");
  WriteSet writes;
  EXPECT_TRUE(writes.empty());
  writes.erase_range(Space::time, "a", "c");
  writes.put(Space::time, "b", "new");
  writes.erase(Space::time, "d");
  EXPECT_FALSE(writes.empty());
  EXPECT_EQ(writes.bytes(), std::string("acbnewd").size());
  ASSERT_TRUE(store->commit(std::move(writes)));
  EXPECT_THAT(walk(store->scan(Space::time, "")), ElementsAre("b", "c"));
  EXPECT_EQ(value_of(*store, Space::time, "b"), "new");
}

TEST(Store, CursorsStayInsideTheirPrefix) {
  TemporaryFolder folder;
  auto store = open_store(folder.path());
  const std::string last = "p\xff\xff";
  for (std::string key : {std::string("o9"), std::string("p1"), std::string("p2"), std::string("p3"), last,
                          std::string("q0")}) {
    put_one(*store, Space::time, key, "v");
  }
  for (bool flushed : {false, true}) {
    if (flushed) {
      ASSERT_TRUE(store->flush());
    }
    EXPECT_THAT(walk(store->scan(Space::time, "p")), ElementsAre("p1", "p2", "p3", last));
    EXPECT_THAT(walk(store->scan(Space::time, "p", "2")), ElementsAre("p2", "p3", last));
    EXPECT_THAT(walk(store->scan(Space::time, "p", "25")), ElementsAre("p3", last));
    EXPECT_THAT(walk(store->scan(Space::time, "\xff")), ElementsAre());
    EXPECT_THAT(walk(store->scan_back(Space::time, "p"), false), ElementsAre(last, "p3", "p2", "p1"));
    EXPECT_THAT(walk(store->scan_back(Space::time, "p", "2"), false), ElementsAre("p2", "p1"));
    EXPECT_THAT(walk(store->scan_back(Space::time, "p", "25"), false), ElementsAre("p2", "p1"));
    EXPECT_THAT(walk(store->scan_back(Space::time, "p", "0"), false), ElementsAre());
  }
}

TEST(Store, ACursorSeesOneMoment) {
  TemporaryFolder folder;
  auto store = open_store(folder.path());
  put_one(*store, Space::state, "a", "1");
  Cursor cursor = store->scan(Space::state, "");
  put_one(*store, Space::state, "b", "2");
  EXPECT_THAT(walk(std::move(cursor)), ElementsAre("a"));
}

TEST(Store, DoesNotMakeAStoreWhereNoneShouldBe) {
  TemporaryFolder folder;
  for (StoreOptions options : {StoreOptions{.path = folder.path() + "/none", .create = false},
                               StoreOptions{.path = folder.path() + "/none", .read_only = true}}) {
    auto store = Store::open(options);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::not_found);
    EXPECT_THAT(store.error().message, HasSubstr("there is no store in"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/none"));
}

TEST(Store, ReadOnlyReadsAndRefusesToWrite) {
  TemporaryFolder folder;
  { put_one(*open_store(folder.path()), Space::log, "k", "v"); }
  auto store = Store::open({.path = folder.path(), .read_only = true});
  ASSERT_TRUE(store) << message_of(store);
  EXPECT_EQ(value_of(*store.value(), Space::log, "k"), "v");
  WriteSet writes;
  writes.put(Space::log, "k", "w");
  EXPECT_EQ(store.value()->commit(std::move(writes)).error().code, Errc::conflict);
}

TEST(Store, RefusesAStoreInUseByThisProcess) {
  TemporaryFolder folder;
  auto store = open_store(folder.path());
  auto second = Store::open({.path = folder.path()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("in use"));
}

TEST(Store, RefusesAStoreInUseByAnotherProcess) {
  TemporaryFolder folder;
  { open_store(folder.path()); }
  int to_parent[2], to_child[2];
  ASSERT_EQ(pipe(to_parent), 0);
  ASSERT_EQ(pipe(to_child), 0);
  pid_t child = fork();
  if (child == 0) {
    // The child takes the lock as RocksDB does and lets go when it is told to.
    int lock = open((folder.path() + "/LOCK").c_str(), O_RDWR);
    struct flock whole {};
    whole.l_type = F_WRLCK;
    bool locked = lock >= 0 && fcntl(lock, F_SETLK, &whole) == 0;
    char byte = locked ? 'y' : 'n';
    bool told = write(to_parent[1], &byte, 1) == 1 && read(to_child[0], &byte, 1) == 1;
    _exit(told ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(read(to_parent[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  auto store = Store::open({.path = folder.path()});
  ASSERT_EQ(write(to_child[1], &byte, 1), 1);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::conflict) << store.error().message;
}

TEST(Store, ACheckpointIsAStoreOfItsOwn) {
  TemporaryFolder folder;
  auto store = open_store(folder.path() + "/store");
  put_one(*store, Space::log, "k", "before");
  auto made = store->checkpoint(folder.path() + "/copy");
  ASSERT_TRUE(made) << message_of(made);
  put_one(*store, Space::log, "k", "after");
  auto copy = open_store(folder.path() + "/copy");
  EXPECT_EQ(value_of(*copy, Space::log, "k"), "before");
  EXPECT_EQ(value_of(*store, Space::log, "k"), "after");
  EXPECT_FALSE(store->checkpoint(folder.path() + "/copy")) << "there already";
}

TEST(Store, SaysWhatIsDamaged) {
  TemporaryFolder folder;
  { put_one(*open_store(folder.path()), Space::log, "k", "v"); }
  std::ofstream(folder.path() + "/CURRENT") << "nonsense";
  auto store = Store::open({.path = folder.path()});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::corrupt) << store.error().message;
}

TEST(Store, CountsWhatCommitsCost) {
  TemporaryFolder folder;
  auto store = open_store(folder.path());
  put_one(*store, Space::log, "k", std::string(1000, 'v'));
  ASSERT_TRUE(store->commit(WriteSet()));  // nothing to write, nothing to count
  EXPECT_EQ(store->spent().commits, 1u);
  EXPECT_GE(store->spent().bytes, 1000u);
}

}  // namespace
}  // namespace assent::storage
