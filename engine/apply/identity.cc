#include "engine/apply/identity.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply/outbox.h"
#include "engine/apply/preferences.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

Contact& create(Applying& a) {
  Contact& contact =
      a.tx.create_contact(ContactId::from(a.draw("contact")), SubjectRef::from(a.draw("subject")));
  contact.created_at = a.now();
  return contact;
}

void bind_anonymous(Applying& a, Contact& contact, const std::string& anonymous_id) {
  if (contact.anonymous_ids.size() >= limits::contact_anonymous_ids) return;
  contact.anonymous_ids.push_back(anonymous_id);
  a.tx.bind("anonymous", anonymous_id, contact.id);
  a.tx.changed(contact);
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

// Grants that only one of the two gave for a point both hold do not survive (design: intersects).
void intersect_grants(Applying& a, Address& address, ContactId from, ContactId into) {
  auto given = [&](ContactId who, const channels::ConsentEvent& e) {
    std::vector<const channels::Stop*> stops;
    for (const auto& stop : address.stops) stops.push_back(&stop);
    return channels::consent_standing(address.consents, who, e.channel, e.purpose, stops, a.now()).state ==
           channels::ConsentState::given;
  };
  std::vector<channels::ConsentEvent> ended;
  for (const channels::ConsentEvent& e : address.consents) {
    if (e.act != channels::ConsentAct::given && e.act != channels::ConsentAct::confirmed) continue;
    if (e.contact != from && e.contact != into) continue;
    if (given(from, e) == given(into, e)) continue;  // what neither has in force keeps its own reason
    channels::ConsentEvent invalidated = e;
    invalidated.act = channels::ConsentAct::invalidated;
    invalidated.contact = into;
    invalidated.event_time = invalidated.recorded_at = a.now();
    ended.push_back(std::move(invalidated));
  }
  address.consents.insert(address.consents.end(), ended.begin(), ended.end());
}

void merge_address(Applying& a, const Contact::Hold& hold, Contact& from, Contact& into) {
  Address* address = a.tx.address(hold.address);
  if (!address) return;
  if (address->held_by(into.id)) {
    intersect_grants(a, *address, from.id, into.id);
    std::erase_if(address->holders, [&](const channels::Point& p) { return p.contact == from.id; });
  } else {
    into.points.push_back(hold);
  }
  for (auto& point : address->holders) {
    if (point.contact == from.id) point.contact = into.id;
  }
  for (auto& consent : address->consents) {
    if (consent.contact == from.id) consent.contact = into.id;
  }
  for (auto& claim : address->claims) {
    if (claim.contact == from.id) claim.contact = into.id;
  }
  a.tx.changed(*address);
}

// Keeps the older of two runs of one journey; the other's message is not sent.
void merge_runs(Applying& a, Contact& from, Contact& into) {
  for (workflows::Run& run : from.runs) {
    auto same = std::find_if(into.runs.begin(), into.runs.end(), [&](const workflows::Run& other) {
      return other.journey == run.journey && other.key == run.key;
    });
    if (same != into.runs.end() && same->entered_at <= run.entered_at) {
      cancel_message(a, run.message, "the contact was merged into one on the same journey");
      continue;
    }
    if (same != into.runs.end()) {
      cancel_message(a, same->message, "the contact was merged with one longer on the same journey");
      into.runs.erase(same);
    }
    if (run.phase == workflows::Phase::waiting) {
      a.tx.put(Space::time, storage::layout::timer(run.wake_at, 'w', into.id.bytes(), run.id.bytes()), "");
    }
    if (auto message = a.tx.message(run.message)) {
      message->contact = into.id;
      a.tx.put(*message);
    }
    into.runs.push_back(run);
  }
}

template <class T>
void unite(std::vector<T>& into, std::vector<T>& from) {
  into.insert(into.end(), from.begin(), from.end());
}

}  // namespace

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

void merge(Applying& a, Contact& from, Contact& into) {
  for (const Contact::Hold& hold : from.points) merge_address(a, hold, from, into);
  merge_runs(a, from, into);
  for (auto& [name, attribute] : from.attributes) into.attributes.try_emplace(name, std::move(attribute));
  into.countries.merge(from.countries);
  unite(into.history, from.history);
  std::stable_sort(into.history.begin(), into.history.end(), [](auto& x, auto& y) { return x.at < y.at; });
  if (into.history.size() > limits::contact_history) {
    into.history.erase(into.history.begin(), into.history.end() - limits::contact_history);
  }
  unite(into.person.stops, from.person.stops);
  unite(into.person.pauses, from.person.pauses);
  unite(into.person.claims, from.person.claims);
  std::stable_sort(into.person.claims.begin(), into.person.claims.end(),
                   [](auto& x, auto& y) { return x.at < y.at; });
  unite_preferences(into.person, from.person);
  into.person.restricted = into.person.restricted || from.person.restricted;
  unite(into.memories, from.memories);
  for (const std::string& anonymous_id : from.anonymous_ids) bind_anonymous(a, into, anonymous_id);
  unite(into.merged, from.merged);
  into.merged.push_back(from.id);

  Contact pointer;
  pointer.id = from.id;
  pointer.ref = from.ref;
  pointer.person.id = from.id;
  pointer.created_at = from.created_at;
  pointer.merged_into = into.id;
  from = std::move(pointer);
  a.tx.changed(from);
  a.tx.changed(into);
}

Held hold(Applying& a, Contact& contact, const PointKind& kind, const std::string& value) {
  Address* address = a.tx.address_of(kind, value);
  if (!address) {
    address = &a.tx.create_address(AddressId::from(a.draw("address")), PointRef::from(a.draw("point")), kind,
                                   value);
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
