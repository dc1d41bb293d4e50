#include "engine/apply/records.h"

#include <boost/json/serialize.hpp>

#include "base/hash.h"
#include "channels/confirmation_gate.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using storage::Leaf;
using storage::LeafType;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}
json::value time_or_null(const std::optional<Utc>& t) {
  return t ? json::value(format_rfc3339(*t)) : json::value();
}

std::optional<Bytes32> digest_or_none(const Bytes32& digest) {
  if (digest == Bytes32{}) return std::nullopt;
  return digest;
}
json::value digest_or_null(const Bytes32& digest) {
  return digest == Bytes32{} ? json::value() : json::value(to_hex(digest));
}
std::optional<Seq> seq_or_none(Seq seq) {
  if (seq == 0) return std::nullopt;
  return seq;
}

std::string_view check_result(channels::CheckResult result) {
  switch (result) {
    case channels::CheckResult::pass:
      return "pass";
    case channels::CheckResult::fail:
      return "fail";
    case channels::CheckResult::skip:
      return "skip";
  }
  return "skip";
}

json::object evidence_json(const channels::Evidence& e) {
  return {
      {"notice", text_or_null(e.notice)},
      {"notice_sha256", e.notice_sha256 == Bytes32{} ? json::value() : json::value(to_hex(e.notice_sha256))},
      {"notice_version", text_or_null(e.notice_version)},
      {"language", text_or_null(e.language)},
      {"form", text_or_null(e.form)},
      {"form_url", text_or_null(e.form_url)},
      {"method", text_or_null(e.method)},
      {"action", text_or_null(e.action)},
      {"ip", text_or_null(e.ip)},
      {"user_agent", text_or_null(e.user_agent)},
      {"credential", text_or_null(e.credential)}};
}

LeafType leaf_type_of(channels::ConsentAct act) {
  switch (act) {
    case channels::ConsentAct::requested:
    case channels::ConsentAct::given:
      return LeafType::submission;
    case channels::ConsentAct::confirmed:
      return LeafType::confirmation;
    case channels::ConsentAct::refused:
    case channels::ConsentAct::withdrawn:
    case channels::ConsentAct::objected:
    case channels::ConsentAct::expired:
    case channels::ConsentAct::revoked:
    case channels::ConsentAct::invalidated:
      return LeafType::withdrawal;
  }
  return LeafType::withdrawal;
}

// Seqs of leaves start at 0, and 0 stands for "none" in evidence: the first leaf is always the engine's start.
json::value leaf_number(Seq seq) {
  return seq == 0 ? json::value() : json::value(seq);
}

json::object decision_json(const Applying& a, const DecisionContext& c, const channels::Decision& d) {
  std::string_view service = channels::name(c.message.service);
  json::array reasons;
  for (channels::Reason r : d.reasons) reasons.push_back(json::value(channels::name(r)));
  json::array checks;
  for (const channels::Check& check : d.checks) {
    checks.push_back({{"check", channels::name(check.check)},
                      {"result", check_result(check.result)},
                      {"detail", text_or_null(check.detail)}});
  }
  json::object out{{"at", format_rfc3339(a.now())},
                   {"stage", channels::name(c.stage)},
                   {"contact", c.contact.id.text()},
                   {"userId", text_or_null(c.contact.user_id)},
                   {"kind", service.empty() ? json::value() : json::value(service)},
                   {"journey", text_or_null(c.message.journey)},
                   {"version", digest_or_null(c.message.version)},
                   {"step", text_or_null(c.message.step_name)},
                   {"template", c.message.template_name},
                   {"message", c.message.id.text()},
                   {"purpose", text_or_null(c.message.purpose)},
                   {"channel", c.message.channel.text()},
                   {"point", c.address ? json::value(c.address->kind.text()) : json::value()},
                   {"address", c.address ? json::value(c.address->value) : json::value()},
                   {"outcome", channels::name(d.outcome)},
                   {"until", time_or_null(d.until)},
                   {"reasons", std::move(reasons)},
                   {"checks", std::move(checks)}};
  out["evidence"] = json::object{{"point", leaf_number(d.evidence.point_leaf)},
                                 {"consent", leaf_number(d.evidence.consent_leaf)},
                                 {"notice", text_or_null(d.evidence.notice)},
                                 {"credential", text_or_null(d.evidence.credential)}};
  out["regimes"] = json::array{"default"};
  out["local_time"] = text_or_null(d.local_time);
  out["policy"] = to_hex(a.deployed.policy_sha256());
  return out;
}

}  // namespace

