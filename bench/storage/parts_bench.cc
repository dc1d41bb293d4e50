// The parts of an event's cost that are arithmetic: sealing, deriving keys, encoding, hashing.
#include <benchmark/benchmark.h>

#include "bench/storage/scratch_folder.h"
#include "storage/audit_log.h"
#include "storage/entity_codec.h"
#include "storage/layout.h"

namespace assent::storage {
namespace {

void seal_bytes(benchmark::State& state) {
  Bytes32 key{};
  std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  std::uint64_t nonce = 0;
  for (auto _ : state) benchmark::DoNotOptimize(seal(key, ++nonce, text, "context of some length"));
}
BENCHMARK(seal_bytes)->Arg(16)->Arg(300)->Arg(3000);

void unseal_bytes(benchmark::State& state) {
  Bytes32 key{};
  std::string sealed = seal(key, 1, std::string(static_cast<std::size_t>(state.range(0)), 'x'), "context");
  for (auto _ : state) {
    auto plain = unseal(key, 1, sealed, "context");
    if (!plain) state.SkipWithError("didn't open");
    benchmark::DoNotOptimize(plain);
  }
}
BENCHMARK(unseal_bytes)->Arg(300);

void sha256_bytes(benchmark::State& state) {
  std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(sha256(std::string_view(text)));
}
BENCHMARK(sha256_bytes)->Arg(64)->Arg(700);

void hkdf(benchmark::State& state) {
  std::string secret(32, 's');
  for (auto _ : state) benchmark::DoNotOptimize(hkdf_sha256(secret, "assent/payload/v1"));
}
BENCHMARK(hkdf);

class WithKeys : public benchmark::Fixture {
 public:
  void SetUp(benchmark::State&) override {
    folder = std::make_unique<ScratchFolder>();
    store = Store::open({.path = folder->path() + "/store"}).value();
    (void)ensure_workspace_keys(*store, master).value();
    keys = std::make_unique<Keys>(*store, master);
  }
  void TearDown(benchmark::State&) override {
    keys.reset();
    store.reset();
    folder.reset();
  }
  static Subject subject(std::uint64_t n) {
    Bytes16 id{};
    std::memcpy(id.data(), &n, sizeof n);
    return Subject::of(ContactId::from(id));
  }
  MasterKey master = MasterKey::from_bytes(Bytes32{});
  std::unique_ptr<ScratchFolder> folder;
  std::unique_ptr<Store> store;
  std::unique_ptr<Keys> keys;
};

BENCHMARK_F(WithKeys, create)(benchmark::State& state) {
  std::uint64_t n = 0;
  WriteSet writes;
  for (auto _ : state) {
    benchmark::DoNotOptimize(keys->create(subject(++n), writes));
    if (writes.bytes() > 10'000'000) writes = WriteSet();
  }
}

BENCHMARK_F(WithKeys, find_cached)(benchmark::State& state) {
  WriteSet writes;
  keys->create(subject(1), writes);
  for (auto _ : state) benchmark::DoNotOptimize(keys->find(subject(1)));
}

BENCHMARK_F(WithKeys, find_cold)(benchmark::State& state) {
  WriteSet writes;
  constexpr std::uint64_t subjects = 10'000;
  for (std::uint64_t n = 1; n <= subjects; ++n) keys->create(subject(n), writes);
  if (!store->commit(std::move(writes))) state.SkipWithError("couldn't commit");
  std::uint64_t n = subjects;
  for (auto _ : state) {
    if (n == subjects) {
      state.PauseTiming();
      keys = std::make_unique<Keys>(*store, master);
      n = 0;
      state.ResumeTiming();
    }
    benchmark::DoNotOptimize(keys->find(subject(++n)));
  }
}

BENCHMARK_F(WithKeys, fingerprint)(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(keys->fingerprint("message", "0b0f2a4e-77b1-4d0c-a8d3-1f2e3d4c5b6a"));
}

BENCHMARK_F(WithKeys, append_leaf)(benchmark::State& state) {
  WriteSet writes;
  auto subject_keys = keys->create(subject(1), writes);
  AuditLog log = AuditLog::load(*store).value();
  Leaf leaf;
  leaf.type = LeafType::decision;
  leaf.subject_ref = SubjectRef();
  leaf.point_ref = PointRef();
  leaf.channel = "email";
  leaf.purpose = "newsletter";
  leaf.outcome = "deny";
  leaf.reasons = {"consent_missing"};
  json::value payload{{"checks", std::string(400, 'c')}};
  for (auto _ : state) {
    log.append(leaf, payload, subject(1), *subject_keys, writes);
    if (writes.bytes() > 10'000'000) writes = WriteSet();
  }
}

Contact contact_with_history(std::int64_t entries) {
  static const char* const names[] = {"Login", "Trial Started", "Project Created", "Page Viewed",
                                      "Report Exported"};
  Contact contact;
  contact.user_id = "user-1234567";
  contact.attributes["plan"].value = "pro";
  contact.attributes["first_name"].value = "Ada";
  contact.attributes["country"].value = "TH";
  contact.attributes["seats"].value = 12;
  for (std::int64_t i = 0; i < entries; ++i) {
    contact.history.push_back(
        {names[i * 7 % 5], from_unix_ms(1'795'000'000'000 + i * 61'000), Source::observed});
  }
  return contact;
}

void encode_contact(benchmark::State& state) {
  Contact contact = contact_with_history(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(encode(contact));
  state.counters["bytes"] = static_cast<double>(encode(contact).size());
}
BENCHMARK(encode_contact)->Arg(10)->Arg(512);

void decode_contact_bytes(benchmark::State& state) {
  std::string bytes = encode(contact_with_history(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(decode_contact(bytes));
}
BENCHMARK(decode_contact_bytes)->Arg(10)->Arg(512);

}  // namespace
}  // namespace assent::storage
