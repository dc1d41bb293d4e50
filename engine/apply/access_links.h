// The link that lets a person see and change everything on their own page: sent on request to the point of the link
// that they asked with, as one of the two messages that need no consent (P1).
//
//   ask_for_access(a, contact, preference);         // the gate is asked; sent, or the answer says why not
//
// The answer's body has "said": the key of the page's words that tell what came of it.
#pragma once

#include "engine/apply/service_messages.h"

namespace assent::engine {

void ask_for_access(Applying& a, Contact& contact, const PreferenceCommand& asked);

// What its message says, with a link that works for limits::access_link from the moment at which it is handed over.
ServiceContent access_content(Applying& a, const Contact& contact, const Address& address);

}  // namespace assent::engine
