#include "engine/apply/service_messages.h"

#include <algorithm>

#include "base/hash.h"
#include "base/hex.h"
#include "base/limits.h"
#include "engine/apply/access_links.h"
#include "engine/apply/confirmations.h"
#include "engine/apply/identity.h"
#include "engine/apply/judge.h"
#include "engine/apply/outbox.h"
#include "engine/apply/places.h"
#include "engine/apply/queueing.h"
#include "engine/apply/records.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;
using channels::Decision;
using channels::Outcome;
using channels::Service;
using channels::Stage;
using storage::MessageState;

namespace {

std::optional<ServiceContent> content_of(Applying& a, const Contact& contact, const Address& address,
                                         const Message& m) {
  switch (m.service) {
    case Service::confirmation:
      return confirmation_content(a, address, m);
    case Service::access:
      return access_content(a, contact, address);
    case Service::none:
      return std::nullopt;
  }
  return std::nullopt;
}

Decision judge_service(Applying& a, const Contact& contact, const Address& address, const Message& m,
                       Stage stage, const ServicePlan& plan) {
  Brakes brakes = read_brakes(a.tx);
  channels::ServiceAsk ask;
  ask.stage = stage;
  ask.service = m.service;
  ask.person = &contact.person;
  ask.address = &address;
  ask.channel = m.channel;
  ask.scope = plan.scope;
  ask.message = m.id;
  ask.requested_at = plan.requested_at;
  ask.now = a.now();
  ask.expires_at = m.expires_at;
  ask.from_form = plan.from_form;
  ask.from_ip = plan.from_ip;
  ask.zones = zones_of(a, contact, places_of(a, contact));
  ask.channel_paused = brakes.everything || brakes.channel(m.channel.text());
  return channels::decide_service(ask);
}

Decision judge_again(Applying& a, const Contact& contact, const Address& address, const Message& m,
                     const ServiceContent& content) {
  ServicePlan plan;
  plan.scope = content.scope;
  plan.requested_at = content.requested_at;
  return judge_service(a, contact, address, m, Stage::claim, plan);
}

// The one purpose of what it asks for; several have none in common.
std::string purpose_of(const std::vector<channels::ConfirmScope>& scope) {
  if (scope.empty()) return {};
  bool one =
      std::all_of(scope.begin(), scope.end(), [&](const auto& s) { return s.purpose == scope[0].purpose; });
  return one ? scope[0].purpose : std::string();
}

// Its place among what was asked of the address, from now on at this time.
void remember_asking(Applying& a, Address& address, const Message& m, Utc at) {
  std::erase_if(address.asked, [&](const channels::Asking& one) { return one.message == m.id; });
  if (address.asked.size() >= limits::service_messages) address.asked.erase(address.asked.begin());
  address.asked.push_back({m.service, m.id, at});
  a.tx.changed(address);
}

// One that never went holds no place.
void forget_asking(Applying& a, Address& address, MessageId id) {
  std::erase_if(address.asked, [&](const channels::Asking& one) { return one.message == id; });
  a.tx.changed(address);
}

void hand_over(Applying& a, Contact& contact, Address& address, Message m, ServiceContent content,
               const Decision& decision, const ClaimCommand& claim) {
  Seq allow = m.plan_leaf;
  m.state = MessageState::claimed;
  m.attempts += 1;
  m.epoch = claim.epoch;
  m.connection = claim.connection;
  remember_asking(a, address, m, a.now());
  channels::Letter letter = letter_of(a, address, m, std::move(content.rendered));
  m.claim_leaf = record_claim(a, contact, address, m, letter, allow, decision);
  a.tx.put(Space::time, layout::claimed(m.id), "");
  a.tx.put(m);
  auto approved = channels::approve(decision, Stage::claim, std::move(letter), a.now(), a.fence);
  if (approved) a.out.hand_overs.push_back({std::move(*approved), claim.connection});
}

}  // namespace

Channel service_channel(const PointKind& kind) {
  switch (kind.family()) {
    case PointKind::Family::email:
      return *Channel::parse("email");
    case PointKind::Family::phone:
      return *Channel::parse("sms");
    case PointKind::Family::social:
      break;
  }
  return *Channel::parse(kind.text());
}

bool plan_service(Applying& a, Contact& contact, Address& address, const ServicePlan& plan) {
  Message m;
  m.id = plan.id;
  m.ref = MessageRef::from(a.draw("message ref"));
  m.service = plan.service;
  m.contact = contact.id;
  m.address = address.id;
  m.template_name = std::string(channels::name(plan.service));
  m.purpose = purpose_of(plan.scope);
  m.channel = service_channel(address.kind);
  m.queued_at = a.now();
  m.expires_at = plan.expires_at;
  a.tx.put(Space::log, layout::message_planned(a.input.seq, m.id), "");
  Decision decision = judge_service(a, contact, address, m, Stage::plan, plan);
  m.plan_leaf = record_decision(a, {contact, &address, m, Stage::plan}, decision);
  switch (decision.outcome) {
    case Outcome::deny:
      close_message(a, m, MessageState::denied);
      return false;
    case Outcome::allow:
      enqueue(a, m, a.now());
      a.tx.put(m);
      break;
    case Outcome::defer:
      defer(a, m, decision);
      break;
  }
  set_expiry(a, m);
  remember_asking(a, address, m, decision.until.value_or(a.now()));
  return true;
}

