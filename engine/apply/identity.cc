#include "engine/apply/identity.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply/merges.h"

namespace assent::engine {
namespace {

Contact& create(Applying& a) {
  ContactId id =
      ContactId::from(a.draw("contact"));  // the first draw: whose key seals the record is foreseen by it
  Contact& contact = a.tx.create_contact(id, SubjectRef::from(a.draw("subject")));
  contact.created_at = a.now();
  return contact;
}

Contact* anonymous(Transaction& tx, const std::string& anonymous_id) {
  if (anonymous_id.empty()) return nullptr;
  auto id = tx.who("anonymous", anonymous_id);
  return id ? find_contact(tx, *id) : nullptr;
}

// By userId, or by an id like c_...: every place that names a contact takes either.
std::optional<ContactId> known_by(Transaction& tx, const std::string& name) {
  if (auto id = ContactId::parse(name); id && tx.contact(*id)) return id;
  return tx.who("user", name);
}

// An alias names its anonymousId as previousId, unless that is itself a known user.
std::string anonymous_id_of(Transaction& tx, const EventCommand& event) {
  if (event.type == EventType::alias && !known_by(tx, event.previous_id)) return event.previous_id;
  return event.anonymous_id;
}

}  // namespace

void bind_anonymous(Applying& a, Contact& contact, const std::string& anonymous_id) {
  if (contact.anonymous_ids.size() >= limits::contact_anonymous_ids) return;
  contact.anonymous_ids.push_back(anonymous_id);
  a.tx.bind("anonymous", anonymous_id, contact.id);
  a.tx.changed(contact);
}

Contact* find_contact(Transaction& tx, ContactId id) {
  Contact* contact = tx.contact(id);
  while (contact && contact->merged_into) contact = tx.contact(contact->merged_into);
  return contact;
}

Contact* known_contact(Transaction& tx, const std::string& user_id) {
  auto id = known_by(tx, user_id);
  return id ? find_contact(tx, *id) : nullptr;
}

Contact& contact_of_user(Applying& a, const std::string& user_id) {
  if (Contact* known = known_contact(a.tx, user_id)) return *known;
  Contact& fresh = create(a);
  fresh.user_id = user_id;
  a.tx.bind("user", user_id, fresh.id);
  return fresh;
}

Contact& contact_of_event(Applying& a, const EventCommand& event) {
  std::string anonymous_id = anonymous_id_of(a.tx, event);
  Contact* anon = anonymous(a.tx, anonymous_id);
  if (event.user_id.empty()) {
    if (anon) return *anon;
    Contact& fresh = create(a);
    bind_anonymous(a, fresh, anonymous_id);
    return fresh;
  }
  bool unclaimed = anon && anon->user_id.empty();
  auto known = known_by(a.tx, event.user_id);
  if (!known && unclaimed) {  // the first userId to claim this anonymousId
    anon->user_id = event.user_id;
    a.tx.bind("user", event.user_id, anon->id);
    a.tx.changed(*anon);
    return *anon;
  }
  Contact& contact = contact_of_user(a, event.user_id);
  if (anon == &contact) return contact;
  if (unclaimed) {
    merge(a, *anon, contact);
  } else if (!anon && !anonymous_id.empty()) {
    bind_anonymous(a, contact, anonymous_id);
  }
  return contact;
}

ContactId foresee_contact(Transaction& tx, const Entropy& entropy, const EventCommand& event) {
  ContactId fresh = ContactId::from(entropy.derive("contact", 0));
  if (!event.user_id.empty()) {
    if (auto known = known_by(tx, event.user_id)) return *known;
  }
  Contact* anon = anonymous(tx, anonymous_id_of(tx, event));
  bool theirs = anon && (event.user_id.empty() || anon->user_id.empty());
  return theirs ? anon->id : fresh;
}

Held hold(Applying& a, Contact& contact, const PointKind& kind, const std::string& value) {
  Address* address = a.tx.address_of(kind, value);
  if (!address) {
    AddressId id =
        AddressId::from(a.draw("address"));  // in order, whatever order arguments are worked out in
    address = &a.tx.create_address(id, PointRef::from(a.draw("point")), kind, value);
  }
  if (address->held_by(contact.id)) return {address, false};
  channels::Point point;
  point.contact = contact.id;
  address->holders.push_back(point);
  contact.points.push_back({kind, address->id});
  a.tx.changed(*address);
  a.tx.changed(contact);
  return {address, true};
}

}  // namespace assent::engine
