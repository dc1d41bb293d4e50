// The reads and writes of one batch: a view of the store in which the batch's own changes are seen at once.
//
//   Transaction tx(store, keys, audit);
//   tx.begin(input);                          // the changes that follow belong to this input
//   if (Contact* c = tx.contact(id)) { c->...; tx.changed(*c); }
//   WriteSet writes = tx.take_writes();       // everything since the last take, once each
//   tx.committed();                           // now the cache may forget
//
// Belongs to the writer thread. Entities live decoded in a cache across batches (limits::contact_cache): a pointer
// stays good until committed(). Every write is a function of the inputs alone, so that batches of any size give the
// same bytes (P8): an entity is sealed with the seq of the last input that changed it.
#pragma once

#include <array>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/commands.h"
#include "storage/audit_log.h"
#include "storage/contact.h"
#include "storage/input.h"
#include "storage/keys.h"
#include "storage/message.h"
#include "storage/store.h"

namespace assent::engine {

using channels::Address;
using storage::Contact;
using storage::Message;
using storage::Space;
using storage::Subject;

class Transaction {
 public:
  Transaction(storage::Store& store, storage::Keys& keys, storage::AuditLog audit);
  ~Transaction();

  void begin(const storage::Input& input);

  // Entities; nullptr: there is none. A read error or a record that cannot be read is remembered: see failure().
  Contact* contact(ContactId id);
  Contact& create_contact(ContactId id, SubjectRef ref);
  void changed(Contact& contact);
  Address* address(AddressId id);
  Address* address_of(const PointKind& kind, std::string_view value);
  Address& create_address(AddressId id, PointRef ref, const PointKind& kind, std::string_view value);
  void changed(Address& address);
  std::optional<Message> message(MessageId id);
  void put(const Message& message);

  // Who somebody is to upstream systems. `domain` is "user" or "anonymous".
  // As Keys::fingerprint; one event asks for the same ones several times.
  const Bytes16& fingerprint(std::string_view domain, std::string_view text);
  std::optional<ContactId> who(std::string_view domain, std::string_view name);
  void bind(std::string_view domain, std::string_view name, ContactId contact);

  // Plain records of the state space, and appends to the others.
  std::optional<std::string> get(Space space, const std::string& key);
  void put(Space space, std::string key, std::string value);
  void erase(Space space, std::string key);
  void erase_range(Space space, std::string from, std::string to);
  // What is committed, not what this batch changed: for commands that come first in their batch.
  storage::Cursor scan(Space space, std::string_view prefix) const { return store_.scan(space, prefix); }
  storage::Cursor scan_from(Space space, std::string_view prefix, std::string_view from) const {
    return store_.scan(space, prefix, from);
  }

  // Keys of a subject, made where there are none yet; good until the next call.
  const storage::SubjectKeys& keys_of(const Subject& subject);
  storage::Keys& keys() { return keys_; }

  Seq append_leaf(storage::Leaf leaf, const json::value& payload, const Subject& subject);
  storage::AuditLog& audit() { return audit_; }
  void append_input(const storage::Input& input);

  storage::WriteSet take_writes();
  void committed();
  const std::optional<Error>& failure() const { return failure_; }

  // What the batch put into the spaces that are scanned, for whoever waits on them.
  bool time_changed() const { return time_changed_; }

 private:
  template <class T>
  struct Entry {
    T value;
    Seq changed_by = 0;                                // 0: clean
    std::shared_ptr<const storage::SubjectKeys> keys;  // null until it is written
    typename std::list<Bytes16>::iterator recency;
  };
  struct BytesHash {
    std::size_t operator()(const Bytes16& b) const noexcept {
      return std::hash<ContactId>()(ContactId::from(b));
    }
  };
  template <class T>
  using Table = std::unordered_map<Bytes16, std::unique_ptr<Entry<T>>, BytesHash>;

  template <class T, class Read>
  T* load(Table<T>& table, std::list<Bytes16>& recent, const Bytes16& id, Read read);
  template <class T>
  Entry<T>& remember(Table<T>& table, std::list<Bytes16>& recent, const Bytes16& id, T value);
  template <class T, class Key>
  void write_changed(Table<T>& table, std::vector<Bytes16>& dirty, Subject::Kind kind, Key key);
  template <class T>
  void shrink(Table<T>& table, std::list<Bytes16>& recent);
  void fail(Error error);
  std::optional<Bytes16> indexed(const Bytes16& fingerprint);
  void put_index(const Bytes16& fingerprint, const Bytes16& id);

  storage::Store& store_;
  storage::Keys& keys_;
  storage::AuditLog audit_;
  Seq seq_ = 0;
  Table<Contact> contacts_;
  Table<Address> addresses_;
  std::list<Bytes16> recent_contacts_, recent_addresses_;
  std::vector<Bytes16> dirty_contacts_, dirty_addresses_;
  struct Slot {
    std::optional<std::string> value;
    bool written = false;  // else only read
  };
  std::array<std::unordered_map<std::string, Slot>, 3> overlay_;
  Subject last_subject_;  // one input asks for the same keys again and again
  std::shared_ptr<const storage::SubjectKeys> last_keys_;
  std::unordered_map<std::string, Bytes16> fingerprints_;  // of this batch
  std::unordered_map<Bytes16, Bytes16, BytesHash> index_;  // fingerprint -> id, of those last asked for
  storage::WriteSet appends_;  // keys written once and not read back within the batch
  std::optional<Error> failure_;
  bool time_changed_ = false;
};

}  // namespace assent::engine
