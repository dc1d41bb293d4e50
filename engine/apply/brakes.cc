#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"
#include "engine/apply/identity.h"
#include "engine/apply/outbox.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

std::string key() {
  return storage::layout::singleton("brakes");
}

std::string encode_brakes(const Brakes& brakes) {
  Encoder record;
  record.u8(1).boolean(brakes.everything);
  for (const auto* names : {&brakes.journeys, &brakes.channels}) {
    record.varint(names->size());
    for (const std::string& name : *names) record.string(name);
  }
  return record.take();
}

void toggle(std::vector<std::string>& names, const std::string& name, bool paused) {
  std::erase(names, name);
  if (paused) names.push_back(name);
  std::sort(names.begin(), names.end());
}

}  // namespace

bool Brakes::journey(std::string_view name) const {
  return std::find(journeys.begin(), journeys.end(), name) != journeys.end();
}

bool Brakes::channel(std::string_view name) const {
  return std::find(channels.begin(), channels.end(), name) != channels.end();
}

Brakes read_brakes(Transaction& tx) {
  Brakes brakes;
  auto stored = tx.get(Space::state, key());
  if (!stored) return brakes;
  Decoder record(*stored);
  record.u8();
  brakes.everything = record.boolean();
  for (auto* names : {&brakes.journeys, &brakes.channels}) {
    for (std::uint64_t left = record.varint(); left > 0 && record.ok(); --left)
      names->emplace_back(record.string());
  }
  return brakes;
}

void apply_brake(Applying& a, const BrakeCommand& command) {
  Brakes brakes = read_brakes(a.tx);
  if (!command.journey.empty()) toggle(brakes.journeys, command.journey, command.paused);
  if (command.channel) toggle(brakes.channels, command.channel->text(), command.paused);
  if (command.journey.empty() && !command.channel) {
    brakes.everything = command.paused;
    if (!command.paused) brakes = {};
  }
  a.tx.put(Space::state, key(), encode_brakes(brakes));
  storage::Leaf leaf;
  leaf.type = storage::LeafType::deployment;
  leaf.time = a.now();
  leaf.outcome = command.paused ? "paused" : "resumed";
  if (command.channel) leaf.channel = command.channel->text();
  json::object payload{{"kind", "brake"},
                       {"paused", command.paused},
                       {"journey", command.journey.empty() ? json::value() : json::value(command.journey)},
                       {"credential", a.input.credential}};
  a.tx.append_leaf(std::move(leaf), payload, Subject::workspace());
  if (!command.paused) release_held(a);
}

void release_held(Applying& a) {
  std::vector<MessageId> held;
  for (auto cursor = a.tx.scan(Space::time, storage::layout::queues_prefix()); cursor.valid();
       cursor.next()) {
    held.push_back(storage::layout::queued_message(cursor.key()));
  }
  for (MessageId id : held) {
    auto m = a.tx.message(id);
    if (!m || m->state != storage::MessageState::queued || !m->held_by_brake) continue;
    a.tx.erase(Space::time, storage::layout::queued(m->channel, m->due_at, m->id));
    m->due_at = std::min(a.now(), m->expires_at);
    a.tx.put(Space::time, storage::layout::queued(m->channel, m->due_at, m->id), "");
    a.tx.put(*m);
  }
}

}  // namespace assent::engine
