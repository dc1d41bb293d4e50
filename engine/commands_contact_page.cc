#include "engine/commands_contact_page.h"

#include <limits>

namespace assent::engine {
namespace {

constexpr std::uint8_t kFirst = 1;

template <class Number>
Number read_small(Decoder& d) {
  std::uint64_t n = d.varint();
  if (n > std::numeric_limits<Number>::max()) d.fail();
  return static_cast<Number>(n);
}

}  // namespace

std::string_view name(Preference preference) {
  switch (preference) {
    case Preference::pace:
      return "pace";
    case Preference::pause:
      return "pause";
    case Preference::quiet_hours:
      return "quiet_hours";
    case Preference::preferred:
      return "preferred";
    case Preference::access_link:
      return "access_link";
    case Preference::erasure:
      return "erasure";
  }
  return "pause";
}

void put(Encoder& e, const PreferenceCommand& c) {
  e.u8(kFirst).u8(static_cast<std::uint8_t>(c.what)).id(c.contact).id(c.address).boolean(c.access);
  e.varint(c.messages).i64(c.window.count()).boolean(c.until.has_value());
  if (c.until) e.time(*c.until);
  e.varint(c.from_minute).varint(c.to_minute).string(c.channel ? c.channel->text() : "");
  e.string(c.language).string(c.ip).string(c.user_agent);
}

PreferenceCommand read_preference(Decoder& d) {
  PreferenceCommand c;
  std::uint8_t what = d.u8();
  if (what < static_cast<std::uint8_t>(Preference::pace) ||
      what > static_cast<std::uint8_t>(Preference::erasure))
    d.fail();
  if (d.ok()) c.what = static_cast<Preference>(what);
  c.contact = d.id<ContactId>();
  c.address = d.id<AddressId>();
  c.access = d.boolean();
  c.messages = read_small<std::uint32_t>(d);
  c.window = Millis(d.i64());
  if (d.boolean()) c.until = d.time();
  c.from_minute = read_small<std::uint16_t>(d);
  c.to_minute = read_small<std::uint16_t>(d);
  std::string_view channel = d.string();
  c.channel = Channel::parse(channel);
  if (!channel.empty() && !c.channel) d.fail();
  c.language = d.string();
  c.ip = d.string();
  c.user_agent = d.string();
  return c;
}

void put(Encoder& e, const AccessCommand& c) {
  e.u8(kFirst).id(c.contact).string(c.what).string(c.ip).string(c.user_agent);
}

AccessCommand read_access(Decoder& d) {
  AccessCommand c;
  c.contact = d.id<ContactId>();
  c.what = d.string();
  c.ip = d.string();
  c.user_agent = d.string();
  return c;
}

}  // namespace assent::engine
