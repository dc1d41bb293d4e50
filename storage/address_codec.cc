#include "storage/entity_codec.h"
#include "storage/fields.h"

// u8 version, then the fields in the order below.
namespace assent::storage {
namespace {

constexpr std::uint8_t kVersion = 1;

void put_point(Encoder& e, const channels::Point& point) {
  e.id(point.contact).u8(static_cast<std::uint8_t>(point.provided_by)).time(point.provided_at);
  e.string(point.through).string(point.credential).boolean(point.confirmed).varint(point.leaf_seq);
}

channels::Point get_point(FieldReader& r) {
  channels::Point point;
  point.contact = r.id<ContactId>();
  point.provided_by = r.one_of(channels::ProvidedBy::third_party);
  point.provided_at = r.time();
  point.through = r.text();
  point.credential = r.text();
  point.confirmed = r.flag();
  point.leaf_seq = r.varint();
  return point;
}

void put_evidence(Encoder& e, const channels::Evidence& evidence) {
  e.string(evidence.notice).raw(as_view(evidence.notice_sha256)).string(evidence.language);
  e.string(evidence.form).string(evidence.form_url).string(evidence.method).string(evidence.action);
  e.string(evidence.ip).string(evidence.user_agent).string(evidence.credential);
  e.string(evidence.notice_version);
}

channels::Evidence get_evidence(FieldReader& r) {
  channels::Evidence evidence;
  evidence.notice = r.text();
  evidence.notice_sha256 = r.bytes<Bytes32>();
  evidence.language = r.text();
  evidence.form = r.text();
  evidence.form_url = r.text();
  evidence.method = r.text();
  evidence.action = r.text();
  evidence.ip = r.text();
  evidence.user_agent = r.text();
  evidence.credential = r.text();
  evidence.notice_version = r.text();
  return evidence;
}

void put_consent(Encoder& e, const channels::ConsentEvent& consent) {
  e.u8(static_cast<std::uint8_t>(consent.act)).id(consent.contact);
  put(e, consent.channel);
  e.string(consent.purpose).time(consent.event_time).time(consent.recorded_at);
  put_optional_time(e, consent.expires_at);
  put_evidence(e, consent.evidence);
  e.varint(consent.leaf_seq);
}

channels::ConsentEvent get_consent(FieldReader& r) {
  channels::ConsentEvent consent;
  consent.act = r.one_of(channels::ConsentAct::invalidated);
  consent.contact = r.id<ContactId>();
  consent.channel = get_channel(r);
  consent.purpose = r.text();
  consent.event_time = r.time();
  consent.recorded_at = r.time();
  consent.expires_at = get_optional_time(r);
  consent.evidence = get_evidence(r);
  consent.leaf_seq = r.varint();
  return consent;
}

}  // namespace

std::string encode(const channels::Address& address) {
  Encoder e;
  e.u8(kVersion).id(address.id).id(address.ref);
  put(e, address.kind);
  e.string(address.value);
  e.varint(address.holders.size());
  for (const auto& point : address.holders) put_point(e, point);
  e.varint(address.consents.size());
  for (const auto& consent : address.consents) put_consent(e, consent);
  e.varint(address.stops.size());
  for (const auto& stop : address.stops) put(e, stop);
  e.varint(address.suppressions.size());
  for (const auto& suppression : address.suppressions) {
    e.u8(static_cast<std::uint8_t>(suppression.cause)).time(suppression.at);
  }
  e.varint(address.claims.size());
  for (const auto& claim : address.claims) put(e, claim);
  e.boolean(address.paused);
  e.varint(address.asked.size());
  for (const auto& asking : address.asked) {
    e.u8(static_cast<std::uint8_t>(asking.service)).id(asking.message).time(asking.at);
  }
  return e.take();
}

Result<channels::Address> decode_address(std::string_view bytes) {
  FieldReader r(bytes);
  if (r.u8() != kVersion) return fail(Errc::corrupt, "an address in the store has an unknown version");
  channels::Address address;
  address.id = r.id<AddressId>();
  address.ref = r.id<PointRef>();
  address.kind = get_point_kind(r);
  address.value = r.text();
  r.list([&] { address.holders.push_back(get_point(r)); });
  r.list([&] { address.consents.push_back(get_consent(r)); });
  r.list([&] { address.stops.push_back(get_stop(r)); });
  r.list([&] {
    auto cause = r.one_of(channels::SuppressionCause::erasure);
    address.suppressions.push_back({cause, r.time()});
  });
  r.list([&] { address.claims.push_back(get_claim(r)); });
  address.paused = r.flag();
  r.list([&] {
    channels::Service service = get_service(r);
    MessageId message = r.id<MessageId>();
    address.asked.push_back({service, message, r.time()});
  });
  if (!r.done()) return fail(Errc::corrupt, "an address in the store can't be read");
  return address;
}

}  // namespace assent::storage
