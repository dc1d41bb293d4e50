// Who an event is about: internal ids and the binding of anonymous ones (design, section 4). Merging: merges.h.
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

// By userId, or by an id like c_..., following merges; nullptr: nobody is called so yet.
Contact* known_contact(Transaction& tx, const std::string& user_id);
// By id, following merges; nullptr: there is none.
Contact* find_contact(Transaction& tx, ContactId id);

// From here on the anonymousId stands for this contact; not where they have too many already.
void bind_anonymous(Applying& a, Contact& contact, const std::string& anonymous_id);

// The contact holds this address; how it is known stays as it was where it was known before.
// Returns the address, and whether the hold is new.
struct Held {
  Address* address;
  bool fresh;
};
Held hold(Applying& a, Contact& contact, const PointKind& kind, const std::string& value);

}  // namespace assent::engine
