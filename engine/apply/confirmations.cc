#include "engine/apply/confirmations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "base/limits.h"
#include "channels/regimes.h"
#include "engine/apply/consent_ends.h"
#include "engine/apply/identity.h"
#include "engine/apply/places.h"
#include "engine/apply/records.h"
#include "engine/apply/suppressions.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;
using channels::ConsentAct;
using channels::ConsentEvent;
using channels::Service;
using State = ConfirmationRequest::State;

namespace {

std::optional<ConfirmationRequest> read_request(Transaction& tx, MessageId id) {
  auto stored = tx.get(Space::state, layout::confirmation(id));
  return stored ? decode_confirmation(*stored) : std::nullopt;
}

// How often somebody asked by this way in the window that is open; the window begins with the first.
struct Count {
  std::string key;
  Bytes16 print{};
  Utc began{};
  std::uint32_t asked = 0;
};

Count count_of(Applying& a, std::string_view domain, const std::string& who, Millis window) {
  Count count;
  if (who.empty()) return count;
  count.print = a.tx.keys().fingerprint(domain, who);
  count.key = layout::confirmation_count(as_view(count.print));
  count.began = a.now();
  auto stored = a.tx.get(Space::state, count.key);
  if (!stored) return count;
  Decoder record(*stored);
  Utc began = record.time();
  if (a.now() - began >= window) return count;
  count.began = began;
  count.asked = static_cast<std::uint32_t>(record.varint());
  return count;
}

void count_one_more(Applying& a, const Count& count, Millis window) {
  if (count.key.empty()) return;
  Bytes16 marked{};
  marked[0] = 1;
  Encoder record;
  record.time(count.began).varint(count.asked + 1);
  a.tx.put(Space::state, count.key, record.take());
  a.tx.put(Space::time, layout::timer(count.began + window, 'o', count.print, marked), "");
}

// The `requested` consent that an item stands on; nullptr: it has fallen out of what is remembered.
const ConsentEvent* request_of(const Address& address, const ConfirmationRequest::Item& item) {
  auto found = std::find_if(address.consents.begin(), address.consents.end(),
                            [&](const ConsentEvent& e) { return e.leaf_seq == item.leaf; });
  return found == address.consents.end() ? nullptr : &*found;
}

channels::Standing standing_of(const Applying& a, const Contact& contact, const Address& address,
                               const channels::ConfirmScope& scope) {
  std::vector<const channels::Stop*> stops;
  for (const channels::Stop& stop : contact.person.stops) stops.push_back(&stop);
  for (const channels::Stop& stop : address.stops) stops.push_back(&stop);
  return channels::consent_standing(address.consents, contact.id, scope.channel, scope.purpose, stops,
                                    a.now());
}

void add_consent(Applying& a, const Contact& contact, Address& address, ConsentEvent consent) {
  consent.leaf_seq = record_consent(a, contact, address, consent);
  keep(a, address, std::move(consent));
}

// Of every item that nothing has ended since, the consent that answers it. How many there were.
std::size_t answer_items(Applying& a, const Contact& contact, Address& address,
                         const ConfirmationRequest& request, ConsentAct act,
                         const ConfirmationCommand& said) {
  std::vector<ConsentEvent> answers;
  for (const auto& item : request.items) {
    const ConsentEvent* asked = request_of(address, item);
    if (!asked || !channels::still_open(address, contact.person, item.scope, request.requested_at)) continue;
    bool pending = standing_of(a, contact, address, item.scope).state == channels::ConsentState::pending;
    if (act == ConsentAct::expired && !pending) continue;  // it was given another way meanwhile
    ConsentEvent answer = *asked;
    answer.act = act;
    answer.contact = contact.id;
    answer.event_time = answer.recorded_at = a.now();
    answer.expires_at.reset();
    const channels::Purpose* purpose = a.policy().purpose(item.scope.purpose);
    if (act == ConsentAct::confirmed && purpose && purpose->consent_expires)
      answer.expires_at = a.now() + *purpose->consent_expires;
    if (act != ConsentAct::expired) {
      answer.evidence.method = "double_opt_in";
      answer.evidence.action = act == ConsentAct::confirmed ? "confirm" : "refuse";
      answer.evidence.ip = said.ip;
      answer.evidence.user_agent = said.user_agent;
    }
    answers.push_back(std::move(answer));
  }
  std::size_t given = answers.size();
  for (ConsentEvent& answer : answers) add_consent(a, contact, address, std::move(answer));
  return given;
}

void confirm_point(Applying& a, const Contact& contact, Address& address) {
  for (channels::Point& point : address.holders) {
    if (point.contact == contact.id) point.confirmed = true;
  }
  a.tx.changed(address);
}

json::object answer_body(std::string_view state) {
  return {{"state", state}};
}

}  // namespace

