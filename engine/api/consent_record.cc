#include "engine/api/consent_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace assent::engine {
namespace {

using channels::ConsentAct;
using channels::ConsentEvent;
using channels::ConsentState;

constexpr const char* kRecordProfile = "https://w3id.org/dpv/schema/dpv-27560#record";
constexpr const char* kReceiptProfile = "https://w3id.org/dpv/schema/dpv-27560#receipt";

json::value or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}
json::value or_null(const std::optional<Utc>& time) {
  return time ? json::value(format_rfc3339(*time)) : json::value();
}
json::value or_null(const Bytes32& digest) {
  return digest == Bytes32{} ? json::value() : json::value(to_hex(digest));
}

json::object context() {
  return json::object{{"dpv", "https://w3id.org/dpv#"},
                      {"dct", "http://purl.org/dc/terms/"},
                      {"schema_version", "dct:conformsTo"},
                      {"record_id", "dct:identifier"},
                      {"receipt_id", "dct:identifier"},
                      {"pii_principal_id", "dpv:hasDataSubject"},
                      {"privacy_notice", "dpv:hasNotice"},
                      {"language", "dct:language"},
                      {"purposes", "dpv:hasPurpose"},
                      {"purpose", "dct:title"},
                      {"lawful_basis", "dpv:hasLegalBasis"},
                      {"pii_information", "dpv:hasPersonalData"},
                      {"pii_controllers", "dpv:hasDataController"},
                      {"collection_method", "dpv:hasDataSource"},
                      {"processing_method", "dpv:hasProcessing"},
                      {"storage_locations", "dpv:hasLocation"},
                      {"retention_period", "dpv:hasStorageCondition"},
                      {"jurisdiction", "dpv:hasJurisdiction"},
                      {"recipient_third_parties", "dpv:hasRecipient"},
                      {"withdrawal_method", "dpv:hasConsentControl"},
                      {"privacy_rights", "dpv:hasRight"},
                      {"party_name", "dpv:hasName"},
                      {"party_address", "dpv:hasAddress"},
                      {"party_contact", "dpv:hasContact"},
                      {"event_time", "dpv:isIndicatedAtTime"},
                      {"entity_id", "dpv:isIndicatedBy"},
                      {"validity_duration", "dpv:hasDuration"},
                      {"event_state", "dpv:hasConsentStatus"},
                      {"indication_method", "dpv:hasIndicationMethod"}};
}

json::object notice_json(const ConsentSubject& s, const ConsentEvent* grant) {
  if (!grant)
    return json::object{{"id", nullptr}, {"language", nullptr}, {"sha256", nullptr}, {"text", nullptr}};
  return json::object{{"@type", "dpv:ConsentNotice"},
                      {"id", or_null(grant->evidence.notice)},
                      {"language", or_null(grant->evidence.language)},
                      {"sha256", or_null(grant->evidence.notice_sha256)},
                      {"text", or_null(s.wording(grant->leaf_seq))},
                      {"url", or_null(grant->evidence.form_url)}};
}

json::value retention_json(const ConsentSubject& s) {
  const auto& keep = s.policy.keep_evidence;
  return keep ? json::value(format_duration(*keep)) : json::value();
}

json::object processing_json(const ConsentSubject& s, const ConsentEvent* grant) {
  const channels::Purpose* purpose = s.policy.purpose(s.purpose);
  json::array purposes{json::object{{"@type", "dpv:DirectMarketing"},
                                    {"id", s.purpose},
                                    {"purpose", purpose ? json::value(purpose->title) : json::value()},
                                    {"description", purpose ? or_null(purpose->description) : json::value()},
                                    {"purpose_type", "dpv:DirectMarketing"}}};
  json::array pii{json::object{{"pii_type", s.address.kind.text() + " address"},
                               {"pii_attribute_id", s.address.value},
                               {"pii_optional", true},
                               {"sensitive_pii_category", nullptr},
                               {"special_pii_category", nullptr}}};
  const channels::Point* point = s.address.held_by(s.contact.id);
  return json::object{{"privacy_notice", notice_json(s, grant)},
                      {"language", grant ? or_null(grant->evidence.language) : json::value()},
                      {"purposes", std::move(purposes)},
                      {"lawful_basis", "dpv:Consent"},
                      {"pii_information", std::move(pii)},
                      {"pii_controllers", json::array{"controller"}},
                      {"collection_method", point ? or_null(point->through) : json::value()},
                      {"processing_method", "messages by " + s.channel.text()},
                      {"storage_locations", nullptr},
                      {"retention_period", retention_json(s)},
                      {"processing_locations", nullptr},
                      {"geographic_restrictions", nullptr},
                      {"services", nullptr},
                      {"jurisdiction", or_null(s.policy.controller.country)},
                      {"recipient_third_parties", nullptr},
                      {"withdrawal_method",
                       json::object{{"@type", "dpv:WithdrawConsent"}, {"url", or_null(s.withdrawal_url)}}},
                      {"privacy_rights", nullptr},
                      {"codes_of_conduct", nullptr},
                      {"impact_assessment", nullptr},
                      {"authority_party", nullptr}};
}

