#include "engine/apply/outbox.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply/identity.h"
#include "engine/apply/judge.h"
#include "engine/apply/queueing.h"
#include "engine/apply/records.h"
#include "engine/apply/runs.h"
#include "engine/apply/service_messages.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;
using channels::Decision;
using channels::Outcome;
using channels::Reason;
using storage::MessageState;
using workflows::SendEnd;

namespace {

const workflows::Send& send_step(const Bundle& bundle, const Message& m) {
  const auto& does = bundle.journey.steps[m.step].does;
  if (const auto* ask = std::get_if<workflows::Ask>(&does)) return ask->message;
  return std::get<workflows::Send>(does);
}

const workflows::Run* run_of(const Contact& contact, RunId id) {
  auto found =
      std::find_if(contact.runs.begin(), contact.runs.end(), [&](const auto& r) { return r.id == id; });
  return found == contact.runs.end() ? nullptr : &*found;
}

// What waits for a slot of a cap is asked again when another message of the contact ends: the slot may be free, or
// nobody goes first any more.
void release_capped(Applying& a, const Message& ended) {
  const Contact* contact = find_contact(a.tx, ended.contact);
  if (!contact || contact->runs.size() < 2) return;
  for (const workflows::Run& run : contact->runs) {
    if (run.message.none() || run.message == ended.id) continue;
    auto waiting = a.tx.message(run.message);
    if (!waiting || waiting->state != MessageState::queued || waiting->due_at <= a.now()) continue;
    if (waiting->defer_reasons.find(channels::name(Reason::frequency_cap)) == std::string::npos) continue;
    dequeue(a, *waiting);
    enqueue(a, *waiting, a.now());
    a.tx.put(*waiting);
  }
}

// What may already have reached somebody is never called denied or expired.
SendEnd finish(Applying& a, Message& m, MessageState state, SendEnd how) {
  close_message(a, m, state);
  release_capped(a, m);
  return m.state == MessageState::unknown ? SendEnd::unknown : how;
}

// Asks the gate for the message's channel, then for each one after it while the reasons allow.
std::optional<SendEnd> try_channels(Applying& a, Contact& contact, Message& m, const Bundle& bundle) {
  const auto& by = send_step(bundle, m).by;
  const workflows::Run* run = run_of(contact, m.run);
  while (true) {
    m.channel = by[m.tried];
    Judged judged = judge(a, contact, m, run, bundle, channels::Stage::plan);
    m.address = judged.address ? judged.address->id : AddressId();
    m.plan_leaf = record_decision(a, {contact, judged.address, m, channels::Stage::plan}, judged.decision);
    switch (judged.decision.outcome) {
      case Outcome::allow:
        m.defer_reasons.clear();
        m.held_by_brake = false;
        enqueue(a, m, a.now());
        a.tx.put(m);
        return std::nullopt;
      case Outcome::defer:
        if (m.last_try) return finish(a, m, MessageState::expired, SendEnd::expired);
        defer(a, m, judged.decision);
        return std::nullopt;
      case Outcome::deny:
        break;
    }
    bool another = m.tried + 1 < by.size() && channels::may_fall_back(judged.decision) && !m.last_try;
    if (!another) {
      bool late = failed(judged.decision, Reason::expired);
      return finish(a, m, late ? MessageState::expired : MessageState::denied,
                    late ? SendEnd::expired : SendEnd::denied);
    }
    ++m.tried;
  }
}

void forget_claim(Applying& a, Contact& contact, const Message& m) {
  auto same = [&](const channels::Claim& c) { return c.message == m.id; };
  std::erase_if(contact.person.claims, same);
  a.tx.changed(contact);
  if (Address* address = a.tx.address(m.address)) {
    std::erase_if(address->claims, same);
    a.tx.changed(*address);
  }
}

void remember_claim(std::vector<channels::Claim>& claims, const channels::Claim& claim) {
  std::erase_if(claims, [&](const channels::Claim& c) { return c.message == claim.message; });
  if (claims.size() >= limits::contact_claims) claims.erase(claims.begin());
  claims.push_back(claim);
}

void hand_over(Applying& a, Contact& contact, Message& m, Judged judged, const ClaimCommand& claim) {
  Address& address = *judged.address;
  Seq allow = m.plan_leaf;
  m.state = MessageState::claimed;
  m.attempts += 1;
  m.epoch = claim.epoch;
  m.connection = claim.connection;
  m.address = address.id;
  channels::Claim counted{m.id,      contact.id, m.intent,  m.template_name,
                          m.journey, m.purpose,  m.channel, a.now()};
  remember_claim(contact.person.claims, counted);
  remember_claim(address.claims, counted);
  a.tx.changed(contact);
  a.tx.changed(address);
  channels::Letter letter = letter_of(a, address, m, std::move(judged.rendered));
  m.claim_leaf = record_claim(a, contact, address, m, letter, allow, judged.decision);
  a.tx.put(Space::time, layout::claimed(m.id), "");
  a.tx.put(m);
  auto approved =
      channels::approve(judged.decision, channels::Stage::claim, std::move(letter), a.now(), a.fence);
  if (approved) a.out.hand_overs.push_back({std::move(*approved), claim.connection});
}

void after_failure(Applying& a, Contact& contact, Message& m, const Bundle& bundle) {
  bool another = m.tried + 1 < send_step(bundle, m).by.size() && !m.stopped && !m.last_try;
  std::optional<SendEnd> end = SendEnd::rejected;
  if (another) {
    ++m.tried;
    end = try_channels(a, contact, m, bundle);
  } else {
    end = finish(a, m, MessageState::rejected, SendEnd::rejected);
  }
  if (end) drive(a, contact, m.run, workflows::SendEnded{*end});
}

}  // namespace