std::string_view name(State state) {
  switch (state) {
    case State::open:
      return "open";
    case State::confirmed:
      return "confirmed";
    case State::partly:
      return "partly";
    case State::stopped:
      return "stopped";
    case State::refused:
      return "refused";
  }
  return "open";
}

std::string encode(const ConfirmationRequest& request) {
  Encoder e;
  e.u8(1).id(request.contact).id(request.address).time(request.requested_at).time(request.ends_at);
  e.string(request.language).u8(static_cast<std::uint8_t>(request.state)).varint(request.items.size());
  for (const auto& item : request.items)
    e.string(item.scope.channel.text()).string(item.scope.purpose).varint(item.leaf);
  return e.take();
}

std::optional<ConfirmationRequest> decode_confirmation(std::string_view bytes) {
  Decoder d(bytes);
  ConfirmationRequest request;
  if (d.u8() != 1) return std::nullopt;
  request.contact = d.id<ContactId>();
  request.address = d.id<AddressId>();
  request.requested_at = d.time();
  request.ends_at = d.time();
  request.language = d.string();
  std::uint8_t state = d.u8();
  if (state < 1 || state > static_cast<std::uint8_t>(State::refused)) return std::nullopt;
  request.state = static_cast<State>(state);
  for (std::uint64_t left = d.varint(); left > 0 && d.ok(); --left) {
    auto channel = Channel::parse(std::string(d.string()));
    if (!channel) return std::nullopt;
    std::string purpose(d.string());
    request.items.push_back({{std::move(*channel), std::move(purpose)}, d.varint()});
  }
  if (!d.done()) return std::nullopt;
  return request;
}

bool must_confirm(Applying& a, const Contact& contact, const Address& address, const Channel& channel,
                  const std::string& purpose) {
  bool erased = std::any_of(address.suppressions.begin(), address.suppressions.end(),
                            [](const auto& s) { return s.cause == channels::SuppressionCause::erasure; });
  if (erased) return true;
  bool wanted =
      channels::double_opt_in_required(channel, purpose, places_of(a, contact), a.policy(), a.now());
  return wanted && !standing_of(a, contact, address, {channel, purpose}).confirmed;
}

void ask_to_confirm(Applying& a, Contact& contact, Address& address,
                    std::vector<ConfirmationRequest::Item> items, const AskedBy& by) {
  ServicePlan plan;
  plan.id = MessageId::from(a.draw("message"));
  for (const auto& item : items) plan.scope.push_back(item.scope);
  plan.requested_at = a.now();
  ConfirmationRequest request;
  request.contact = contact.id;
  request.address = address.id;
  request.requested_at = a.now();
  request.ends_at = a.now() + a.policy().keep_unconfirmed.value_or(Millis(limits::unconfirmed));
  request.language = a.deployed.settings().wordings.in(by.language).language();
  request.items = std::move(items);
  plan.expires_at = std::min(request.ends_at, a.now() + Millis(limits::confirmation_lifetime));
  a.tx.put(Space::state, layout::confirmation(plan.id), encode(request));
  a.tx.put(Space::time, layout::timer(request.ends_at, 'o', plan.id.bytes(), {}), "");
  Count form = count_of(a, "confirmations of a form", by.form, limits::confirmation_form_window);
  Count ip = count_of(a, "confirmations of an IP address", by.ip, limits::confirmation_ip_window);
  plan.from_form = form.asked;
  plan.from_ip = ip.asked;
  if (!plan_service(a, contact, address, plan)) return;
  count_one_more(a, form, limits::confirmation_form_window);
  count_one_more(a, ip, limits::confirmation_ip_window);
}

