#include "engine/apply/inbound.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/codec.h"
#include "base/hash.h"
#include "engine/apply/confirmations.h"
#include "engine/apply/consent_ends.h"
#include "engine/apply/identity.h"
#include "engine/apply/outbox.h"
#include "engine/apply/records.h"
#include "engine/apply/suppressions.h"
#include "engine/apply/withdrawals.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;
using channels::ConsentAct;
using channels::ConsentEvent;
using channels::Lifting;
using channels::Meaning;

namespace {

constexpr std::size_t kUnclearLeaves = 16;  // remembered of one pause; all stand in the log

std::string answer_key(Transaction& tx, const InboundCommand& in, const std::string& credential) {
  std::string channel = in.channel ? in.channel->text() : "";
  Encoder e;
  e.string(credential).string(channel).string(in.message_id);
  if (in.message_id.empty()) {
    if (!in.timestamp) return {};
    e.string(in.from).time(*in.timestamp).string(in.verbatim);
  }
  Bytes16 print = tx.keys().fingerprint("inbound", e.view());
  return layout::submission(as_view(print));
}

Seq record_inbound(Applying& a, const Address& address, const InboundCommand& in) {
  storage::Leaf leaf;
  leaf.type = storage::LeafType::submission;
  leaf.time = a.now();
  leaf.point_ref = address.ref;
  if (in.channel) leaf.channel = in.channel->text();
  leaf.outcome = "inbound";
  auto or_null = [](const std::string& text) { return text.empty() ? json::value() : json::value(text); };
  json::object payload{
      {"kind", "inbound"},
      {"point", address.kind.text()},
      {"address", address.value},
      {"to", or_null(in.to)},
      {"message_id", or_null(in.message_id)},
      {"timestamp", in.timestamp ? json::value(format_rfc3339(*in.timestamp)) : json::value()},
      {"authenticated", in.authenticated},
      {"meaning", channels::name(in.meaning)},
      {"by", or_null(in.by)},
      {"text", in.verbatim},
      {"credential", or_null(a.input.credential)}};
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(address.id));
}

Seq record_pause(Applying& a, const Address& address, std::string_view outcome, const std::string& why) {
  storage::Leaf leaf;
  leaf.type = storage::LeafType::suppression;
  leaf.time = a.now();
  leaf.point_ref = address.ref;
  leaf.outcome = std::string(outcome);
  json::object payload{
      {"kind", "pause"},
      {"address", address.value},
      {"outcome", outcome},
      {"why", why},
      {"credential", a.input.credential.empty() ? json::value() : json::value(a.input.credential)}};
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(address.id));
}

// What is claimed for the address must not begin any more; what is queued hears no at its claim.
void revoke_claimed(Applying& a, const Address& address) {
  for (const channels::Point& holder : address.holders) {
    Contact* contact = find_contact(a.tx, holder.contact);
    if (!contact) continue;
    for (const workflows::Run& run : contact->runs) {
      if (run.phase != workflows::Phase::sending) continue;
      auto m = a.tx.message(run.message);
      if (!m || m->address != address.id || m->state != storage::MessageState::claimed) continue;
      cancel_message(a, run.message, "address_paused");
      a.out.claimed_in_scope.push_back(run.message);
    }
  }
}

void pause(Applying& a, Address& address, const InboundCommand& in, Seq leaf) {
  std::string key = layout::unclear_reply(address.id);
  auto stored = a.tx.get(Space::state, key);
  UnclearReply reply = stored ? decode_unclear(*stored).value_or(UnclearReply{}) : UnclearReply{};
  if (reply.leaves.empty() || !address.paused) reply = {a.now(), {}};
  if (reply.leaves.size() >= kUnclearLeaves) reply.leaves.erase(reply.leaves.begin());
  reply.leaves.push_back(leaf);
  Encoder e;
  e.time(reply.since).varint(reply.leaves.size());
  for (Seq one : reply.leaves) e.varint(one);
  a.tx.put(Space::state, key, e.take());
  if (!address.paused) record_pause(a, address, "paused", in.by);
  address.paused = true;
  a.tx.changed(address);
  revoke_claimed(a, address);
  json::array cancelled;
  cancel_services(a, address, cancelled);
  a.out.answer.body["cancelled"] = std::move(cancelled);
}

