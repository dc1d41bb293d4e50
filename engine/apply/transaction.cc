#include "engine/apply/transaction.h"

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "base/limits.h"
#include "engine/apply/entity_record.h"
#include "storage/entity_codec.h"
#include "storage/input_log.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;

namespace {

std::size_t index_of(Space space) {
  return static_cast<std::size_t>(space);
}

}  // namespace

Transaction::Transaction(storage::Store& store, storage::Keys& keys, storage::AuditLog audit)
    : store_(store), keys_(keys), audit_(std::move(audit)) {}

Transaction::~Transaction() = default;

void Transaction::begin(const storage::Input& input) {
  seq_ = input.seq;
}

void Transaction::fail(Error error) {
  if (!failure_) failure_ = std::move(error);
}

template <class T, class Read>
T* Transaction::load(Table<T>& table, std::list<Bytes16>& recent, const Bytes16& id, Read read) {
  if (auto found = table.find(id); found != table.end()) {
    recent.splice(recent.begin(), recent, found->second->recency);
    return &found->second->value;
  }
  auto stored = read();
  if (!stored) {
    fail(std::move(stored).error());
    return nullptr;
  }
  if (!stored.value()) return nullptr;
  return &remember(table, recent, id, std::move(*stored.value())).value;
}

template <class T>
Transaction::Entry<T>& Transaction::remember(Table<T>& table, std::list<Bytes16>& recent, const Bytes16& id,
                                             T value) {
  recent.push_front(id);
  auto entry = std::make_unique<Entry<T>>();
  entry->value = std::move(value);
  entry->recency = recent.begin();
  Entry<T>& place = *entry;
  table[id] = std::move(entry);
  return place;
}

Contact* Transaction::contact(ContactId id) {
  return load(contacts_, recent_contacts_, id.bytes(), [&] { return read_contact(store_, keys_, id); });
}

Contact& Transaction::create_contact(ContactId id, SubjectRef ref) {
  Contact fresh;
  fresh.id = id;
  fresh.ref = ref;
  fresh.person.id = id;
  keys_of(Subject::of(id));
  Contact& place = remember(contacts_, recent_contacts_, id.bytes(), std::move(fresh)).value;
  changed(place);
  return place;
}

void Transaction::changed(Contact& contact) {
  Entry<Contact>& entry = *contacts_.at(contact.id.bytes());
  if (entry.changed_by == 0) dirty_contacts_.push_back(contact.id.bytes());
  entry.changed_by = seq_;
}

Address* Transaction::address(AddressId id) {
  return load(addresses_, recent_addresses_, id.bytes(), [&] { return read_address(store_, keys_, id); });
}

Address* Transaction::address_of(const PointKind& kind, std::string_view value) {
  auto found = get(Space::state, layout::index(as_view(keys_.fingerprint("address " + kind.text(), value))));
  if (!found) return nullptr;
  return address(AddressId::from_raw(*found));
}

Address& Transaction::create_address(AddressId id, PointRef ref, const PointKind& kind,
                                     std::string_view value) {
  Address fresh;
  fresh.id = id;
  fresh.ref = ref;
  fresh.kind = kind;
  fresh.value = std::string(value);
  keys_of(Subject::of(id));
  put(Space::state, layout::index(as_view(keys_.fingerprint("address " + kind.text(), value))),
      std::string(id.raw()));
  Address& place = remember(addresses_, recent_addresses_, id.bytes(), std::move(fresh)).value;
  changed(place);
  return place;
}

void Transaction::changed(Address& address) {
  Entry<Address>& entry = *addresses_.at(address.id.bytes());
  if (entry.changed_by == 0) dirty_addresses_.push_back(address.id.bytes());
  entry.changed_by = seq_;
}

std::optional<Message> Transaction::message(MessageId id) {
  auto bytes = get(Space::state, layout::message(id));
  if (!bytes) return std::nullopt;
  auto decoded = storage::decode_message(*bytes);
  if (!decoded) {
    fail(std::move(decoded).error());
    return std::nullopt;
  }
  return std::move(decoded).value();
}