Seq record_point(Applying& a, const Contact& contact, const Address& address, const channels::Point& point) {
  Leaf leaf;
  leaf.type = LeafType::submission;
  leaf.time = a.now();
  leaf.subject_ref = contact.ref;
  leaf.point_ref = address.ref;
  leaf.outcome = std::string(channels::name(point.provided_by));
  json::object payload{{"kind", "point"},
                       {"contact", contact.id.text()},
                       {"point", address.kind.text()},
                       {"address", address.value},
                       {"provided_by", channels::name(point.provided_by)},
                       {"through", point.through},
                       {"credential", text_or_null(point.credential)},
                       {"at", format_rfc3339(point.provided_at)}};
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(contact.id));
}

Seq record_consent(Applying& a, const Contact& contact, const Address& address,
                   const channels::ConsentEvent& consent, std::string_view reason) {
  Leaf leaf;
  leaf.type = leaf_type_of(consent.act);
  leaf.time = a.now();
  leaf.subject_ref = contact.ref;
  leaf.point_ref = address.ref;
  leaf.channel = consent.channel.text();
  leaf.purpose = consent.purpose;
  leaf.outcome = std::string(channels::name(consent.act));
  leaf.policy_sha256 = a.deployed.policy_sha256();
  leaf.notice_sha256 = digest_or_none(consent.evidence.notice_sha256);
  const channels::Notice* notice = a.policy().notice(consent.evidence.notice);
  json::object payload{{"kind", "consent"},
                       {"contact", contact.id.text()},
                       {"address", address.value},
                       {"channel", consent.channel.text()},
                       {"purpose", consent.purpose},
                       {"act", channels::name(consent.act)},
                       {"event_time", format_rfc3339(consent.event_time)},
                       {"expires_at", time_or_null(consent.expires_at)},
                       {"wording", notice ? json::value(notice->text) : json::value()},
                       {"evidence", evidence_json(consent.evidence)}};
  if (!reason.empty()) payload["reason"] = reason;
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(contact.id));
}

Seq record_stop(Applying& a, const Subject& subject, const Contact* contact, const Address* address,
                const channels::Stop& stop, const WithdrawalCommand& said) {
  Leaf leaf;
  leaf.type = LeafType::withdrawal;
  leaf.time = a.now();
  if (contact) leaf.subject_ref = contact->ref;
  if (address) leaf.point_ref = address->ref;
  if (stop.channel) leaf.channel = stop.channel->text();
  leaf.purpose = stop.purpose;
  leaf.outcome = stop.objection ? "objected" : "withdrawn";
  json::object payload{{"kind", "stop"},
                       {"contact", contact ? json::value(contact->id.text()) : json::value()},
                       {"address", address ? json::value(address->value) : json::value()},
                       {"channel", stop.channel ? json::value(stop.channel->text()) : json::value()},
                       {"purpose", stop.purpose ? json::value(*stop.purpose) : json::value()},
                       {"objection", stop.objection},
                       {"method", text_or_null(said.method)},
                       {"verbatim", text_or_null(said.verbatim)},
                       {"ip", text_or_null(said.ip)},
                       {"user_agent", text_or_null(said.user_agent)},
                       {"credential", text_or_null(a.input.credential)}};
  return a.tx.append_leaf(std::move(leaf), payload, subject);
}

