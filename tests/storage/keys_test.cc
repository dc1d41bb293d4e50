#include "storage/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>

#include "storage/key_cache.h"
#include "storage/layout.h"
#include "tests/storage/temporary_store.h"

namespace assent::storage {
namespace {

using testing::HasSubstr;

Subject contact(std::uint8_t byte) {
  Bytes16 bytes{};
  bytes.fill(byte);
  return Subject::of(ContactId::from(bytes));
}

class KeysTest : public testing::Test {
 protected:
  void SetUp() override {
    store = open_store(folder.path() + "/store");
    ASSERT_TRUE(ensure_workspace_keys(*store, master_of(1)));
  }
  TemporaryFolder folder;
  std::unique_ptr<Store> store;
};

TEST(Seal, OpensOnlyWithItsKeyNumberAndContext) {
  Bytes32 key{};
  key.fill(7);
  Bytes32 other = key;
  other[31] ^= 1;
  std::string sealed = seal(key, 5, "secret", "context");
  EXPECT_EQ(sealed.size(), 6u + 16u);
  EXPECT_EQ(unseal(key, 5, sealed, "context").value(), "secret");
  EXPECT_EQ(unseal(key, 5, seal(key, 5, "", ""), "").value(), "");
  std::string flipped = sealed;
  flipped[0] = static_cast<char>(flipped[0] ^ 1);
  struct {
    const char* what;
    Result<std::string> result;
  } rows[] = {{"key", unseal(other, 5, sealed, "context")},
              {"number", unseal(key, 6, sealed, "context")},
              {"context", unseal(key, 5, sealed, "contexT")},
              {"a flipped bit", unseal(key, 5, flipped, "context")},
              {"cut", unseal(key, 5, sealed.substr(1), "context")},
              {"nothing", unseal(key, 5, "", "context")}};
  for (auto& row : rows) {
    ASSERT_FALSE(row.result) << row.what;
    EXPECT_EQ(row.result.error().code, Errc::corrupt) << row.what;
  }
}

// NIST's GCM test vectors (test case 14 and its kin): AES-256, zero key, zero nonce, one zero block.
TEST(Seal, IsAes256Gcm) {
  EXPECT_EQ(to_hex(seal(Bytes32{}, 0, std::string(16, '\0'), "")),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST_F(KeysTest, CreatedKeysAreFoundBeforeTheCommitAndByOthersAfter) {
  Keys keys(*store, master_of(1));
  EXPECT_EQ(keys.find(contact(1)), nullptr);
  WriteSet writes;
  auto created = keys.create(contact(1), writes);
  EXPECT_EQ(keys.find(contact(1)), created);
  ASSERT_TRUE(store->commit(std::move(writes)));

  Keys reopened(*store, master_of(1));
  auto found = reopened.find(contact(1));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->payload, created->payload);
  EXPECT_EQ(found->event_body, created->event_body);
  std::set<Bytes32> different{found->event_body, found->evidence_body, found->payload,
                              found->trace,      found->salt,          found->entity};
  EXPECT_EQ(different.size(), 6u);
}

TEST_F(KeysTest, CreateKeepsKeysThatAreThere) {
  Keys keys(*store, master_of(1));
  WriteSet writes;
  auto created = keys.create(contact(1), writes);
  ASSERT_TRUE(store->commit(std::move(writes)));
  Keys later(*store, master_of(1));
  WriteSet none;
  EXPECT_EQ(later.create(contact(1), none)->entity, created->entity);
  EXPECT_TRUE(none.empty());
}

TEST_F(KeysTest, SubjectsShareNothing) {
  Keys keys(*store, master_of(1));
  WriteSet writes;
  std::set<Bytes32> payloads;
  payloads.insert(keys.create(contact(1), writes)->payload);
  payloads.insert(keys.create(contact(2), writes)->payload);
  Bytes16 same{};
  same.fill(1);
  payloads.insert(keys.create(Subject::of(AddressId::from(same)), writes)->payload);
  payloads.insert(keys.find(Subject::workspace())->payload);
  EXPECT_EQ(payloads.size(), 4u);
}

TEST_F(KeysTest, ErasedKeysAreGoneForWhoeverComesLater) {
  WriteSet writes;
  Keys(*store, master_of(1)).create(contact(1), writes);
  ASSERT_TRUE(store->commit(std::move(writes)));
  WriteSet erasure;
  erasure.erase(Space::state, layout::keys(contact(1)));
  ASSERT_TRUE(store->commit(std::move(erasure)));
  EXPECT_EQ(Keys(*store, master_of(1)).find(contact(1)), nullptr);
}

TEST_F(KeysTest, AWrongMasterKeyIsNamedAndNothingHappens) {
  auto wrong = ensure_workspace_keys(*store, master_of(2));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::invalid);
  EXPECT_THAT(wrong.error().message, HasSubstr("isn't the one this store was made with"));
  EXPECT_TRUE(ensure_workspace_keys(*store, master_of(1)));
  EXPECT_DEATH(Keys(*store, master_of(2)), "doesn't open with this master key");
}

TEST_F(KeysTest, LostWorkspaceKeysAreDamageAndNotANewStore) {
  WriteSet writes;
  writes.erase(Space::state, layout::singleton("pepper"));
  ASSERT_TRUE(store->commit(std::move(writes)));
  EXPECT_EQ(ensure_workspace_keys(*store, master_of(1)).error().code, Errc::corrupt);
}

TEST_F(KeysTest, DamagedKeysDoNotPassForErasedOnes) {
  put_one(*store, Space::state, layout::keys(contact(3)), "damaged");
  Keys keys(*store, master_of(1));
  EXPECT_EQ(keys.look_up(contact(3)).error().code, Errc::corrupt);
  EXPECT_DEATH(keys.find(contact(3)), "doesn't open");
}

TEST_F(KeysTest, KeysMovedToAnotherSubjectDoNotOpen) {
  Keys keys(*store, master_of(1));
  WriteSet writes;
  keys.create(contact(1), writes);
  ASSERT_TRUE(store->commit(std::move(writes)));
  put_one(*store, Space::state, layout::keys(contact(2)),
          value_of(*store, Space::state, layout::keys(contact(1))));
  EXPECT_EQ(keys.look_up(contact(2)).error().code, Errc::corrupt);
}

TEST_F(KeysTest, FingerprintsTellDomainsApartAndNeedThePepper) {
  Keys keys(*store, master_of(1));
  EXPECT_EQ(keys.fingerprint("user", "ada"), Keys(*store, master_of(1)).fingerprint("user", "ada"));
  std::set<Bytes16> different{keys.fingerprint("user", "ada"), keys.fingerprint("user", "bob"),
                              keys.fingerprint("anonymous", "ada"), keys.fingerprint("usera", "da")};
  TemporaryFolder elsewhere;
  auto other = open_store(elsewhere.path());
  ASSERT_TRUE(ensure_workspace_keys(*other, master_of(1)));
  different.insert(Keys(*other, master_of(1)).fingerprint("user", "ada"));
  EXPECT_EQ(different.size(), 5u);
}

TEST_F(KeysTest, ManyThreadsFindWhileOneCreates) {
  Keys keys(*store, master_of(1));
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      Bytes32 key{};
      while (!stop) {
        for (std::uint8_t i = 1; i < 20; ++i) {
          auto found = keys.find(contact(i));
          if (found && unseal(key, 1, seal(key, 1, "x", ""), "").value() != "x") ++wrong;
        }
      }
    });
  }
  for (std::uint8_t i = 1; i < 20; ++i) {
    WriteSet writes;
    keys.create(contact(i), writes);
    ASSERT_TRUE(store->commit(std::move(writes)));
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST(KeyCache, TheOneUnusedForLongestMakesRoom) {
  KeyCache cache(2);
  cache.put(contact(1), std::make_shared<SubjectKeys>());
  cache.put(contact(2), std::make_shared<SubjectKeys>());
  EXPECT_NE(cache.get(contact(1)), nullptr);
  cache.put(contact(3), std::make_shared<SubjectKeys>());
  EXPECT_EQ(cache.get(contact(2)), nullptr);
  EXPECT_NE(cache.get(contact(1)), nullptr);
  EXPECT_NE(cache.get(contact(3)), nullptr);
}

TEST(MasterKey, IsMadeOnceAndReadBack) {
  TemporaryFolder folder;
  std::string path = folder.path() + "/master";
  ASSERT_TRUE(MasterKey::create_file(path));
  struct stat about {};
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(MasterKey::create_file(path).error().code, Errc::conflict);
  auto key = MasterKey::load("master", folder.path());
  ASSERT_TRUE(key) << message_of(key);
  auto again = MasterKey::load(path, "/nowhere");
  ASSERT_TRUE(again) << message_of(again);
  EXPECT_EQ(again.value().unwrap(key.value().wrap("secret", "c"), "c").value(), "secret");
  EXPECT_NE(key.value().wrap("secret", "c"), key.value().wrap("secret", "c"));
}

TEST(MasterKey, SaysWhatIsWrong) {
  TemporaryFolder folder;
  auto file = [&](const char* name, const std::string& text, mode_t mode) {
    std::ofstream(folder.path() + "/" + name) << text;
    chmod((folder.path() + "/" + name).c_str(), mode);
  };
  const std::string good(64, 'a');
  file("open", good, 0644);
  file("short", good.substr(1), 0600);
  file("long", good + "a", 0600);
  file("letters", std::string(64, 'x'), 0600);
  setenv("ASSENT_TEST_GOOD", good.c_str(), 1);
  setenv("ASSENT_TEST_BAD", "abc", 1);
  struct {
    const char* where;
    const char* message;
  } rows[] = {
      {"none", "there is no master key"},     {"open", "chmod 600"},
      {"short", "isn't 64 hex digits"},       {"long", "isn't 64 hex digits"},
      {"letters", "isn't 64 hex digits"},     {"env:ASSENT_TEST_NONE", "$ASSENT_TEST_NONE, which isn't set"},
      {"env:ASSENT_TEST_BAD", "isn't 64 hex"}};
  for (auto& row : rows) {
    auto key = MasterKey::load(row.where, folder.path());
    ASSERT_FALSE(key) << row.where;
    EXPECT_THAT(key.error().message, HasSubstr(row.message)) << row.where;
  }
  EXPECT_TRUE(MasterKey::load("env:ASSENT_TEST_GOOD", folder.path()));
}

}  // namespace
}  // namespace assent::storage
