#include "storage/input_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/layout.h"
#include "tests/storage/temporary_store.h"

namespace assent::storage {
namespace {

using testing::HasSubstr;

class InputLogTest : public testing::Test {
 protected:
  void SetUp() override {
    store = open_store(folder.path() + "/store");
    ASSERT_TRUE(ensure_workspace_keys(*store, master_of(1)));
    keys.emplace(*store, master_of(1));
  }

  static Subject contact(std::uint8_t byte) {
    Bytes16 bytes{};
    bytes.fill(byte);
    return Subject::of(ContactId::from(bytes));
  }
  Input input(Seq seq, InputKind kind, const Subject& subject) {
    Input in;
    in.seq = seq;
    in.now = from_unix_ms(1'795'000'000'000 + static_cast<std::int64_t>(seq));
    in.kind = kind;
    in.subject = subject;
    in.credential = "web";
    in.entropy.bytes.fill(static_cast<std::uint8_t>(seq));
    in.body = "body of " + std::to_string(seq);
    return in;
  }
  void append(const Input& in) {
    WriteSet writes;
    append_input(in, *keys->create(in.subject, writes), writes);
    ASSERT_TRUE(store->commit(std::move(writes)));
  }
  void erase_keys(const Subject& subject) {
    WriteSet writes;
    writes.erase(Space::state, layout::keys(subject));
    ASSERT_TRUE(store->commit(std::move(writes)));
    keys.emplace(*store, master_of(1));
  }