void unpause(Applying& a, Address& address, std::string_view outcome, const std::string& why) {
  if (!address.paused) return;
  address.paused = false;
  a.tx.changed(address);
  a.tx.erase(Space::state, layout::unclear_reply(address.id));
  record_pause(a, address, outcome, why);
}

// Whose word it is: the holder who gave the address last, else who came to it last; else somebody new.
Contact& speaker(Applying& a, Address& address) {
  Contact* found = nullptr;
  std::pair<bool, Utc> best{};
  for (const channels::Point& holder : address.holders) {
    Contact* contact = find_contact(a.tx, holder.contact);
    if (!contact || contact->person.erased) continue;
    std::pair<bool, Utc> rank{holder.provided_by == channels::ProvidedBy::contact, holder.provided_at};
    if (found && rank < best) continue;
    found = contact;
    best = rank;
  }
  if (found) return *found;
  Contact& fresh =
      a.tx.create_contact(ContactId::from(a.draw("contact")), SubjectRef::from(a.draw("subject")));
  fresh.created_at = a.now();
  return fresh;
}

void provide(Applying& a, Contact& contact, Address& address) {
  hold(a, contact, address.kind, address.value);
  for (channels::Point& point : address.holders) {
    if (point.contact != contact.id) continue;
    point.provided_by = channels::ProvidedBy::contact;
    point.provided_at = a.now();
    point.through = "inbound message";
    point.credential = a.input.credential;
    point.leaf_seq = record_point(a, contact, address, point);
  }
  a.tx.changed(address);
}

// Why this keyword grants nothing; empty: it does.
std::string flaw(const InboundCommand& in, const channels::Keyword& keyword) {
  if (in.third_party) return "the key's label is third party: such a message is nobody's own word";
  if (!in.authenticated) return "an e-mail agrees only with a DKIM or DMARC pass in authentication";
  if (!in.timestamp) return "timestamp is missing: when was it agreed?";
  bool bound = !in.notices.empty() &&
               std::find(in.notices.begin(), in.notices.end(), keyword.notice) == in.notices.end();
  if (bound) return "the key is not bound to the notice " + keyword.notice;
  return {};
}

ConsentEvent consent_by(Applying& a, const Contact& contact, const InboundCommand& in,
                        const channels::Keyword& keyword, const std::string& purpose) {
  ConsentEvent consent;
  consent.contact = contact.id;
  consent.channel = *in.channel;
  consent.purpose = purpose;
  consent.event_time = std::min(*in.timestamp, a.now());
  consent.recorded_at = a.now();
  const channels::Purpose* declared = a.policy().purpose(purpose);
  if (declared && declared->consent_expires)
    consent.expires_at = consent.event_time + *declared->consent_expires;
  consent.evidence.notice = keyword.notice;
  if (const channels::Notice* notice = a.policy().notice(keyword.notice)) {
    consent.evidence.notice_sha256 = notice->sha256;
    consent.evidence.notice_version = notice->version;
    consent.evidence.language = notice->language;
  }
  consent.evidence.method = "inbound";
  consent.evidence.action = "keyword " + keyword.word;
  consent.evidence.credential = a.input.credential;
  return consent;
}

json::array agree(Applying& a, Contact& contact, Address& address, const InboundCommand& in,
                  const channels::Keyword& keyword) {
  json::array pending;
  std::vector<ConfirmationRequest::Item> to_confirm;
  std::string language;
  for (const std::string& purpose : keyword.purposes) {
    ConsentEvent consent = consent_by(a, contact, in, keyword, purpose);
    bool confirms = must_confirm(a, contact, address, consent.channel, purpose);
    consent.act = confirms ? ConsentAct::requested : ConsentAct::given;
    consent.leaf_seq = record_consent(a, contact, address, consent);
    language = consent.evidence.language;
    if (confirms) {
      to_confirm.push_back({{consent.channel, purpose}, consent.leaf_seq});
      pending.push_back(
          {{"channel", consent.channel.text()}, {"purpose", purpose}, {"why", "double_opt_in"}});
    }
    keep(a, address, std::move(consent));
  }
  if (!to_confirm.empty()) ask_to_confirm(a, contact, address, std::move(to_confirm), {language, "", ""});
  return pending;
}