void apply_confirmation(Applying& a, const ConfirmationCommand& command) {
  auto request = read_request(a.tx, command.request);
  if (!request || request->state != State::open) {
    a.out.answer.body = answer_body(request ? name(request->state) : "ended");
    return;
  }
  Contact* contact = find_contact(a.tx, request->contact);
  Address* address = a.tx.address(request->address);
  if (!contact || !address || contact->person.erased) {
    a.out.answer.body = answer_body("ended");
    return;
  }
  ConsentAct act = command.refused ? ConsentAct::refused : ConsentAct::confirmed;
  std::size_t answered = answer_items(a, *contact, *address, *request, act, command);
  if (command.refused) {
    request->state = State::refused;
  } else if (answered == 0) {
    request->state = State::stopped;
  } else {
    request->state = answered == request->items.size() ? State::confirmed : State::partly;
    confirm_point(a, *contact, *address);
    lift_suppressions(a, *address, channels::Lifting::confirmation, request->requested_at);
  }
  a.tx.put(Space::state, layout::confirmation(command.request), encode(*request));
  a.out.answer.body = answer_body(name(request->state));
}

std::optional<Answer> answered_before(Transaction& tx, const ConfirmationCommand& command) {
  auto request = read_request(tx, command.request);
  if (request && request->state == State::open) return std::nullopt;
  Answer answer;
  answer.body = answer_body(request ? name(request->state) : "ended");
  return answer;
}

Subject subject_of_confirmation(Transaction& tx, const ConfirmationCommand& command) {
  auto request = read_request(tx, command.request);
  Contact* contact = request ? find_contact(tx, request->contact) : nullptr;
  return contact ? Subject::of(contact->id) : Subject::workspace();
}

void end_confirmation(Applying& a, const TimerCommand& timer) {
  if (timer.detail != Bytes16{})
    return a.tx.erase(Space::state, layout::confirmation_count(as_view(timer.entity)));
  MessageId id = MessageId::from(timer.entity);
  auto request = read_request(a.tx, id);
  if (!request) return;
  Contact* contact = find_contact(a.tx, request->contact);
  Address* address = a.tx.address(request->address);
  if (request->state == State::open && contact && address)
    answer_items(a, *contact, *address, *request, ConsentAct::expired, {});
  a.tx.erase(Space::state, layout::confirmation(id));
}

std::vector<std::string> items_in_words(const std::vector<ConfirmationRequest::Item>& items,
                                        const channels::Policy& policy, const Wording& wording) {
  std::vector<std::string> lines;
  for (const auto& item : items) {
    const channels::Purpose* purpose = policy.purpose(item.scope.purpose);
    const Channel& channel = item.scope.channel;
    bool social = channel.medium() == Medium::social;
    std::string by =
        wording.say("by." + (social ? "social" : channel.text()), {{"network", channel.network()}});
    lines.push_back((purpose ? purpose->title : item.scope.purpose) + ", " + by);
  }
  return lines;
}

std::optional<ServiceContent> confirmation_content(Applying& a, const Address& address, const Message& m) {
  auto request = read_request(a.tx, m.id);
  if (!request || request->state != State::open) return std::nullopt;
  ServiceContent content;
  content.requested_at = request->requested_at;
  for (const auto& item : request->items) content.scope.push_back(item.scope);
  const channels::Controller& controller = a.policy().controller;
  const Wording& wording = a.deployed.settings().wordings.in(request->language);
  std::vector<std::string> items = items_in_words(request->items, a.policy(), wording);
  auto days = std::chrono::ceil<std::chrono::days>(request->ends_at - request->requested_at).count();
  bool mail = address.kind.family() == PointKind::Family::email;
  Said said{{"controller", controller.name},
            {"postal_address", controller.postal_address},
            {"contact", controller.contact},
            {"list", mail ? fmt::format("  - {}", fmt::join(items, "\n  - "))
                          : fmt::format("{}", fmt::join(items, "; "))},
            {"days", std::to_string(days)},
            {"link", a.deployed.settings().public_url + "/o/" +
                         service_token(a.tx.keys(), Service::confirmation, m.id)}};
  if (mail) content.rendered.subject = wording.say("confirmation.subject", said);
  content.rendered.text = wording.say(mail ? "confirmation.text" : "confirmation.short", said);
  content.rendered.complete = true;
  return content;
}

}  // namespace assent::engine
