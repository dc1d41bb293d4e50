#include "storage/fields.h"

namespace assent::storage {

void put(Encoder& e, const PointKind& kind) {
  e.u8(static_cast<std::uint8_t>(kind.family()));
  if (kind.family() == PointKind::Family::social) e.string(kind.network());
}

PointKind get_point_kind(FieldReader& r) {
  std::optional<PointKind> kind;
  switch (r.one_of(PointKind::Family::social)) {
    case PointKind::Family::email:
      kind = PointKind::parse("email");
      break;
    case PointKind::Family::phone:
      kind = PointKind::parse("phone");
      break;
    case PointKind::Family::social:
      kind = PointKind::parse("social." + r.text());
      break;
  }
  if (!kind) r.fail();
  return kind.value_or(PointKind());
}

void put(Encoder& e, const Channel& channel) {
  e.u8(static_cast<std::uint8_t>(channel.medium()));
  if (channel.medium() == Medium::social) e.string(channel.network());
}

Channel get_channel(FieldReader& r) {
  std::optional<Channel> channel;
  switch (r.one_of(Medium::social)) {
    case Medium::email:
      channel = Channel::parse("email");
      break;
    case Medium::sms:
      channel = Channel::parse("sms");
      break;
    case Medium::voice:
      channel = Channel::parse("voice");
      break;
    case Medium::social:
      channel = Channel::parse("social." + r.text());
      break;
  }
  if (!channel) r.fail();
  return channel.value_or(Channel());
}

void put(Encoder& e, const channels::Stop& stop) {
  put_optional(e, stop.channel, [&](const Channel& c) { put(e, c); });
  put_optional(e, stop.purpose, [&](const std::string& p) { e.string(p); });
  e.boolean(stop.objection).time(stop.recorded_at).varint(stop.leaf_seq);
}

channels::Stop get_stop(FieldReader& r) {
  channels::Stop stop;
  stop.channel = r.optional([&] { return get_channel(r); });
  stop.purpose = r.optional([&] { return r.text(); });
  stop.objection = r.flag();
  stop.recorded_at = r.time();
  stop.leaf_seq = r.varint();
  return stop;
}

void put(Encoder& e, const channels::Claim& claim) {
  e.id(claim.message).id(claim.contact).raw(as_view(claim.intent));
  e.string(claim.template_name).string(claim.journey).string(claim.purpose);
  put(e, claim.channel);
  e.time(claim.at);
}

channels::Claim get_claim(FieldReader& r) {
  channels::Claim claim;
  claim.message = r.id<MessageId>();
  claim.contact = r.id<ContactId>();
  claim.intent = r.bytes<Bytes16>();
  claim.template_name = r.text();
  claim.journey = r.text();
  claim.purpose = r.text();
  claim.channel = get_channel(r);
  claim.at = r.time();
  return claim;
}

channels::Service get_service(FieldReader& r) {
  std::uint8_t byte = r.u8();
  if (byte > static_cast<std::uint8_t>(channels::Service::access)) r.fail();
  return r.ok() ? static_cast<channels::Service>(byte) : channels::Service::none;
}

void put_optional_time(Encoder& e, const std::optional<Utc>& t) {
  put_optional(e, t, [&](Utc at) { e.time(at); });
}
std::optional<Utc> get_optional_time(FieldReader& r) {
  return r.optional([&] { return r.time(); });
}

}  // namespace assent::storage
