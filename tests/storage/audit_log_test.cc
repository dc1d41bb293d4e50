#include "storage/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/layout.h"
#include "tests/storage/naive_tree.h"
#include "tests/storage/temporary_store.h"

namespace assent::storage {
namespace {

using testing::HasSubstr;

template <class T>
T bytes_of(std::uint8_t byte) {
  T bytes;
  bytes.fill(byte);
  return bytes;
}

Leaf full_leaf() {
  Leaf leaf;
  leaf.seq = 7;
  leaf.input_seq = 9;
  leaf.type = LeafType::decision;
  leaf.time = from_unix_ms(1'795'255'200'000);
  leaf.subject_ref = SubjectRef::from(bytes_of<Bytes16>(0xa1));
  leaf.point_ref = PointRef::from(bytes_of<Bytes16>(0xa2));
  leaf.message_ref = MessageRef::from(bytes_of<Bytes16>(0xa3));
  leaf.channel = "email";
  leaf.purpose = "product \"tips\"\n";
  leaf.outcome = "deny";
  leaf.reasons = {"consent_missing", "quiet_hours"};
  leaf.allow_seq = 1;
  leaf.consent_seq = 0;
  leaf.policy_sha256 = bytes_of<Bytes32>(1);
  leaf.journey_sha256 = bytes_of<Bytes32>(2);
  leaf.notice_sha256 = bytes_of<Bytes32>(3);
  leaf.commitment = bytes_of<Bytes32>(4);
  return leaf;
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  while (times-- > 0) out.append(text);
  return out;
}

TEST(Leaf, CanonicalFormOfVersion1) {
  EXPECT_EQ(full_leaf().canonical(),
            R"({"allow_seq":1,"channel":"email","commitment":")" + repeat("04", 32) +
                R"(","consent_seq":0,"input_seq":9,"journey_sha256":")" + repeat("02", 32) +
                R"(","message_ref":")" + repeat("a3", 16) + R"(","notice_sha256":")" + repeat("03", 32) +
                R"(","outcome":"deny","point_ref":")" + repeat("a2", 16) + R"(","policy_sha256":")" +
                repeat("01", 32) +
                R"(","purpose":"product \"tips\"\n","reasons":["consent_missing","quiet_hours"],"seq":7,)"
                R"("subject_ref":")" +
                repeat("a1", 16) + R"(","time":1795255200000,"type":"decision","v":1})");
  EXPECT_EQ(Leaf{}.canonical(),
            R"({"allow_seq":null,"channel":null,"commitment":")" + repeat("00", 32) +
                R"(","consent_seq":null,"input_seq":0,"journey_sha256":null,"message_ref":null,)"
                R"("notice_sha256":null,"outcome":null,"point_ref":null,"policy_sha256":null,"purpose":null,)"
                R"("reasons":null,"seq":0,"subject_ref":null,"time":0,"type":"engine","v":1})");
}

TEST(Leaf, CanonicalFormIsWhatRfc8785Makes) {
  for (const Leaf& leaf : {full_leaf(), Leaf{}}) {
    std::string canonical = leaf.canonical();
    EXPECT_EQ(canonical, canonical_json(parse_json(canonical).value()));
    auto back = parse_leaf(canonical);
    ASSERT_TRUE(back) << message_of(back);
    EXPECT_EQ(back.value().canonical(), canonical);
  }
}

TEST(Leaf, EveryTypeHasItsName) {
  for (auto type :
       {LeafType::submission, LeafType::confirmation, LeafType::withdrawal, LeafType::suppression,
        LeafType::decision, LeafType::claim, LeafType::outcome, LeafType::deployment, LeafType::key,
        LeafType::erasure, LeafType::access, LeafType::snapshot, LeafType::engine}) {
    EXPECT_EQ(parse_leaf_type(name(type)), type);
  }
  EXPECT_EQ(parse_leaf_type("gossip"), std::nullopt);
}

TEST(Leaf, AnythingElseIsRefused) {
  std::string good = full_leaf().canonical();
  auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  struct {
    std::string text;
    const char* message;
  } rows[] = {{"", "can't be read"},
              {"[]", "isn't a JSON object"},
              {with(R"("v":1)", R"("v":2)"), "members of version 1"},
              {with(R"("v":1)", R"("v":1,"x":1)"), "members of version 1"},
              {with(R"("seq":7,)", ""), "members of version 1"},
              {with(R"("seq":7,)", R"("seq":-7,)"), "members of version 1"},
              {with(R"("seq":7,)", R"("seq":null,)"), "members of version 1"},
              {with(R"("outcome":"deny")", R"("outcome":1)"), "members of version 1"},
              {with(R"("decision")", R"("gossip")"), "members of version 1"},
              {with("a1a1", "a1"), "members of version 1"},
              {with("a1a1", "A1A1"), "canonical"},
              {with(R"("seq":7,)", R"("seq": 7,)"), "canonical"}};
  for (auto& row : rows) {
    auto leaf = parse_leaf(row.text);
    ASSERT_FALSE(leaf) << row.text;
    EXPECT_THAT(leaf.error().message, HasSubstr(row.message)) << row.text;
  }
}

class AuditLogTest : public testing::Test {
 protected:
  void SetUp() override {
    store = open_store(folder.path() + "/store");
    ASSERT_TRUE(ensure_workspace_keys(*store, master_of(1)));
    keys.emplace(*store, master_of(1));
  }

  Seq append(AuditLog& log, const char* text) {
    WriteSet writes;
    Leaf leaf;
    leaf.type = LeafType::decision;
    Seq seq =
        log.append(leaf, json::value{{"address", text}}, subject, *keys->create(subject, writes), writes);
    log.save(writes);
    EXPECT_TRUE(store->commit(std::move(writes)));
    return seq;
  }
  Leaf leaf_at(Seq seq) { return read_leaf(*store, seq).value().value(); }

