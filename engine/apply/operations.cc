#include "engine/apply/operations.h"

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "engine/apply/retention.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;
using storage::Leaf;
using storage::LeafType;

namespace {

void put_blob(Applying& a, const Bytes32& sha, const std::string& text) {
  a.tx.put(Space::log, layout::blob(sha), text);
}

Leaf workspace_leaf(const Applying& a, LeafType type, std::string outcome) {
  Leaf leaf;
  leaf.type = type;
  leaf.time = a.now();
  leaf.outcome = std::move(outcome);
  return leaf;
}

}  // namespace

Bytes32 digest_of(const DeploymentCommand& deployment) {
  Encoder all;
  all.string(deployment.policy).string(deployment.settings);
  for (const JourneyText& journey : deployment.journeys)
    all.string(journey.name).raw(as_view(journey.version));
  return sha256(all.view());
}

void apply_deployment(Applying& a, const DeploymentCommand& d) {
  if (auto installed = a.deployed.install(d, a.input.seq); !installed) {
    a.out.answer = {true, "invalid", installed.error().message, "", {}};
    return;
  }
  put_blob(a, sha256(d.policy), d.policy);
  put_blob(a, sha256(d.settings), d.settings);
  // So that what somebody read can be shown when the policy says something else.
  for (const auto& [id, notice] : a.policy().notices) put_blob(a, notice.sha256, notice.text);
  json::array journeys;
  for (const JourneyText& journey : d.journeys) {
    put_blob(a, journey.version, journey.bundle);
    journeys.push_back({{"journey", journey.name}, {"version", to_hex(journey.version)}});
  }
  a.tx.put(Space::state, layout::singleton("deployment"), a.deployed.stored());
  a.tx.put(Space::state, layout::singleton("deployed_digest"), std::string(as_view(digest_of(d))));
  schedule_retention(a);
  Leaf leaf = workspace_leaf(a, LeafType::deployment, "deployed");
  leaf.policy_sha256 = a.deployed.policy_sha256();
  json::object payload{{"kind", "deployment"},
                       {"deployer", d.deployer},
                       {"policy", to_hex(a.deployed.policy_sha256())},
                       {"settings", to_hex(sha256(d.settings))},
                       {"journeys", journeys}};
  a.tx.append_leaf(std::move(leaf), payload, Subject::workspace());
  a.out.answer.body["journeys"] = std::move(journeys);
}

std::string encode(const Credential& c) {
  Encoder record;
  record.u8(1).string(c.name).u8(static_cast<std::uint8_t>(c.role)).boolean(c.third_party);
  for (const auto* names : {&c.forms, &c.notices}) {
    record.varint(names->size());
    for (const std::string& name : *names) record.string(name);
  }
  return record.take();
}

std::optional<Credential> decode_credential(std::string_view bytes) {
  Decoder record(bytes);
  Credential c;
  record.u8();
  c.name = std::string(record.string());
  c.role = static_cast<Role>(record.u8());
  c.third_party = record.boolean();
  for (auto* names : {&c.forms, &c.notices}) {
    for (std::uint64_t left = record.varint(); left > 0 && record.ok(); --left)
      names->emplace_back(record.string());
  }
  if (!record.done()) return std::nullopt;
  return c;
}

void apply_key(Applying& a, const KeyCommand& key) {
  a.tx.put(Space::state, layout::api_key(as_view(key.key_sha256)), encode(key.credential));
  json::object payload{{"kind", "key"},
                       {"name", key.credential.name},
                       {"role", name(key.credential.role)},
                       {"third_party", key.credential.third_party},
                       {"key_sha256", to_hex(key.key_sha256)}};
  a.tx.append_leaf(workspace_leaf(a, LeafType::key, "added"), payload, Subject::workspace());
}

std::map<std::string, Bytes32> carriers_in(std::string_view stored) {
  std::map<std::string, Bytes32> carriers;
  Decoder record(stored);
  while (record.ok() && record.left() > 0) {
    std::string channel(record.string());
    std::string_view raw = record.raw(sizeof(Bytes32));
    if (record.ok()) std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(carriers[channel].data()));
  }
  return carriers;
}

void apply_engine_start(Applying& a, const EngineStartCommand& start) {
  Encoder carriers;
  for (const auto& [channel, carrier] : start.carriers) carriers.string(channel).raw(as_view(carrier));
  a.tx.put(Space::state, layout::singleton("carriers"), carriers.take());
  Encoder epoch;
  epoch.big_endian64(start.epoch);
  a.tx.put(Space::state, layout::singleton("epoch"), epoch.take());
  json::object payload{
      {"kind", "start"}, {"semantics", start.semantics}, {"tzdata", start.tzdata}, {"epoch", start.epoch}};
  a.tx.append_leaf(workspace_leaf(a, LeafType::engine, "started"), payload, Subject::workspace());
}

void apply_clock(Applying& a, const ClockCommand& clock) {
  Encoder to;
  to.time(clock.to);
  a.tx.put(Space::state, layout::singleton("clock"), to.take());
  json::object payload{{"kind", "clock"}, {"to", format_rfc3339(clock.to)}};
  a.tx.append_leaf(workspace_leaf(a, LeafType::engine, "clock"), payload, Subject::workspace());
}

}  // namespace assent::engine
