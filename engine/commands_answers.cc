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

void put(Encoder& e, const InboundCommand& c) {
  e.u8(kFirst).string(c.channel ? c.channel->text() : "").string(c.from).string(c.to).string(c.message_id);
  e.boolean(c.timestamp.has_value());
  if (c.timestamp) e.time(*c.timestamp);
  e.boolean(c.authenticated).boolean(c.third_party).varint(c.notices.size());
  for (const std::string& notice : c.notices) e.string(notice);
  e.u8(static_cast<std::uint8_t>(c.meaning)).string(c.by).string(c.folded).string(c.verbatim);
}

InboundCommand read_inbound(Decoder& d) {
  InboundCommand c;
  std::string_view channel = d.string();
  c.channel = Channel::parse(channel);
  if (!channel.empty() && !c.channel) d.fail();
  c.from = d.string();
  c.to = d.string();
  c.message_id = d.string();
  if (d.boolean()) c.timestamp = d.time();
  c.authenticated = d.boolean();
  c.third_party = d.boolean();
  for (std::uint64_t left = d.varint(); left > 0 && d.ok(); --left) c.notices.emplace_back(d.string());
  std::uint8_t meaning = d.u8();
  if (meaning < 1 || meaning > static_cast<std::uint8_t>(channels::Meaning::unclear)) d.fail();
  if (d.ok()) c.meaning = static_cast<channels::Meaning>(meaning);
  c.by = d.string();
  c.folded = d.string();
  c.verbatim = d.string();
  return c;
}

void put(Encoder& e, const JudgementCommand& c) {
  e.u8(kJudgement).id(c.address).boolean(c.stop).string(c.reason);
}

JudgementCommand read_judgement(Decoder& d) {
  JudgementCommand c;
  c.address = d.id<AddressId>();
  c.stop = d.boolean();
  c.reason = d.string();
  return c;
}

}  // namespace assent::engine