std::optional<SendEnd> plan_message(Applying& a, Contact& contact, workflows::Run& run, const Bundle& bundle,
                                    std::uint32_t step) {
  Message m;
  m.id = MessageId::from(a.draw("message"));
  m.ref = MessageRef::from(a.draw("message ref"));
  m.contact = contact.id;
  m.run = run.id;
  m.journey = run.journey;
  m.version = run.version;
  m.step = step;
  m.step_name = bundle.journey.steps[step].name;
  const workflows::Send& send = send_step(bundle, m);
  m.template_name = send.template_name;
  m.purpose = bundle.journey.purpose;
  // Under the pepper: an occasion may be a messageId, or a key somebody could guess.
  m.intent = a.tx.keys().fingerprint("intent", as_view(channels::intent_of(m.template_name, run.occasion)));
  m.queued_at = a.now();
  m.expires_at = a.now() + send.expires;
  run.message = m.id;
  a.tx.put(Space::log, layout::message_planned(a.input.seq, m.id), "");
  std::optional<SendEnd> end = try_channels(a, contact, m, bundle);
  if (!end) set_expiry(a, m);
  // The decision stands on record; the journey goes on as it does for the others, so that goals can be compared.
  if (run.held_out && end == SendEnd::denied) return SendEnd::held_out;
  return end;
}

void apply_claim(Applying& a, const ClaimCommand& claim) {
  auto found = a.tx.message(claim.message);
  if (!found || found->state != MessageState::queued || found->due_at > a.now()) return;
  Message m = std::move(*found);
  dequeue(a, m);
  if (m.service != channels::Service::none) return claim_service(a, std::move(m), claim);
  Contact* contact = find_contact(a.tx, m.contact);
  const Bundle* bundle = a.deployed.version(m.version);
  if (!contact || !bundle) {
    finish(a, m, MessageState::denied, SendEnd::denied);
    return;
  }
  if (a.now() >= m.expires_at) {
    enqueue(a, m, m.due_at);  // its expiry is a timer of its own, due now as well
    a.tx.put(m);
    expire_message(a, m.id);
    return;
  }
  Judged judged = judge(a, *contact, m, run_of(*contact, m.run), *bundle, channels::Stage::claim);
  const Decision& d = judged.decision;
  bool news = d.outcome != Outcome::defer || defer_note(d) != m.defer_reasons;
  if (news) {
    m.plan_leaf = record_decision(a, {*contact, judged.address, m, channels::Stage::claim}, d);
  }
  switch (d.outcome) {
    case Outcome::allow:
      hand_over(a, *contact, m, std::move(judged), claim);
      return;
    case Outcome::defer:
      defer(a, m, d);
      return;
    case Outcome::deny:
      break;
  }
  std::optional<SendEnd> end = SendEnd::denied;
  if (channels::may_fall_back(d) && m.tried + 1 < send_step(*bundle, m).by.size() && !m.last_try &&
      !m.maybe_sent) {
    ++m.tried;
    end = try_channels(a, *contact, m, *bundle);
  } else {
    end = finish(a, m, MessageState::denied, SendEnd::denied);
  }
  if (end) drive(a, *contact, m.run, workflows::SendEnded{*end});
}

