// Who an event is about: internal ids, anonymous binding and merging (design, section 4).
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// The contact of this userId, made where there is none yet.
Contact& contact_of_user(Applying& a, const std::string& user_id);

// The contact an event is about. An anonymousId binds to the first userId that claims it; a later userId with the
// same anonymousId starts fresh. Binding an anonymous contact to an existing one merges it.
Contact& contact_of_event(Applying& a, const EventCommand& event);

// Whom `contact_of_event` will settle on, known before anything is applied; a contact that it will make has the id
// that the entropy gives first.
ContactId foresee_contact(Transaction& tx, const Entropy& entropy, const EventCommand& event);

// A contact by id, following merges; nullptr: there is none.
// nullptr: nobody is called so yet.
Contact* known_contact(Transaction& tx, const std::string& user_id);
Contact* find_contact(Transaction& tx, ContactId id);

// Both are one person: unites stops and suppressions, intersects grants per point, keeps the older run of a
// journey; `from` becomes a pointer to `into`.
void merge(Applying& a, Contact& from, Contact& into);

// The contact holds this address; how it is known stays as it was where it was known before.
// Returns the address, and whether the hold is new.
struct Held {
  Address* address;
  bool fresh;
};
Held hold(Applying& a, Contact& contact, const PointKind& kind, const std::string& value);

}  // namespace assent::engine