// A keyword of the policy, said beyond doubt by whoever has the address.
std::string opt_in(Applying& a, Address& address, const InboundCommand& in) {
  const channels::Keyword* keyword = in.channel ? a.policy().keyword(*in.channel, in.folded) : nullptr;
  if (!keyword) return "kept";
  if (std::string why = flaw(in, *keyword); !why.empty()) {
    a.out.answer.body["why"] = why;
    return "kept";
  }
  Contact& contact = speaker(a, address);
  provide(a, contact, address);
  lift_suppressions(a, address, Lifting::inbound_opt_in);
  json::array pending = agree(a, contact, address, in, *keyword);
  a.out.answer.body["contact"] = contact.user_id.empty() ? contact.id.text() : contact.user_id;
  a.out.answer.body["pending"] = std::move(pending);
  return "opt_in";
}

std::string heed(Applying& a, Address& address, const InboundCommand& in, Seq leaf) {
  lift_suppressions(a, address, in.authenticated ? Lifting::authenticated_inbound : Lifting::inbound);
  switch (in.meaning) {
    case Meaning::stop:
      unpause(a, address, "stopped", in.by);
      return "stop";
    case Meaning::unclear:
      pause(a, address, in, leaf);
      return "paused";
    case Meaning::nothing:
      break;
  }
  return opt_in(a, address, in);
}

}  // namespace

WithdrawalCommand as_withdrawal(const InboundCommand& in) {
  WithdrawalCommand w;
  if (in.channel) w.kind = in.channel->point_kind();
  w.address = in.from;
  w.method = "inbound";
  w.verbatim = in.verbatim;
  return w;
}

std::optional<Answer> answered_before(Transaction& tx, const InboundCommand& in,
                                      const std::string& credential) {
  std::string key = answer_key(tx, in, credential);
  auto stored = key.empty() ? std::nullopt : tx.get(Space::state, key);
  if (!stored) return std::nullopt;
  Decoder record(*stored);
  Answer answer;
  answer.body["understood"] = record.string();
  answer.body["repeated"] = true;
  return answer;
}

void apply_inbound(Applying& a, const InboundCommand& in) {
  WithdrawalCommand stop = as_withdrawal(in);
  std::string understood = "kept";
  for (AddressId id : addresses_named(a, stop)) {  // the first draw: see foresee_address
    Address* address = a.tx.address(id);
    if (!address) continue;
    Seq leaf = record_inbound(a, *address, in);
    understood = heed(a, *address, in, leaf);
  }
  if (in.meaning == Meaning::stop) apply_withdrawal(a, stop);
  a.out.answer.body["understood"] = understood;
  std::string key = answer_key(a.tx, in, a.input.credential);
  if (!key.empty()) a.tx.put(Space::state, key, Encoder().string(understood).take());
}

void apply_judgement(Applying& a, const JudgementCommand& judgement) {
  Address* address = a.tx.address(judgement.address);
  if (!address || !address->paused) {
    a.out.answer = {true, "invalid", "no reply of this address waits to be judged", "", {}};
    return;
  }
  unpause(a, *address, judgement.stop ? "judged_stop" : "unpaused", judgement.reason);
  if (!judgement.stop) return;
  WithdrawalCommand stop;
  stop.kind = address->kind;
  stop.address = address->value;
  stop.method = "reviewer";
  stop.verbatim = judgement.reason;
  apply_withdrawal(a, stop);
}

std::optional<UnclearReply> decode_unclear(std::string_view bytes) {
  Decoder d(bytes);
  UnclearReply reply;
  reply.since = d.time();
  for (std::uint64_t left = d.varint(); left > 0 && d.ok(); --left) reply.leaves.push_back(d.varint());
  if (!d.done()) return std::nullopt;
  return reply;
}

}  // namespace assent::engine