void apply_outcome(Applying& a, const OutcomeCommand& outcome) {
  auto found = a.tx.message(outcome.message);
  if (!found || found->state != MessageState::claimed) return;
  Message m = std::move(*found);
  a.tx.erase(Space::time, layout::claimed(m.id));
  if (m.service != channels::Service::none) return land_service(a, std::move(m), outcome);
  Contact* contact = find_contact(a.tx, m.contact);
  const Bundle* bundle = a.deployed.version(m.version);
  if (!contact || !bundle) {
    finish(a, m, MessageState::unknown, SendEnd::unknown);
    return;
  }
  m.outcome_leaf = record_outcome(a, *contact, m, channels::name(outcome.sent), outcome.detail);
  switch (outcome.sent) {
    case channels::Sent::accepted:
    case channels::Sent::unknown: {
      bool accepted = outcome.sent == channels::Sent::accepted;
      m.handed_over_at = a.now();
      SendEnd how = finish(a, m, accepted ? MessageState::accepted : MessageState::unknown,
                           accepted ? SendEnd::accepted : SendEnd::unknown);
      drive(a, *contact, m.run, workflows::SendEnded{how});
      return;
    }
    case channels::Sent::rejected:
      forget_claim(a, *contact, m);
      after_failure(a, *contact, m, *bundle);
      return;
    case channels::Sent::not_begun:
      break;
  }
  m.maybe_sent = m.maybe_sent || outcome.recovered;
  if (!m.maybe_sent) forget_claim(a, *contact, m);
  if (m.stopped) {
    SendEnd how = finish(a, m, MessageState::cancelled, SendEnd::denied);
    drive(a, *contact, m.run, workflows::SendEnded{how});
    return;
  }
  enqueue(a, m, outcome.recovered ? a.now() : next_attempt(m, a.now()));
  a.tx.put(m);
  if (a.now() >= m.expires_at) expire_message(a, m.id);
}

void expire_message(Applying& a, MessageId id) {
  auto found = a.tx.message(id);
  if (!found || found->state != MessageState::queued || found->expires_at > a.now()) return;
  Message m = std::move(*found);
  dequeue(a, m);
  if (m.service != channels::Service::none) return expire_service(a, std::move(m));
  Contact* contact = find_contact(a.tx, m.contact);
  const Bundle* bundle = a.deployed.version(m.version);
  if (!contact || !bundle) {
    finish(a, m, MessageState::expired, SendEnd::expired);
    return;
  }
  std::optional<SendEnd> end;
  bool fallback = !m.defer_reasons.empty() && !m.held_by_brake && !m.last_try && !m.maybe_sent &&
                  m.tried + 1 < send_step(*bundle, m).by.size();
  if (fallback) {
    ++m.tried;
    m.last_try = true;
    m.expires_at = a.now() + limits::fallback_grace;
    end = try_channels(a, *contact, m, *bundle);
    if (!end) set_expiry(a, m);
  } else {
    Judged judged = judge(a, *contact, m, run_of(*contact, m.run), *bundle, channels::Stage::claim);
    record_decision(a, {*contact, judged.address, m, channels::Stage::claim}, judged.decision);
    end = finish(a, m, MessageState::expired, SendEnd::expired);
  }
  if (end) drive(a, *contact, m.run, workflows::SendEnded{*end});
}

std::optional<MessageState> cancel_message(Applying& a, MessageId id, std::string_view why) {
  auto found = a.tx.message(id);
  if (!found) return std::nullopt;
  Message m = std::move(*found);
  if (m.state == MessageState::claimed) {
    m.stopped = true;
    a.tx.put(m);
    return MessageState::claimed;
  }
  if (m.state != MessageState::queued) return std::nullopt;
  dequeue(a, m);
  if (Contact* contact = find_contact(a.tx, m.contact)) {
    m.outcome_leaf = record_outcome(a, *contact, m, "cancelled", why);
  }
  finish(a, m, MessageState::cancelled, SendEnd::denied);
  return MessageState::queued;
}

}  // namespace assent::engine
