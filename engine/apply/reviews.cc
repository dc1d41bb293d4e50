#include "engine/apply/reviews.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/apply/consent_ends.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/identity.h"
#include "engine/apply/merges.h"
#include "engine/apply/outbox.h"
#include "engine/apply/records.h"

namespace assent::engine {
namespace {

using channels::ConsentAct;
using channels::ConsentEvent;
using channels::ConsentState;

Answer refuse(std::string code, std::string message, std::string field) {
  return {true, std::move(code), std::move(message), std::move(field), {}};
}

bool is_grant(const ConsentEvent& e) {
  return e.act == ConsentAct::given || e.act == ConsentAct::confirmed || e.act == ConsentAct::requested;
}

// One consent: an address, a channel and a purpose, with the grant that governs there.
struct Agreed {
  AddressId address;
  ConsentEvent grant;
};

bool within(const ReviewCommand& r, const Address& address, const ConsentEvent& e) {
  if (r.channel && e.channel != *r.channel) return false;
  if (r.purpose && e.purpose != *r.purpose) return false;
  return r.address.empty() || (address.kind == r.kind && address.value == r.address);
}

// Everything this contact ever agreed to, or was asked for, within the review's scope; each consent once, with its
// latest grant.
std::vector<Agreed> agreed_within(Transaction& tx, const Contact& contact, const ReviewCommand& r) {
  std::vector<Agreed> found;
  for (const Contact::Hold& hold : contact.points) {
    const Address* address = tx.address(hold.address);
    if (!address) continue;
    for (const ConsentEvent& e : address->consents) {
      if (e.contact != contact.id || !is_grant(e) || !within(r, *address, e)) continue;
      auto same = std::find_if(found.begin(), found.end(), [&](const Agreed& other) {
        return other.address == address->id && other.grant.channel == e.channel &&
               other.grant.purpose == e.purpose;
      });
      if (same == found.end()) {
        found.push_back({address->id, e});
      } else if (channels::granted_at(e) >= channels::granted_at(same->grant)) {
        same->grant = e;
      }
    }
  }
  return found;
}

Seq record_review(Applying& a, const Contact& contact, const Address* address, const ReviewCommand& r,
                  storage::LeafType type, std::string outcome, json::object more) {
  storage::Leaf leaf;
  leaf.type = type;
  leaf.time = a.now();
  leaf.subject_ref = contact.ref;
  if (address) leaf.point_ref = address->ref;
  if (r.channel) leaf.channel = r.channel->text();
  leaf.purpose = r.purpose;
  leaf.outcome = std::move(outcome);
  json::object payload{{"kind", "review"},
                       {"act", name(r.act)},
                       {"contact", contact.id.text()},
                       {"reason", r.reason},
                       {"actor", a.input.credential}};
  for (auto& member : more) payload[member.key()] = std::move(member.value());
  return a.tx.append_leaf(std::move(leaf), payload, Subject::of(contact.id));
}

// What has been claimed within the scope and may not begin any more; the rest the gate sees to.
template <class InScope>
void revoke_claimed(Applying& a, const Contact& contact, InScope in_scope) {
  for (const workflows::Run& run : contact.runs) {
    if (run.phase != workflows::Phase::sending) continue;
    auto message = a.tx.message(run.message);
    if (!message || message->state != storage::MessageState::claimed || !in_scope(*message)) continue;
    message->stopped = true;
    a.tx.put(*message);
    a.out.claimed_in_scope.push_back(message->id);
  }
}

void restrict(Applying& a, Contact& contact, const ReviewCommand& r) {
  bool restricted = r.act == ReviewAct::restrict;
  contact.person.restricted = restricted;
  a.tx.changed(contact);
  record_review(a, contact, nullptr, r, storage::LeafType::suppression,
                restricted ? "restricted" : "restriction_lifted", {{"restricted", restricted}});
  if (restricted) revoke_claimed(a, contact, [](const Message&) { return true; });
  a.out.answer.body["restricted"] = restricted;
}

void invalidate(Applying& a, Contact& contact, const ReviewCommand& r) {
  json::array ended;
  for (const Agreed& one : agreed_within(a.tx, contact, r)) {
    Address* address = a.tx.address(one.address);
    bool named = r.consent == 0 || one.grant.leaf_seq == r.consent;
    if (!address || !named) continue;
    ConsentState state = standing_of(contact, *address, one.grant.channel, one.grant.purpose, a.now()).state;
    if (state != ConsentState::given && state != ConsentState::pending) continue;  // has ended already
    Seq leaf = end_consent(a, contact, *address, one.grant, {ConsentAct::invalidated, "review", r.reason});
    ended.push_back({{"channel", one.grant.channel.text()},
                     {"purpose", one.grant.purpose},
                     {"consent", one.grant.leaf_seq},
                     {"audit_index", leaf}});
    revoke_claimed(a, contact, [&](const Message& m) {
      return m.channel == one.grant.channel && m.purpose == one.grant.purpose && m.address == one.address;
    });
  }
  a.out.answer.body["invalidated"] = std::move(ended);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

void rectify_attribute(Applying& a, Contact& contact, const ReviewCommand& r) {
  json::value before;
  if (auto known = contact.attributes.find(r.attribute); known != contact.attributes.end()) {
    before = known->second.value;
    if (r.attribute == "country") contact.countries.erase(known->second.source);
    contact.attributes.erase(known);
  }
  if (!r.value.is_null()) {
    contact.attributes[r.attribute] = {r.value, Source::upstream, a.now(), a.input.seq};
    if (auto country = r.attribute == "country" ? country_code(r.value) : std::nullopt)
      contact.countries[Source::upstream] = *country;
  }
  a.tx.changed(contact);
  record_review(a, contact, nullptr, r, storage::LeafType::submission, "rectified",
                {{"attribute", r.attribute}, {"before", before}, {"after", r.value}});
}

// The wrong address is let go with what was agreed to there; the right one is a new point that nobody provided yet.
void rectify_point(Applying& a, Contact& contact, const ReviewCommand& r) {
  Address* wrong = a.tx.address_of(*r.kind, r.address);
  if (!wrong) return;
  for (const Agreed& one : agreed_within(a.tx, contact, r)) {
    ConsentState state = standing_of(contact, *wrong, one.grant.channel, one.grant.purpose, a.now()).state;
    if (state == ConsentState::given || state == ConsentState::pending)
      end_consent(a, contact, *wrong, one.grant, {ConsentAct::revoked, "rectification", r.reason});
  }
  record_review(a, contact, wrong, r, storage::LeafType::submission, "rectified",
                {{"point", r.kind->text()}, {"before", r.address}, {"after", text_or_null(r.replacement)}});
  AddressId gone = wrong->id;
  std::erase_if(wrong->holders, [&](const channels::Point& p) { return p.contact == contact.id; });
  std::erase_if(contact.points, [&](const Contact::Hold& hold) { return hold.address == gone; });
  a.tx.changed(*wrong);
  a.tx.changed(contact);
  revoke_claimed(a, contact, [&](const Message& m) { return m.address == gone; });
  if (r.replacement.empty()) return;
  Held held = hold(a, contact, *r.kind, r.replacement);
  if (!held.fresh) return;
  channels::Point& point = held.address->holders.back();
  point.provided_by = channels::ProvidedBy::upstream;
  point.provided_at = a.now();
  point.through = "rectification";
  point.credential = a.input.credential;
  point.leaf_seq = record_point(a, contact, *held.address, point);
  a.tx.changed(*held.address);
}

void merge_contacts(Applying& a, Contact& contact, const ReviewCommand& r) {
  Contact* other = known_contact(a.tx, r.other);
  if (!other || other == &contact) return;
  std::string merged = other->id.text();
  merge(a, *other, contact);
  record_review(a, contact, nullptr, r, storage::LeafType::submission, "merged",
                {{"merged", merged}, {"merged_user_id", text_or_null(r.other)}});
  a.out.answer.body["contact"] = contact.user_id.empty() ? contact.id.text() : contact.user_id;
  a.out.answer.body["merged"] = merged;
}

std::optional<Answer> refusal_of_invalidation(Transaction& tx, const Contact& contact,
                                              const ReviewCommand& r) {
  std::vector<Agreed> found = agreed_within(tx, contact, r);
  if (r.consent == 0) {
    if (!found.empty()) return std::nullopt;
    return refuse("not_found", "this contact never agreed to anything within that", "");
  }
  for (const Agreed& one : found) {
    if (one.grant.leaf_seq == r.consent) return std::nullopt;
    const Address* address = tx.address(one.address);
    for (const ConsentEvent& e : address->consents) {
      bool older =
          e.leaf_seq == r.consent && e.channel == one.grant.channel && e.purpose == one.grant.purpose;
      if (!older || e.contact != contact.id) continue;
      return refuse("invalid",
                    fmt::format("consent {} no longer governs: the contact agreed again; that is consent {}",
                                r.consent, one.grant.leaf_seq),
                    "consent");
    }
  }
  return refuse("not_found", fmt::format("this contact has no consent {}", r.consent), "consent");
}

std::optional<Answer> refusal_of_merge(Transaction& tx, const Contact& contact, const ReviewCommand& r) {
  const Contact* other = known_contact(tx, r.other);
  if (!other) return refuse("not_found", "there is no contact \"" + r.other + "\"", "with");
  if (other == &contact) return refuse("invalid", "both names are of one contact already", "with");
  if (points_together(contact, *other) <= limits::contact_points) return std::nullopt;
  return refuse("too_many",
                fmt::format("together they would have more than {} points", limits::contact_points), "with");
}

}  // namespace

std::optional<Answer> refusal_of_review(Transaction& tx, const ReviewCommand& r) {
  const Contact* contact = known_contact(tx, r.contact);
  if (!contact) return refuse("not_found", "there is no contact \"" + r.contact + "\"", "");
  switch (r.act) {
    case ReviewAct::restrict:
    case ReviewAct::lift_restriction:
    case ReviewAct::unpause:
      return std::nullopt;
    case ReviewAct::invalidate:
      return refusal_of_invalidation(tx, *contact, r);
    case ReviewAct::rectify_attribute:
      if (contact->attributes.size() < limits::contact_attributes ||
          contact->attributes.contains(r.attribute))
        return std::nullopt;
      return refuse("too_many", fmt::format("a contact has at most {} traits", limits::contact_attributes),
                    "attribute");
    case ReviewAct::rectify_point: {
      const Address* address = tx.address_of(*r.kind, r.address);
      if (address && address->held_by(contact->id)) return std::nullopt;
      return refuse("not_found", "this contact does not hold that address", "address");
    }
    case ReviewAct::merge:
      return refusal_of_merge(tx, *contact, r);
  }
  return std::nullopt;
}

void apply_review(Applying& a, const ReviewCommand& r) {
  if (auto refused = refusal_of_review(a.tx, r)) {  // a replay of what was never recorded
    a.out.answer = std::move(*refused);
    return;
  }
  Contact& contact = *known_contact(a.tx, r.contact);
  switch (r.act) {
    case ReviewAct::restrict:
    case ReviewAct::lift_restriction:
      return restrict(a, contact, r);
    case ReviewAct::invalidate:
      return invalidate(a, contact, r);
    case ReviewAct::rectify_attribute:
      return rectify_attribute(a, contact, r);
    case ReviewAct::rectify_point:
      return rectify_point(a, contact, r);
    case ReviewAct::merge:
      return merge_contacts(a, contact, r);
    case ReviewAct::unpause:
      return;
  }
}

}  // namespace assent::engine
