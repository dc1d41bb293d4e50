#include "engine/commands_answers.h"

// As engine/commands.cc: the first byte, here written and there read, tells the version.

namespace assent::engine {
namespace {

constexpr std::uint8_t kFirst = 1;

}  // namespace

void put(Encoder& e, const ConfirmationCommand& c) {
  e.u8(kFirst).id(c.request).boolean(c.refused).string(c.ip).string(c.user_agent);
}

ConfirmationCommand read_confirmation(Decoder& d) {
  ConfirmationCommand c;
  c.request = d.id<MessageId>();
  c.refused = d.boolean();
  c.ip = d.string();
  c.user_agent = d.string();
  return c;
}

}  // namespace assent::engine
