#include "engine/apply/submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/hash.h"
#include "base/limits.h"
#include "channels/regimes.h"
#include "engine/apply/confirmations.h"
#include "engine/apply/consent_ends.h"
#include "engine/apply/events.h"
#include "engine/apply/identity.h"
#include "engine/apply/places.h"
#include "engine/apply/records.h"
#include "engine/apply/runs.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using channels::ConsentAct;
using channels::ConsentEvent;
using channels::Point;
using channels::ProvidedBy;

std::string answer_key(const storage::Keys& keys, const std::string& credential,
                       const std::string& submission_id) {
  Bytes16 print = keys.fingerprint("submission", credential + '\0' + submission_id);
  return storage::layout::submission(as_view(print));
}

Contact& contact_for(Applying& a, const SubmissionCommand& s) {
  if (!s.user_id.empty()) return contact_of_user(a, s.user_id);
  ContactId id = ContactId::from(a.draw("contact"));  // the first draw, as subject_of foresees
  Contact& fresh = a.tx.create_contact(id, SubjectRef::from(a.draw("subject")));
  fresh.created_at = a.now();
  return fresh;
}

void provide(Applying& a, Contact& contact, const ProvidedPoint& provided, const SubmissionCommand& s,
             Utc at) {
  bool vouched = s.source != Source::third_party;
  Held held = hold(a, contact, provided.kind, provided.address);
  auto& holders = held.address->holders;
  Point& point =
      *std::find_if(holders.begin(), holders.end(), [&](const Point& p) { return p.contact == contact.id; });
  if (!vouched && !held.fresh) return;  // what somebody else says adds nothing to what is known
  point.provided_by = vouched ? ProvidedBy::contact : ProvidedBy::third_party;
  point.provided_at = at;
  point.through = s.form_id.empty() ? "submission" : "form " + s.form_id;
  point.credential = a.input.credential;
  point.leaf_seq = record_point(a, contact, *held.address, point);
  a.tx.changed(*held.address);
}

channels::Evidence evidence_of(const Applying& a, const SubmissionCommand& s, const std::string& notice_id) {
  channels::Evidence e;
  e.notice = notice_id;
  if (const channels::Notice* notice = a.policy().notice(notice_id)) {
    e.notice_sha256 = notice->sha256;
    e.notice_version = notice->version;
    e.language = notice->language;
  }
  if (!s.language.empty()) e.language = s.language;
  e.form = s.form_id;
  e.form_url = s.form_url;
  e.method = s.method.empty() ? "form" : s.method;
  e.action = s.action;
  e.ip = s.ip;
  e.user_agent = s.user_agent;
  e.credential = a.input.credential;
  return e;
}

// The leaf that records it, where it counts only once it is confirmed.
std::optional<Seq> give(Applying& a, Contact& contact, Address& address, const GivenConsent& given,
                        const Channel& channel, const SubmissionCommand& s, Utc at) {
  bool confirms = must_confirm(a, contact, address, channel, given.purpose);
  ConsentEvent consent;
  consent.act = confirms ? ConsentAct::requested : ConsentAct::given;
  consent.contact = contact.id;
  consent.channel = channel;
  consent.purpose = given.purpose;
  consent.event_time = at;
  consent.recorded_at = a.now();
  std::vector<std::string> places = places_of(a, contact);
  if (auto holds = channels::consent_lifetime(channel, given.purpose, places, a.policy(), a.now()))
    consent.expires_at = at + *holds;
  consent.evidence = evidence_of(a, s, given.notice);
  Seq leaf = consent.leaf_seq = record_consent(a, contact, address, consent);
  keep(a, address, std::move(consent));
  return confirms ? std::optional<Seq>(leaf) : std::nullopt;
}

