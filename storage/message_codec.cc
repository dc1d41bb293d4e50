#include "storage/entity_codec.h"
#include "storage/fields.h"

// u8 version, then the fields in the order below.
namespace assent::storage {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

std::string encode(const Message& message) {
  Encoder e;
  e.u8(kVersion).id(message.id).id(message.ref).id(message.contact).id(message.address).id(message.run);
  e.string(message.journey).raw(as_view(message.version)).varint(message.step).string(message.step_name);
  e.string(message.template_name).string(message.purpose);
  put(e, message.channel);
  e.varint(message.tried).raw(as_view(message.intent)).u8(static_cast<std::uint8_t>(message.state));
  e.time(message.queued_at).time(message.due_at).time(message.expires_at);
  put_optional_time(e, message.handed_over_at);
  e.varint(message.attempts).varint(message.epoch).varint(message.connection);
  e.varint(message.plan_leaf).varint(message.claim_leaf).varint(message.outcome_leaf);
  e.string(message.defer_reasons).boolean(message.held_by_brake).boolean(message.last_try);
  e.boolean(message.stopped).boolean(message.maybe_sent);
  e.u8(static_cast<std::uint8_t>(message.service));
  return e.take();
}

Result<Message> decode_message(std::string_view bytes) {
  FieldReader r(bytes);
  if (r.u8() != kVersion) return fail(Errc::corrupt, "a message in the store has an unknown version");
  Message message;
  message.id = r.id<MessageId>();
  message.ref = r.id<MessageRef>();
  message.contact = r.id<ContactId>();
  message.address = r.id<AddressId>();
  message.run = r.id<RunId>();
  message.journey = r.text();
  message.version = r.bytes<Bytes32>();
  message.step = r.number32();
  message.step_name = r.text();
  message.template_name = r.text();
  message.purpose = r.text();
  message.channel = get_channel(r);
  message.tried = r.number32();
  message.intent = r.bytes<Bytes16>();
  message.state = r.one_of(MessageState::cancelled);
  message.queued_at = r.time();
  message.due_at = r.time();
  message.expires_at = r.time();
  message.handed_over_at = get_optional_time(r);
  message.attempts = r.number32();
  message.epoch = r.varint();
  message.connection = r.number32();
  message.plan_leaf = r.varint();
  message.claim_leaf = r.varint();
  message.outcome_leaf = r.varint();
  message.defer_reasons = r.text();
  message.held_by_brake = r.flag();
  message.last_try = r.flag();
  message.stopped = r.flag();
  message.maybe_sent = r.flag();
  message.service = get_service(r);
  if (!r.done()) return fail(Errc::corrupt, "a message in the store can't be read");
  return message;
}

}  // namespace assent::storage
