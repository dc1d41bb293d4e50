#include "engine/apply/retention.h"

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"
#include "engine/apply/identity.h"
#include "storage/input_log.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

namespace layout = storage::layout;

enum class Stage : std::uint8_t { inputs = 1, payloads = 2, contacts = 3, addresses = 4 };

// Where the pass stands; the singleton "retention".
struct Pass {
  Stage stage = Stage::inputs;
  Seq first_event = 1;  // every event input before it is gone
  Seq next_leaf = 0;    // every leaf before it was looked at
  Bytes16 last{};       // contact or address
  Retired retired;
  Utc deleted_at{};
};

std::string pass_key() {
  return layout::singleton("retention");
}

std::string encode_pass(const Pass& p) {
  Encoder e;
  e.u8(1)
      .u8(static_cast<std::uint8_t>(p.stage))
      .varint(p.first_event)
      .varint(p.next_leaf)
      .raw(as_view(p.last));
  e.varint(p.retired.inputs).varint(p.retired.payloads).varint(p.retired.history);
  e.varint(p.retired.unconfirmed).varint(p.retired.evidence).time(p.deleted_at);
  return e.take();
}

Pass decode_pass(std::string_view bytes) {
  Decoder d(bytes);
  Pass p;
  d.u8();
  p.stage = static_cast<Stage>(d.u8());
  p.first_event = d.varint();
  p.next_leaf = d.varint();
  std::string_view last = d.raw(p.last.size());
  if (last.size() == p.last.size()) std::copy(last.begin(), last.end(), p.last.begin());
  for (std::uint64_t* count : {&p.retired.inputs, &p.retired.payloads, &p.retired.history,
                               &p.retired.unconfirmed, &p.retired.evidence})
    *count = d.varint();
  p.deleted_at = d.time();
  return p;
}

// Each turn says whether its stage is done.
bool retire_inputs(Applying& a, Pass& p, Utc before) {
  std::string prefix = layout::input(storage::InputKind::event, 0).substr(0, 1);
  auto cursor = a.tx.scan(Space::log, prefix);
  std::size_t looked = 0;
  Seq last = 0;
  bool done = true;
  for (; cursor.valid(); cursor.next()) {
    if (looked++ == limits::retention_turn) {
      done = false;
      break;
    }
    auto recorded = storage::recorded_at(cursor.value());
    if (!recorded || *recorded >= before) break;
    last = Decoder(cursor.key().substr(1)).big_endian64();
    ++p.retired.inputs;
  }
  if (last == 0) return done;
  a.tx.erase_range(Space::log, layout::input(storage::InputKind::event, 0),
                   layout::input(storage::InputKind::event, last + 1));
  p.first_event = last + 1;
  return done;
}

bool behaviour(storage::LeafType type) {
  return type == storage::LeafType::decision || type == storage::LeafType::claim ||
         type == storage::LeafType::outcome;
}

void retire_payload(Applying& a, Pass& p, const storage::Leaf& leaf) {
  auto payload = a.tx.get(Space::log, layout::payload(leaf.seq));
  if (!payload) return;
  auto subject = storage::payload_subject(*payload);
  a.tx.erase(Space::log, layout::payload(leaf.seq));
  a.tx.erase(Space::log, layout::decision(leaf.seq));
  if (subject && subject->kind == Subject::Kind::contact)
    a.tx.erase(Space::log, layout::decision_of(ContactId::from(subject->id), leaf.seq));
  ++p.retired.payloads;
}

bool retire_payloads(Applying& a, Pass& p, Utc before) {
  Encoder from;
  from.big_endian64(p.next_leaf);
  auto cursor = a.tx.scan_from(Space::log, layout::leaf(0).substr(0, 1), from.view());
  for (std::size_t looked = 0; cursor.valid(); cursor.next()) {
    if (looked++ == limits::retention_turn) return false;
    auto leaf = storage::parse_leaf(cursor.value());
    if (!leaf || leaf.value().time >= before) return true;
    if (behaviour(leaf.value().type)) retire_payload(a, p, leaf.value());
    p.next_leaf = leaf.value().seq + 1;
  }
  return true;
}

