#include "engine/apply/judge.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/hex.h"
#include "channels/required_content.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/outbox.h"
#include "engine/apply/places.h"
#include "engine/pages/link_token.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

std::vector<const Address*> candidates(Applying& a, const Contact& contact, const Channel& channel) {
  std::vector<const Address*> out;
  for (const Contact::Hold& hold : contact.points) {
    if (hold.kind != channel.point_kind()) continue;
    if (const Address* address = a.tx.address(hold.address)) out.push_back(address);
  }
  return out;
}

channels::Rendered render_for(Applying& a, const Contact& contact, const Message& message,
                              const Address* address, const workflows::Run* run, const Bundle& bundle) {
  static const json::object nothing;
  auto found = bundle.templates.find(message.template_name);
  if (found == bundle.templates.end()) {
    channels::Rendered nothing_to_render;
    nothing_to_render.complete = false;
    nothing_to_render.detail = "the template is not in the deployed version";
    return nothing_to_render;
  }
  PurposeView view(contact, a.policy(), message.purpose);
  json::object facts{{"journey", message.journey}};
  channels::TemplateScope scope;
  scope.contact = &view;
  scope.event = run ? &run->event.properties : &nothing;
  scope.run = &facts;
  scope.hidden = [](const void* context, std::string_view attribute) {
    return static_cast<const PurposeView*>(context)->hides(attribute);
  };
  scope.hidden_context = &view;
  scope.links["preferences"] =
      a.deployed.settings().public_url + "/c/" +
      link_token(a.tx.keys(), {LinkScope::reduce, contact.id, address ? address->id : AddressId(), {}});
  scope.now = a.now();
  scope.links["unsubscribe"] =
      a.deployed.settings().public_url + "/u/" + unsubscribe_token(a.tx.keys(), message.id);
  return channels::render(found->second, message.channel.medium(), scope);
}

// The messages of this contact that wait as well and go first when a cap leaves one slot: queued, not expired, and of a
// journey with a higher priority. One waits for each run at most.
std::vector<channels::Ahead> ahead_of(Applying& a, const Contact& contact, const Message& message,
                                      const Bundle& bundle) {
  std::vector<channels::Ahead> ahead;
  if (contact.runs.size() < 2) return ahead;
  for (const workflows::Run& run : contact.runs) {
    if (run.message.none() || run.message == message.id) continue;
    auto other = a.tx.message(run.message);
    if (!other || other->state != storage::MessageState::queued || other->expires_at <= a.now()) continue;
    const Bundle* theirs = a.deployed.version(other->version);
    if (theirs && theirs->journey.priority > bundle.journey.priority)
      ahead.push_back({other->channel, other->purpose, other->journey});
  }
  return ahead;
}

std::uint8_t parts_told(Applying& a, const Channel& channel, const channels::Rendered& rendered) {
  const DeployedSettings& settings = a.deployed.settings();
  channels::ContentFacts facts;
  if (auto from = settings.from.find(channel.text()); from != settings.from.end()) facts.from = from->second;
  facts.link_prefix = settings.public_url;
  facts.controller = &a.policy().controller;
  return channels::content_parts(channel, rendered, facts);
}

}  // namespace

Judged judge(Applying& a, Contact& contact, const Message& message, const workflows::Run* run,
             const Bundle& bundle, channels::Stage stage) {
  Judged judged;
  std::vector<const Address*> known = candidates(a, contact, message.channel);
  const Address* chosen =
      channels::choose_point(known, contact.person, message.channel, message.purpose, a.now());
  if (chosen) judged.address = a.tx.address(chosen->id);
  judged.rendered = render_for(a, contact, message, judged.address, run, bundle);
  Brakes brakes = read_brakes(a.tx);

  channels::Ask ask;
  ask.stage = stage;
  ask.person = &contact.person;
  ask.address = judged.address;
  ask.channel = message.channel;
  ask.purpose = message.purpose;
  ask.journey = message.journey;
  ask.template_name = message.template_name;
  ask.intent = message.intent;
  ask.message = message.id;
  ask.now = a.now();
  ask.expires_at = message.expires_at;
  ask.places = places_of(a, contact);
  ask.zones = zones_of(a, contact, ask.places);
  if (const auto& at_most = bundle.journey.at_most)
    ask.journey_cap = channels::Cap{at_most->messages, at_most->window};
  ask.journey_paused = brakes.everything || brakes.journey(message.journey);
  ask.channel_paused = brakes.everything || brakes.channel(message.channel.text());
  ask.held_out = run != nullptr && run->held_out;
  ask.ahead = ahead_of(a, contact, message, bundle);
  ask.content = {judged.rendered.complete, judged.rendered.data_permitted,
                 parts_told(a, message.channel, judged.rendered), judged.rendered.detail};
  judged.decision = channels::decide(ask, a.policy());
  return judged;
}

channels::Letter letter_of(Applying& a, const Address& address, const Message& message,
                           channels::Rendered rendered) {
  const DeployedSettings& settings = a.deployed.settings();
  channels::Letter letter;
  letter.message = message.id;
  letter.channel = message.channel;
  letter.purpose = message.purpose;
  letter.to = address.value;
  if (auto from = settings.from.find(message.channel.text()); from != settings.from.end())
    letter.from = from->second;
  letter.text = std::move(rendered.text);
  letter.date = a.now();
  if (message.channel.medium() == Medium::email) {
    letter.subject = std::move(rendered.subject);
    letter.html = std::move(rendered.html);
    if (message.service != channels::Service::access)  // that one is of no list that one could leave
      letter.unsubscribe_url = settings.public_url + "/u/" + unsubscribe_token(a.tx.keys(), message.id);
    std::string_view host = settings.public_url;
    if (auto scheme = host.find("://"); scheme != std::string_view::npos) host.remove_prefix(scheme + 3);
    letter.message_id_host = std::string(host.substr(0, host.find_first_of(":/")));
  }
  Bytes32 root = a.tx.audit().root();
  letter.checkpoint =
      fmt::format("{} {} {}", settings.audit_origin, a.tx.audit().size(), to_base64(as_view(root)));
  return letter;
}

std::string unsubscribe_token(const storage::Keys& keys, MessageId message) {
  Bytes16 proof = keys.fingerprint("unsubscribe", message.raw());
  return to_base64url(std::string(message.raw()) + std::string(as_view(proof)));
}

std::optional<MessageId> verify_unsubscribe_token(const storage::Keys& keys, std::string_view token) {
  auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != 32) return std::nullopt;
  std::string_view id = std::string_view(*bytes).substr(0, 16);
  Bytes16 proof = keys.fingerprint("unsubscribe", id);
  if (!equal_constant_time(std::string_view(*bytes).substr(16), as_view(proof))) return std::nullopt;
  return MessageId::from_raw(id);
}

}  // namespace assent::engine