// Null in processing, because nothing in a workspace says it.
json::array unknown_fields() {
  return json::array{"processing.storage_locations",
                     "processing.processing_locations",
                     "processing.geographic_restrictions",
                     "processing.services",
                     "processing.recipient_third_parties",
                     "processing.privacy_rights",
                     "processing.codes_of_conduct",
                     "processing.impact_assessment",
                     "processing.authority_party",
                     "processing.pii_information.sensitive_pii_category",
                     "processing.pii_information.special_pii_category"};
}

json::array parties_json(const ConsentSubject& s) {
  const channels::Controller& c = s.policy.controller;
  return json::array{json::object{{"party_id", "controller"},
                                  {"party_name", c.name},
                                  {"party_role", "dpv:DataController"},
                                  {"party_address", or_null(c.postal_address)},
                                  {"party_contact", or_null(c.contact)},
                                  {"party_type", "dpv:LegalEntity"},
                                  {"party_country", or_null(c.country)}},
                     json::object{{"party_id", s.contact.id.text()},
                                  {"party_name", nullptr},
                                  {"party_role", "dpv:DataSubject"},
                                  {"party_address", nullptr},
                                  {"party_contact", s.address.value},
                                  {"party_type", "dpv:DataSubject"},
                                  {"party_country", nullptr}}};
}

// Who expressed it: the person, but for what ends a consent without them.
bool by_person(ConsentAct act) {
  switch (act) {
    case ConsentAct::given:
    case ConsentAct::confirmed:
    case ConsentAct::refused:
    case ConsentAct::withdrawn:
    case ConsentAct::objected:
      return true;
    case ConsentAct::requested:
    case ConsentAct::expired:
    case ConsentAct::revoked:
    case ConsentAct::invalidated:
      return false;
  }
  return false;
}

json::object event_json(const ConsentSubject& s, const ConsentEvent& e) {
  std::optional<std::string> lasts;
  if (e.expires_at) lasts = format_duration(std::max(Millis(0), *e.expires_at - e.event_time));
  return json::object{
      {"event_time", format_rfc3339(e.event_time)},
      {"recorded_at", format_rfc3339(e.recorded_at)},
      {"validity_duration", lasts ? json::value(*lasts) : json::value()},
      {"expires_at", or_null(e.expires_at)},
      {"entity_id", by_person(e.act) ? s.contact.id.text() : "controller"},
      {"event_type", e.evidence.action.empty() ? "dpv:ExpressedConsent" : "dpv:ExplicitlyExpressedConsent"},
      {"event_state", dpv_status(e.act)},
      {"act", channels::name(e.act)},
      {"indication_method", or_null(e.evidence.method)},
      {"evidence", json::object{{"notice", or_null(e.evidence.notice)},
                                {"notice_version", or_null(e.evidence.notice_version)},
                                {"notice_sha256", or_null(e.evidence.notice_sha256)},
                                {"language", or_null(e.evidence.language)},
                                {"wording", or_null(s.wording(e.leaf_seq))},
                                {"form", or_null(e.evidence.form)},
                                {"form_url", or_null(e.evidence.form_url)},
                                {"action", or_null(e.evidence.action)},
                                {"ip", or_null(e.evidence.ip)},
                                {"user_agent", or_null(e.evidence.user_agent)},
                                {"credential", or_null(e.evidence.credential)}}},
      {"audit_index", e.leaf_seq == 0 ? json::value() : json::value(e.leaf_seq)}};
}