  TemporaryFolder folder;
  std::unique_ptr<Store> store;
  std::optional<Keys> keys;
  Subject subject = Subject::of(ContactId::from(bytes_of<Bytes16>(5)));
};

TEST_F(AuditLogTest, GrowsAndComesBackTheSame) {
  AuditLog log = AuditLog::load(*store).value();
  EXPECT_EQ(log.size(), 0u);
  std::vector<Bytes32> leaves;
  for (Seq i = 0; i < 9; ++i) {
    EXPECT_EQ(append(log, "ada@acme.example"), i);
    leaves.push_back(leaf_hash(leaf_at(i).canonical()));
    EXPECT_EQ(log.root(), naive_root(leaves));
    AuditLog again = AuditLog::load(*store).value();
    EXPECT_EQ(again.size(), log.size());
    EXPECT_EQ(again.root(), log.root());
  }
  EXPECT_EQ(read_leaf(*store, 9).value(), std::nullopt);
}

TEST_F(AuditLogTest, ALogThatDoesNotEndWhereItsTreeDoesIsDamaged) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "a");
  std::string leaf = value_of(*store, Space::log, layout::leaf(0));
  put_one(*store, Space::log, layout::leaf(1), leaf);
  EXPECT_EQ(AuditLog::load(*store).error().code, Errc::corrupt);
  WriteSet writes;
  writes.erase(Space::log, layout::leaf(0));
  writes.erase(Space::log, layout::leaf(1));
  ASSERT_TRUE(store->commit(std::move(writes)));
  EXPECT_EQ(AuditLog::load(*store).error().code, Errc::corrupt);
}

TEST_F(AuditLogTest, ThePayloadIsSealedAndCommittedTo) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "ada@acme.example");
  Leaf leaf = leaf_at(0);
  std::string plaintext = R"({"address":"ada@acme.example"})";
  std::string seq_bytes(8, '\0');
  Bytes32 salt = hmac_sha256(as_view(keys->find(subject)->salt), seq_bytes);
  EXPECT_EQ(leaf.commitment, sha256("assent/commitment/v1" + std::string(as_view(salt)) + plaintext));
  EXPECT_EQ(value_of(*store, Space::log, layout::payload(0)).find("ada@"), std::string::npos);
  EXPECT_EQ(leaf.canonical().find("ada@"), std::string::npos);
  auto payload = read_payload(*store, *keys, leaf);
  ASSERT_TRUE(payload) << message_of(payload);
  EXPECT_EQ(canonical_json(payload.value().value()), plaintext);
}

TEST_F(AuditLogTest, EqualPayloadsHaveDifferentCommitments) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "ada@acme.example");
  append(log, "ada@acme.example");
  EXPECT_NE(leaf_at(0).commitment, leaf_at(1).commitment);
}

TEST_F(AuditLogTest, AfterErasureThePayloadIsGoneAndTheLeafStands) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "ada@acme.example");
  Bytes32 root = log.root();
  WriteSet erasure;
  erasure.erase(Space::state, layout::keys(subject));
  ASSERT_TRUE(store->commit(std::move(erasure)));
  Keys later(*store, master_of(1));
  auto payload = read_payload(*store, later, leaf_at(0));
  ASSERT_TRUE(payload) << message_of(payload);
  EXPECT_EQ(payload.value(), std::nullopt);
  EXPECT_EQ(AuditLog::load(*store).value().root(), root);
}

TEST_F(AuditLogTest, ADeletedPayloadIsAbsent) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "a");
  WriteSet retention;
  retention.erase(Space::log, layout::payload(0));
  ASSERT_TRUE(store->commit(std::move(retention)));
  EXPECT_EQ(read_payload(*store, *keys, leaf_at(0)).value(), std::nullopt);
}

TEST_F(AuditLogTest, AnAlteredPayloadIsNamed) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "ada@acme.example");
  append(log, "bob@acme.example");
  std::string good = value_of(*store, Space::log, layout::payload(0));
  std::string flipped = good;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  std::string other_kind = good;
  other_kind[0] = 'z';
  Bytes16 someone = bytes_of<Bytes16>(6);
  WriteSet writes;
  keys->create(Subject::of(ContactId::from(someone)), writes);
  ASSERT_TRUE(store->commit(std::move(writes)));
  std::string other_subject = "c" + std::string(as_view(someone)) + good.substr(17);
  struct {
    const char* what;
    std::string bytes;
  } rows[] = {{"a bit", flipped},
              {"cut", good.substr(0, 10)},
              {"kind of subject", other_kind},
              {"subject", other_subject},
              {"another leaf's", value_of(*store, Space::log, layout::payload(1))}};
  for (auto& row : rows) {
    put_one(*store, Space::log, layout::payload(0), row.bytes);
    auto payload = read_payload(*store, *keys, leaf_at(0));
    ASSERT_FALSE(payload) << row.what;
    EXPECT_EQ(payload.error().code, Errc::corrupt) << row.what;
  }
}

TEST_F(AuditLogTest, APayloadResealedByAnInsiderBreaksTheCommitment) {
  AuditLog log = AuditLog::load(*store).value();
  append(log, "ada@acme.example");
  std::string where = layout::payload(0);
  std::string header = value_of(*store, Space::log, where).substr(0, 17);
  std::string forged =
      seal(keys->find(subject)->payload, 0, R"({"address":"eve@acme.example"})", where + header);
  put_one(*store, Space::log, where, header + forged);
  auto payload = read_payload(*store, *keys, leaf_at(0));
  ASSERT_FALSE(payload);
  EXPECT_THAT(payload.error().message, HasSubstr("commits to"));
}

}  // namespace
}  // namespace assent::storage
