// Events a second into the store, against the same request bytes in a bare RocksDB batch and against the
// disk's own sync. An event here is what the engine writes for one: input record, message id, contact read
// and written, audit leaf with its payload for every tenth.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <rocksdb/db.h>
#include <unistd.h>

#include <random>

#include "bench/storage/scratch_folder.h"
#include "storage/audit_log.h"
#include "storage/entity_codec.h"
#include "storage/input_log.h"
#include "storage/layout.h"

namespace assent::storage {
namespace {

constexpr std::size_t kRequestBytes = 250;  // of one event, as posted
constexpr std::size_t kContacts = 20'000;

Bytes16 random_16(std::mt19937_64& random) {
  Bytes16 out;
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

void fdatasync_4k(benchmark::State& state) {
  ScratchFolder folder;
  int fd = open((folder.path() + "/file").c_str(), O_CREAT | O_WRONLY, 0600);
  std::string page(4096, 'x');
  for (auto _ : state) {
    if (write(fd, page.data(), page.size()) < 0 || fdatasync(fd) != 0)
      state.SkipWithError("the disk refused");
  }
  close(fd);
}
BENCHMARK(fdatasync_4k)->UseRealTime()->Unit(benchmark::kMicrosecond);

void raw_rocksdb_batch(benchmark::State& state) {
  ScratchFolder folder;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, folder.path(), &opened).ok()) return state.SkipWithError("couldn't open");
  std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions durable;
  durable.sync = true;
  std::mt19937_64 random(1);
  std::string request(kRequestBytes, 'x');
  Seq seq = 0;
  for (auto _ : state) {
    rocksdb::WriteBatch batch;
    for (auto left = state.range(0); left > 0; --left) {
      for (std::size_t i = 0; i < request.size(); i += 8) request[i] = static_cast<char>(random());
      if (!batch.Put(layout::leaf(++seq), request).ok()) state.SkipWithError("couldn't put");
    }
    if (!db->Write(durable, &batch).ok()) state.SkipWithError("couldn't write");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(raw_rocksdb_batch)
    ->Arg(1)
    ->Arg(30)
    ->Arg(100)
    ->Arg(1000)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

// The writer's share of an event without rules and gate.
class EventWriter {
 public:
  explicit EventWriter(const std::string& path)
      : store_(Store::open({.path = path}).value()), keys_((ensure(), Keys(*store_, master()))) {
    log_ = AuditLog::load(*store_).value();
    WriteSet writes;
    for (std::size_t i = 0; i < kContacts; ++i) {
      contacts_.push_back(ContactId::from(random_16(random_)));
      auto keys = keys_.create(Subject::of(contacts_.back()), writes);
      put_contact(contacts_.back(), *keys, writes);
      if (writes.bytes() > 1'000'000) commit(writes);
    }
    commit(writes);
  }

  bool write_events(std::int64_t count) {
    WriteSet writes;
    for (; count > 0; --count) write_event(writes);
    log_.save(writes);
    return commit(writes);
  }

 private:
  static MasterKey master() { return MasterKey::from_bytes(Bytes32{}); }
  void ensure() { (void)ensure_workspace_keys(*store_, master()).value(); }
  bool commit(WriteSet& writes) {
    auto done = store_->commit(std::move(writes));
    writes = WriteSet();
    return done.has_value();
  }

  void put_contact(ContactId id, const SubjectKeys& keys, WriteSet& writes) {
    Contact contact;
    contact.id = contact.person.id = id;
    contact.user_id = "user-1234567";
    contact.attributes["plan"].value = "pro";
    contact.attributes["first_name"].value = "Ada";
    for (int i = 0; i < 20; ++i)
      contact.history.push_back({"Login", from_unix_ms(1'795'000'000'000 + i), Source::observed});
    std::string key = layout::contact(id);
    writes.put(Space::state, key, seal(keys.entity, seq_, encode(contact), key));
  }

  void write_event(WriteSet& writes) {
    ContactId id = contacts_[random_() % contacts_.size()];
    auto keys = keys_.find(Subject::of(id));
    Bytes16 message_id = random_16(random_);
    std::string seen = layout::seen(1, as_view(message_id));
    seen_before_ += store_->get(Space::time, seen).value() ? 1 : 0;
    writes.put(Space::time, seen, "");

    Input input;
    input.seq = ++seq_;
    input.subject = Subject::of(id);
    input.credential = "web";
    input.body.assign(kRequestBytes, 'x');
    append_input(input, *keys, writes);

    std::string sealed = store_->get(Space::state, layout::contact(id)).value().value();
    benchmark::DoNotOptimize(sealed);
    put_contact(id, *keys, writes);
    if (seq_ % 10 != 0) return;
    Leaf leaf;
    leaf.input_seq = seq_;
    leaf.type = LeafType::decision;
    log_.append(leaf, json::value{{"checks", std::string(400, 'c')}}, input.subject, *keys, writes);
  }

  std::mt19937_64 random_{1};
  std::unique_ptr<Store> store_;
  Keys keys_;
  AuditLog log_;
  std::vector<ContactId> contacts_;
  Seq seq_ = 0;
  std::uint64_t seen_before_ = 0;
};

void store_events(benchmark::State& state) {
  ScratchFolder folder;
  EventWriter writer(folder.path() + "/store");
  for (auto _ : state) {
    if (!writer.write_events(state.range(0))) state.SkipWithError("couldn't commit");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(store_events)->Arg(1)->Arg(30)->Arg(100)->Arg(1000)->UseRealTime()->Unit(benchmark::kMicrosecond);

// The same request bytes through Store, nothing else: what this layer adds to the raw batch.
void store_batch(benchmark::State& state) {
  ScratchFolder folder;
  auto store = Store::open({.path = folder.path()}).value();
  std::mt19937_64 random(1);
  std::string request(kRequestBytes, 'x');
  Seq seq = 0;
  for (auto _ : state) {
    WriteSet writes;
    for (auto left = state.range(0); left > 0; --left) {
      for (std::size_t i = 0; i < request.size(); i += 8) request[i] = static_cast<char>(random());
      writes.put(Space::log, layout::leaf(++seq), request);
    }
    if (!store->commit(std::move(writes))) state.SkipWithError("couldn't commit");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(store_batch)->Arg(100)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace assent::storage