json::object stop_json(const ConsentSubject& s, const channels::Stop& stop) {
  return json::object{{"event_time", format_rfc3339(stop.recorded_at)},
                      {"recorded_at", format_rfc3339(stop.recorded_at)},
                      {"validity_duration", nullptr},
                      {"expires_at", nullptr},
                      {"entity_id", s.contact.id.text()},
                      {"event_type", "dpv:ExpressedConsent"},
                      {"event_state", "dpv:ConsentWithdrawn"},
                      {"act", stop.objection ? "objected" : "withdrawn"},
                      {"indication_method", nullptr},
                      {"evidence", nullptr},
                      {"audit_index", stop.leaf_seq == 0 ? json::value() : json::value(stop.leaf_seq)}};
}

}  // namespace

std::string_view dpv_status(ConsentAct act) {
  switch (act) {
    case ConsentAct::requested:
      return "dpv:ConsentRequested";
    case ConsentAct::given:
    case ConsentAct::confirmed:
      return "dpv:ConsentGiven";
    case ConsentAct::refused:
      return "dpv:ConsentRefused";
    case ConsentAct::withdrawn:
    case ConsentAct::objected:
      return "dpv:ConsentWithdrawn";
    case ConsentAct::expired:
      return "dpv:ConsentExpired";
    case ConsentAct::revoked:
      return "dpv:ConsentRevoked";
    case ConsentAct::invalidated:
      return "dpv:ConsentInvalidated";
  }
  return "dpv:ConsentUnknown";
}

std::string_view dpv_status(ConsentState state) {
  switch (state) {
    case ConsentState::missing:
      return "dpv:ConsentUnknown";
    case ConsentState::given:
      return "dpv:ConsentGiven";
    case ConsentState::pending:
      return "dpv:ConsentRequested";
    case ConsentState::refused:
      return "dpv:ConsentRefused";
    case ConsentState::withdrawn:
    case ConsentState::objected:
      return "dpv:ConsentWithdrawn";
    case ConsentState::expired:
      return "dpv:ConsentExpired";
    case ConsentState::invalidated:
      return "dpv:ConsentInvalidated";
  }
  return "dpv:ConsentUnknown";
}

std::string uuid_of(const Bytes16& fingerprint) {
  Bytes16 bytes = fingerprint;
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string hex = to_hex(as_view(bytes));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

json::object consent_record(const ConsentSubject& s, Utc now) {
  std::vector<const channels::Stop*> stops;
  for (const auto& stop : s.contact.person.stops) stops.push_back(&stop);
  for (const auto& stop : s.address.stops) stops.push_back(&stop);
  auto standing =
      channels::consent_standing(s.address.consents, s.contact.id, s.channel, s.purpose, stops, now);
  json::array events;
  for (const ConsentEvent& e : s.address.consents) {
    bool ours = e.contact == s.contact.id && e.channel == s.channel && e.purpose == s.purpose;
    if (ours) events.push_back(event_json(s, e));
  }
  for (const channels::Stop* stop : stops) {
    if (stop->covers(s.channel, s.purpose)) events.push_back(stop_json(s, *stop));
  }
  std::stable_sort(events.begin(), events.end(), [](const json::value& a, const json::value& b) {
    return a.at("recorded_at").as_string() < b.at("recorded_at").as_string();
  });
  return json::object{{"@context", context()},
                      {"@type", "dpv:ConsentRecord"},
                      {"schema_version", kRecordProfile},
                      {"record_id", s.record_id},
                      {"pii_principal_id", s.contact.id.text()},
                      {"status", dpv_status(standing.state)},
                      {"channel", s.channel.text()},
                      {"processing", processing_json(s, standing.grant)},
                      {"parties", parties_json(s)},
                      {"events", std::move(events)},
                      {"unknown", unknown_fields()}};
}

json::object consent_receipt(json::object record, std::string receipt_id, Utc now) {
  return json::object{{"@type", "dpv:ConsentReceipt"},
                      {"schema_version", kReceiptProfile},
                      {"receipt_id", std::move(receipt_id)},
                      {"made_at", format_rfc3339(now)},
                      {"record", std::move(record)}};
}

}  // namespace assent::engine