  TemporaryFolder folder;
  std::unique_ptr<Store> store;
  std::optional<Keys> keys;
};

TEST_F(InputLogTest, TwoRangesReadAsOneLog) {
  const InputKind kinds[] = {InputKind::event,        InputKind::submission, InputKind::timer,
                             InputKind::withdrawal,   InputKind::claim,      InputKind::outcome,
                             InputKind::engine_start, InputKind::erasure};
  Seq seq = 1;
  for (InputKind kind : kinds) {
    append(input(seq, kind,
                 seq % 3 == 0 ? Subject::workspace() : contact(static_cast<std::uint8_t>(seq % 2 + 1))));
    ++seq;
  }
  append(input(300, InputKind::event, contact(1)));  // big-endian: 300 comes after 8
  for (Seq from : {Seq{1}, Seq{4}}) {
    InputReader reader(*store, *keys, from);
    for (Seq expected = from; expected < seq; ++expected) {
      auto record = reader.next();
      ASSERT_TRUE(record) << message_of(record);
      ASSERT_TRUE(record.value());
      const Input& in = record.value()->input;
      EXPECT_FALSE(record.value()->erased);
      EXPECT_EQ(in.seq, expected);
      EXPECT_EQ(in.kind, kinds[expected - 1]);
      EXPECT_EQ(in.credential, "web");
      EXPECT_EQ(in.body, "body of " + std::to_string(expected));
      EXPECT_EQ(in.entropy.bytes[7], expected);
      EXPECT_EQ(to_unix_ms(in.now), 1'795'000'000'000 + static_cast<std::int64_t>(expected));
    }
    EXPECT_EQ(reader.next().value()->input.seq, 300u);
    EXPECT_EQ(reader.next().value(), std::nullopt);
  }
}

TEST_F(InputLogTest, BodiesAreSealed) {
  append(input(1, InputKind::event, contact(1)));
  EXPECT_EQ(value_of(*store, Space::log, layout::input(InputKind::event, 1)).find("body of"),
            std::string::npos);
}

TEST_F(InputLogTest, AnErasedSubjectLeavesItsRecordsEmpty) {
  append(input(1, InputKind::event, contact(1)));
  append(input(2, InputKind::event, contact(2)));
  erase_keys(contact(1));
  InputReader reader(*store, *keys);
  auto first = reader.next();
  ASSERT_TRUE(first) << message_of(first);
  EXPECT_TRUE(first.value()->erased);
  EXPECT_EQ(first.value()->input.seq, 1u);
  EXPECT_EQ(first.value()->input.body, "");
  EXPECT_EQ(first.value()->input.entropy, Entropy{});
  auto second = reader.next();
  EXPECT_FALSE(second.value()->erased);
  EXPECT_EQ(second.value()->input.body, "body of 2");
}

TEST_F(InputLogTest, AlteredRecordsAreNamed) {
  append(input(1, InputKind::event, contact(1)));
  append(input(2, InputKind::event, contact(1)));
  std::string key = layout::input(InputKind::event, 1);
  const std::string good = value_of(*store, Space::log, key);
  auto with = [&](std::size_t at, char byte) {
    std::string bytes = good;
    bytes[at] = byte;
    return bytes;
  };
  struct {
    const char* what;
    std::string bytes;
    const char* message;
  } rows[] = {
      {"version", with(0, 9), "input 1 in the log can't be read"},
      {"unknown kind", with(1, 99), "can't be read"},
      {"evidence among events", with(1, 2), "wrong key range"},
      {"another event-like kind", with(1, 6), "was altered"},
      {"time", with(3, '\x81'), "was altered"},
      {"credential", with(27, 'x'), "was altered"},
      {"body", with(good.size() - 20, '\0'), "was altered"},
      {"cut", good.substr(0, 12), "can't be read"},
      {"another record's", value_of(*store, Space::log, layout::input(InputKind::event, 2)), "was altered"},
      {"empty", "", "can't be read"}};
  for (auto& row : rows) {
    put_one(*store, Space::log, key, row.bytes);
    InputReader reader(*store, *keys);
    auto record = reader.next();
    ASSERT_FALSE(record) << row.what;
    EXPECT_EQ(record.error().code, Errc::corrupt) << row.what;
    EXPECT_THAT(record.error().message, HasSubstr(row.message)) << row.what;
  }
}

TEST_F(InputLogTest, EveryKindHasANameAndAPlace) {
  for (int k = 1; k <= 14; ++k) {
    auto kind = static_cast<InputKind>(k);
    EXPECT_NE(name(kind), "unknown");
    EXPECT_EQ(layout::input(kind, 1)[0], is_evidence(kind) ? 'v' : 'e');
  }
}

TEST_F(InputLogTest, TheStateHashSeesStateAndTimeButNoSecretsAndNoLog) {
  Bytes32 before = state_hash(*store).value();
  WriteSet secrets;
  keys->create(contact(1), secrets);
  ASSERT_TRUE(store->commit(std::move(secrets)));
  put_one(*store, Space::log, "l", "leaf");
  EXPECT_EQ(state_hash(*store).value(), before);
  put_one(*store, Space::state, "c1", "a");
  Bytes32 with_state = state_hash(*store).value();
  EXPECT_NE(with_state, before);
  put_one(*store, Space::time, "T1", "");
  EXPECT_NE(state_hash(*store).value(), with_state);
}

TEST_F(InputLogTest, TheStateHashKeepsNeighboursApart) {
  put_one(*store, Space::state, "cab", "c");
  Bytes32 one = state_hash(*store).value();
  WriteSet writes;
  writes.erase(Space::state, "cab");
  writes.put(Space::state, "ca", "bc");
  ASSERT_TRUE(store->commit(std::move(writes)));
  EXPECT_NE(state_hash(*store).value(), one);
}

TEST_F(InputLogTest, CopiedKeysReadTheLogElsewhere) {
  WriteSet writes;
  auto made = keys->create(contact(1), writes);
  ASSERT_TRUE(store->commit(std::move(writes)));
  put_one(*store, Space::state, "c1", "not a key");
  auto copy = open_store(folder.path() + "/copy");
  ASSERT_TRUE(copy_keys(*store, *copy));
  ASSERT_TRUE(ensure_workspace_keys(*copy, master_of(1)));
  Keys there(*copy, master_of(1));
  EXPECT_EQ(there.find(contact(1))->event_body, made->event_body);
  EXPECT_EQ(there.fingerprint("d", "t"), keys->fingerprint("d", "t"));
  EXPECT_EQ(value_of(*copy, Space::state, "c1"), "(absent)");
  WriteSet none;
  there.create(contact(1), none);
  EXPECT_TRUE(none.empty()) << "a replay makes no new keys for old subjects";
}

}  // namespace
}  // namespace assent::storage