Seq record_decision(Applying& a, const DecisionContext& c, const channels::Decision& d) {
  Leaf leaf;
  leaf.type = LeafType::decision;
  leaf.time = a.now();
  leaf.subject_ref = c.contact.ref;
  if (c.address) leaf.point_ref = c.address->ref;
  leaf.message_ref = c.message.ref;
  leaf.channel = c.message.channel.text();
  if (!c.message.purpose.empty()) leaf.purpose = c.message.purpose;
  leaf.outcome = std::string(channels::name(d.outcome));
  leaf.reasons.emplace();
  for (channels::Reason r : d.reasons) leaf.reasons->push_back(std::string(channels::name(r)));
  leaf.consent_seq = seq_or_none(d.evidence.consent_leaf);
  leaf.policy_sha256 = a.deployed.policy_sha256();
  leaf.journey_sha256 = digest_or_none(c.message.version);
  leaf.notice_sha256 = digest_or_none(d.evidence.notice_sha256);
  Seq seq = a.tx.append_leaf(std::move(leaf), decision_json(a, c, d), Subject::of(c.contact.id));
  a.tx.put(Space::log, storage::layout::decision_of(c.contact.id, seq), "");
  a.tx.put(Space::log, storage::layout::decision(seq), "");
  return seq;
}

Seq record_claim(Applying& a, const Contact& contact, const Address& address, const Message& message,
                 const channels::Letter& letter, Seq allow, const channels::Decision& decision) {
  Leaf leaf;
  leaf.type = LeafType::claim;
  leaf.time = a.now();
  leaf.subject_ref = contact.ref;
  leaf.point_ref = address.ref;
  leaf.message_ref = message.ref;
  leaf.channel = message.channel.text();
  if (!message.purpose.empty()) leaf.purpose = message.purpose;
  leaf.outcome = "claimed";
  leaf.allow_seq = allow;
  leaf.consent_seq = seq_or_none(decision.evidence.consent_leaf);
  leaf.policy_sha256 = a.deployed.policy_sha256();
  leaf.journey_sha256 = digest_or_none(message.version);
  leaf.notice_sha256 = digest_or_none(decision.evidence.notice_sha256);
  std::string_view service = channels::name(message.service);
  json::object payload{{"kind", "claim"},
                       {"service", service.empty() ? json::value() : json::value(service)},
                       {"contact", contact.id.text()},
                       {"message", message.id.text()},
                       {"address", address.value},
                       {"from", letter.from},
                       {"subject", text_or_null(letter.subject)},
                       {"text", letter.text},
                       {"html", text_or_null(letter.html)},
                       {"content_sha256", to_hex(letter.content_sha256())},
                       {"attempt", message.attempts},
                       {"epoch", message.epoch},
                       {"connection", message.connection}};
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(contact.id));
}

Seq record_outcome(Applying& a, const Contact& contact, const Message& message, std::string_view outcome,
                   std::string_view detail) {
  Leaf leaf;
  leaf.type = LeafType::outcome;
  leaf.time = a.now();
  leaf.subject_ref = contact.ref;
  leaf.message_ref = message.ref;
  leaf.channel = message.channel.text();
  if (!message.purpose.empty()) leaf.purpose = message.purpose;
  leaf.outcome = std::string(outcome);
  leaf.journey_sha256 = digest_or_none(message.version);
  json::object payload{{"kind", "outcome"},
                       {"contact", contact.id.text()},
                       {"message", message.id.text()},
                       {"detail", text_or_null(std::string(detail))}};
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(contact.id));
}

void trace(Applying& a, const Contact& contact, const workflows::Run& run, std::string_view step,
           std::string_view text) {
  json::object line{{"at", format_rfc3339(a.now())},
                    {"journey", run.journey},
                    {"run", run.id.text()},
                    {"step", text_or_null(std::string(step))},
                    {"text", text}};
  std::uint64_t n = a.drawn++;  // orders the lines of one input, and is the same in a replay
  std::string context = contact.id.text();
  const storage::SubjectKeys& keys = a.tx.keys_of(Subject::of(contact.id));
  // One nonce a line: the input's seq and the line's number within it never repeat together.
  std::string sealed =
      storage::seal(keys.trace, (a.input.seq << 16) | (n & 0xffff), json::serialize(line), context);
  a.tx.put(Space::log, storage::layout::trace(contact.id, a.input.seq, static_cast<std::uint32_t>(n)),
           sealed);
}

}  // namespace assent::engine