void Transaction::put(const Message& message) {
  put(Space::state, layout::message(message.id), storage::encode(message));
}

std::optional<ContactId> Transaction::who(std::string_view domain, std::string_view name) {
  auto found = get(Space::state, layout::index(as_view(keys_.fingerprint(domain, name))));
  if (!found) return std::nullopt;
  return ContactId::from_raw(*found);
}

void Transaction::bind(std::string_view domain, std::string_view name, ContactId contact) {
  put(Space::state, layout::index(as_view(keys_.fingerprint(domain, name))), std::string(contact.raw()));
}

std::optional<std::string> Transaction::get(Space space, const std::string& key) {
  const auto& overlay = overlay_[index_of(space)];
  if (auto found = overlay.find(key); found != overlay.end()) return found->second;
  auto stored = store_.get(space, key);
  if (!stored) {
    fail(std::move(stored).error());
    return std::nullopt;
  }
  return std::move(stored).value();
}

void Transaction::put(Space space, std::string key, std::string value) {
  if (space == Space::log) {
    appends_.put(space, key,
                 value);  // never read back within a batch but for blobs, which are also in memory
    return;
  }
  if (space == Space::time) time_changed_ = true;
  overlay_[index_of(space)][std::move(key)] = std::move(value);
}

void Transaction::erase(Space space, std::string key) {
  if (space == Space::time) time_changed_ = true;
  overlay_[index_of(space)][std::move(key)] = std::nullopt;
}

void Transaction::erase_range(Space space, std::string from, std::string to) {
  // What this batch put there before goes too: in smaller batches it would have been in the store by now (P8).
  std::erase_if(overlay_[index_of(space)],
                [&](const auto& put) { return put.first >= from && put.first < to; });
  appends_.erase_range(space, from, to);
}

std::shared_ptr<const storage::SubjectKeys> Transaction::keys_of(const Subject& subject) {
  if (auto found = keys_.find(subject)) return found;
  return keys_.create(subject, appends_);
}

Seq Transaction::append_leaf(storage::Leaf leaf, const json::value& payload, const Subject& subject) {
  leaf.input_seq = seq_;
  return audit_.append(std::move(leaf), payload, subject, *keys_of(subject), appends_);
}

void Transaction::append_input(const storage::Input& input) {
  storage::append_input(input, *keys_of(input.subject), appends_);
}

template <class T, class Key>
void Transaction::write_changed(Table<T>& table, std::vector<Bytes16>& dirty, Subject::Kind kind, Key key) {
  for (const Bytes16& id : dirty) {
    Entry<T>& entry = *table.at(id);
    Subject subject{kind, id};
    auto keys = keys_.find(subject);
    appends_.put(Space::state, key(entry.value.id),
                 seal_record(subject, *keys, entry.changed_by, storage::encode(entry.value)));
    entry.changed_by = 0;
  }
  dirty.clear();
}

storage::WriteSet Transaction::take_writes() {
  write_changed(contacts_, dirty_contacts_, Subject::Kind::contact, layout::contact);
  write_changed(addresses_, dirty_addresses_, Subject::Kind::address, layout::address);
  for (Space space : {Space::log, Space::state, Space::time}) {
    for (auto& [key, value] : overlay_[index_of(space)]) {
      if (value) {
        appends_.put(space, key, *value);
      } else {
        appends_.erase(space, key);
      }
    }
  }
  audit_.save(appends_);
  return std::exchange(appends_, storage::WriteSet());
}

template <class T>
void Transaction::shrink(Table<T>& table, std::list<Bytes16>& recent) {
  while (table.size() > limits::contact_cache) {
    table.erase(recent.back());
    recent.pop_back();
  }
}

void Transaction::committed() {
  for (auto& overlay : overlay_) overlay.clear();
  time_changed_ = false;
  shrink(contacts_, recent_contacts_);
  shrink(addresses_, recent_addresses_);
}

}  // namespace assent::engine