void claim_service(Applying& a, Message m, const ClaimCommand& claim) {
  Contact* contact = find_contact(a.tx, m.contact);
  Address* address = a.tx.address(m.address);
  auto content = contact && address ? content_of(a, *contact, *address, m) : std::nullopt;
  if (!content) return close_message(a, m, MessageState::denied);
  if (a.now() >= m.expires_at) return expire_service(a, std::move(m));
  Decision decision = judge_again(a, *contact, *address, m, *content);
  bool news = decision.outcome != Outcome::defer || defer_note(decision) != m.defer_reasons;
  if (news) m.plan_leaf = record_decision(a, {*contact, address, m, Stage::claim}, decision);
  switch (decision.outcome) {
    case Outcome::allow:
      return hand_over(a, *contact, *address, std::move(m), std::move(*content), decision, claim);
    case Outcome::defer:
      if (decision.until) remember_asking(a, *address, m, *decision.until);
      return defer(a, m, decision);
    case Outcome::deny:
      forget_asking(a, *address, m.id);
      return close_message(a, m, MessageState::denied);
  }
}

void land_service(Applying& a, Message m, const OutcomeCommand& outcome) {
  Contact* contact = find_contact(a.tx, m.contact);
  if (!contact) return close_message(a, m, MessageState::unknown);
  m.outcome_leaf = record_outcome(a, *contact, m, channels::name(outcome.sent), outcome.detail);
  switch (outcome.sent) {
    case channels::Sent::accepted:
      m.handed_over_at = a.now();
      return close_message(a, m, MessageState::accepted);
    case channels::Sent::unknown:
      m.handed_over_at = a.now();
      return close_message(a, m, MessageState::unknown);
    case channels::Sent::rejected:
      return close_message(a, m, MessageState::rejected);
    case channels::Sent::not_begun:
      break;
  }
  m.maybe_sent = m.maybe_sent || outcome.recovered;
  if (m.stopped) return close_message(a, m, MessageState::cancelled);
  enqueue(a, m, outcome.recovered ? a.now() : next_attempt(m, a.now()));
  a.tx.put(m);
  if (a.now() < m.expires_at) return;
  dequeue(a, m);
  expire_service(a, std::move(m));
}

void expire_service(Applying& a, Message m) {
  Contact* contact = find_contact(a.tx, m.contact);
  Address* address = a.tx.address(m.address);
  auto content = contact && address ? content_of(a, *contact, *address, m) : std::nullopt;
  if (content) {
    record_decision(a, {*contact, address, m, Stage::claim}, judge_again(a, *contact, *address, m, *content));
    forget_asking(a, *address, m.id);
  }
  close_message(a, m, MessageState::expired);
}

void cancel_services(Applying& a, Address& address, json::array& cancelled) {
  std::vector<MessageId> asked;
  for (const channels::Asking& one : address.asked) asked.push_back(one.message);
  for (MessageId id : asked) {
    auto m = a.tx.message(id);
    if (!m || (m->state != MessageState::queued && m->state != MessageState::claimed)) continue;
    Contact* contact = find_contact(a.tx, m->contact);
    auto content = contact ? content_of(a, *contact, address, *m) : std::nullopt;
    bool open = content && judge_again(a, *contact, address, *m, *content).outcome != Outcome::deny;
    if (open) continue;
    auto was = cancel_message(a, id, "withdrawn");
    if (was == MessageState::claimed) a.out.claimed_in_scope.push_back(id);
    if (was != MessageState::queued) continue;
    forget_asking(a, address, id);
    cancelled.push_back(json::value(id.text()));
  }
}

std::string service_token(const storage::Keys& keys, Service service, MessageId message) {
  Bytes16 proof = keys.fingerprint(channels::name(service), message.raw());
  return to_base64url(std::string(message.raw()) + std::string(as_view(proof)));
}

std::optional<MessageId> verify_service_token(const storage::Keys& keys, Service service,
                                              std::string_view token) {
  auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != 32) return std::nullopt;
  std::string_view id = std::string_view(*bytes).substr(0, 16);
  Bytes16 proof = keys.fingerprint(channels::name(service), id);
  if (!equal_constant_time(std::string_view(*bytes).substr(16), as_view(proof))) return std::nullopt;
  return MessageId::from_raw(id);
}

}  // namespace assent::engine