// All consents of one provided point; what has to be confirmed is asked for in one request, and named in `pending`.
void give_at(Applying& a, Contact& contact, const ProvidedPoint& provided, const SubmissionCommand& s, Utc at,
             json::array& pending) {
  Address* address = a.tx.address_of(provided.kind, provided.address);
  if (!address) return;
  std::vector<ConfirmationRequest::Item> to_confirm;
  for (const GivenConsent& given : s.consents) {
    for (const Channel& channel : given.channels) {
      if (provided.kind != channel.point_kind()) continue;
      auto leaf = give(a, contact, *address, given, channel, s, at);
      if (!leaf) continue;
      to_confirm.push_back({{channel, given.purpose}, *leaf});
      pending.push_back({{"channel", channel.text()}, {"purpose", given.purpose}, {"why", "double_opt_in"}});
    }
  }
  if (to_confirm.empty()) return;
  std::string language = s.language;
  for (const GivenConsent& given : s.consents) {
    const channels::Notice* notice = a.policy().notice(given.notice);
    if (language.empty() && notice) language = notice->language;
  }
  ask_to_confirm(a, contact, *address, std::move(to_confirm), {language, s.form_id, s.ip});
}

// The first answer, for every repeat: whose it was, and what was pending.
std::string encode_answer(const Contact& contact, const json::array& pending) {
  return std::string(contact.id.raw()) + (pending.empty() ? "" : json::serialize(pending));
}

}  // namespace

std::optional<json::object> answered_before(Transaction& tx, const SubmissionCommand& s,
                                            const std::string& credential) {
  auto stored = tx.get(Space::state, answer_key(tx.keys(), credential, s.submission_id));
  if (!stored) return std::nullopt;
  Contact* contact = find_contact(tx, ContactId::from_raw(std::string_view(*stored).substr(0, 16)));
  json::value pending = json::array();
  if (stored->size() > 16) {
    if (auto list = parse_json(std::string_view(*stored).substr(16))) pending = std::move(list).value();
  }
  if (!contact) return json::object{{"contact", json::value()}, {"pending", std::move(pending)}};
  std::string name = contact->user_id.empty() ? contact->id.text() : contact->user_id;
  return json::object{{"contact", name}, {"pending", std::move(pending)}};
}

bool was_answered(const storage::Store& store, const storage::Keys& keys, const std::string& credential,
                  const std::string& submission_id) {
  auto stored = store.get(Space::state, answer_key(keys, credential, submission_id));
  return stored && stored.value();
}

// A submission is taken whole or not at all.
std::optional<Answer> refusal_of_submission(Transaction& tx, const SubmissionCommand& s) {
  Contact* known = s.user_id.empty() ? nullptr : known_contact(tx, s.user_id);
  if (!known) return std::nullopt;  // the bounds of a fresh contact hold for a submission anyway
  std::size_t points = known->points.size(), attributes = known->attributes.size();
  for (const ProvidedPoint& provided : s.provided) {
    Address* address = tx.address_of(provided.kind, provided.address);
    if (!address || !address->held_by(known->id)) ++points;
  }
  for (const auto& trait : s.traits)
    attributes += known->attributes.contains(std::string_view(trait.key())) ? 0 : 1;
  auto too_many = [](std::size_t most, const char* what, const char* field) {
    return Answer{true, "too_many", fmt::format("a contact has at most {} {}", most, what), field, {}};
  };
  if (points > limits::contact_points) return too_many(limits::contact_points, "points", "provided");
  if (attributes > limits::contact_attributes)
    return too_many(limits::contact_attributes, "traits", "traits");
  return std::nullopt;
}

void apply_submission(Applying& a, const SubmissionCommand& s) {
  Contact& contact = contact_for(a, s);
  Utc at = std::min(s.timestamp.value_or(a.now()), a.now());
  set_traits(a, contact, s.traits, s.source, at);
  react(a, contact, workflows::Changed{});
  for (const ProvidedPoint& provided : s.provided) provide(a, contact, provided, s, at);
  json::array pending;
  for (const ProvidedPoint& provided : s.provided) give_at(a, contact, provided, s, at, pending);
  a.tx.put(Space::state, answer_key(a.tx.keys(), a.input.credential, s.submission_id),
           encode_answer(contact, pending));
  a.out.answer.body["contact"] = contact.user_id.empty() ? contact.id.text() : contact.user_id;
  a.out.answer.body["pending"] = std::move(pending);
}

}  // namespace assent::engine
