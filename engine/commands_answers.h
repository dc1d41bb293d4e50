// Commands by which people answer: the click on a confirmation link. Part of engine/commands.h; their codec is
// engine/commands_answers.cc.
#pragma once

#include <string>

#include "base/codec.h"
#include "base/ids.h"

namespace assent::engine {

struct ConfirmationCommand {  // POST /o/{token}
  MessageId request;          // the message that asked
  bool refused = false;       // "no, it was not me"
  std::string ip, user_agent;
  bool operator==(const ConfirmationCommand&) const = default;
};

void put(Encoder& e, const ConfirmationCommand& c);
ConfirmationCommand read_confirmation(Decoder& d);

}  // namespace assent::engine