void retire_history(Applying& a, Pass& p, ContactId id, Utc before) {
  auto lines = a.tx.scan(Space::log, layout::trace_prefix(id));
  std::string kept = layout::trace(id, p.first_event, 0);
  if (lines.valid() && lines.key() < kept) a.tx.erase_range(Space::log, layout::trace(id, 0, 0), kept);
  Contact* contact = a.tx.contact(id);
  if (!contact) return;
  std::size_t gone =
      std::erase_if(contact->history, [&](const storage::HistoryEntry& e) { return e.at < before; });
  if (gone == 0) return;
  p.retired.history += gone;
  a.tx.changed(*contact);
}

// Calls visit(id) for up to a turn of the entities behind p.last; true at their end.
template <class Visit>
bool each_entity(Applying& a, Pass& p, const std::string& prefix, Visit visit) {
  std::string from(as_view(p.last));
  auto cursor = a.tx.scan_from(Space::state, prefix, from);
  std::vector<Bytes16> ids;
  for (; cursor.valid() && ids.size() <= limits::retention_turn; cursor.next()) {
    Bytes16 id = ContactId::from_raw(cursor.key().substr(1)).bytes();
    if (id != p.last) ids.push_back(id);
  }
  bool done = ids.size() <= limits::retention_turn;
  if (!done) ids.pop_back();
  for (const Bytes16& id : ids) visit(id);
  if (!ids.empty()) p.last = ids.back();
  return done;
}

void record(Applying& a, Pass& p) {
  if (!p.retired.any()) return;
  p.deleted_at = a.now();
  storage::Leaf leaf;
  leaf.type = storage::LeafType::erasure;
  leaf.time = a.now();
  leaf.outcome = "retired";
  leaf.policy_sha256 = a.deployed.policy_sha256();
  json::object payload{{"kind", "retention"},
                       {"inputs", p.retired.inputs},
                       {"payloads", p.retired.payloads},
                       {"history", p.retired.history},
                       {"unconfirmed", p.retired.unconfirmed},
                       {"evidence", p.retired.evidence},
                       {"first_event", p.first_event}};
  a.tx.append_leaf(std::move(leaf), payload, Subject::workspace());
  a.out.retired = true;
}

bool turn(Applying& a, Pass& p) {
  const channels::Policy& policy = a.policy();
  switch (p.stage) {
    case Stage::inputs:
      return !policy.keep_events || retire_inputs(a, p, a.now() - *policy.keep_events);
    case Stage::payloads:
      return !policy.keep_events || retire_payloads(a, p, a.now() - *policy.keep_events);
    case Stage::contacts:
      return !policy.keep_events ||
             each_entity(a, p, layout::contact(ContactId()).substr(0, 1), [&](const Bytes16& id) {
               retire_history(a, p, ContactId::from(id), a.now() - *policy.keep_events);
             });
    case Stage::addresses:
      return each_entity(a, p, layout::address(AddressId()).substr(0, 1), [&](const Bytes16& id) {
        if (Address* address = a.tx.address(AddressId::from(id))) retire_consents(a, *address, p.retired);
      });
  }
  return true;
}

void set_timer(Applying& a, Utc due) {
  a.tx.put(Space::time, layout::timer(due, 'r', {}, {}), "");
}

}  // namespace

void schedule_retention(Applying& a) {
  if (a.tx.get(Space::state, pass_key())) return;
  a.tx.put(Space::state, pass_key(), encode_pass(Pass()));
  set_timer(a, a.now() + std::chrono::days(1));
}

void sweep(Applying& a, Utc due) {
  Pass p = decode_pass(a.tx.get(Space::state, pass_key()).value_or(encode_pass(Pass())));
  bool last_stage = p.stage == Stage::addresses;
  if (!turn(a, p)) {
    set_timer(a, std::max(due, a.now()));
  } else if (!last_stage) {
    p.stage = static_cast<Stage>(static_cast<std::uint8_t>(p.stage) + 1);
    p.last = {};
    set_timer(a, std::max(due, a.now()));
  } else {
    record(a, p);
    p.stage = Stage::inputs;
    p.last = {};
    p.retired = {};
    set_timer(a, a.now() + std::chrono::days(1));
  }
  a.tx.put(Space::state, pass_key(), encode_pass(p));
}

RetiredSoFar retired_so_far(const storage::Store& store) {
  auto stored = store.get(Space::state, pass_key());
  if (!stored || !stored.value()) return {};
  Pass p = decode_pass(*stored.value());
  return {p.first_event, p.deleted_at};
}

}  // namespace assent::engine
