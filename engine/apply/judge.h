// Putting one message before the gate: the point, the zones, the content and the brakes as they are now.
#pragma once

#include "channels/gate.h"
#include "engine/apply/applying.h"

namespace assent::engine {

struct Judged {
  channels::Decision decision;
  Address* address = nullptr;  // the point that was judged; nullptr: none
  channels::Rendered rendered;
};
Judged judge(Applying& a, Contact& contact, const Message& message, const workflows::Run* run,
             const Bundle& bundle, channels::Stage stage);

// The rendered message with all that a transport needs.
channels::Letter letter_of(Applying& a, const Address& address, const Message& message,
                           channels::Rendered rendered);

}  // namespace assent::engine
