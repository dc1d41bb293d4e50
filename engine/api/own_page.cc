#include "engine/api/own_page.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/hash.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/entity_record.h"
#include "engine/apply/preferences.h"
#include "storage/audit_log.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using channels::Address;
using channels::ConsentState;
using channels::Standing;
using storage::Contact;

std::vector<const channels::Stop*> stops_of(const Contact& contact, const Address& address) {
  std::vector<const channels::Stop*> stops;
  for (const auto& stop : contact.person.stops) stops.push_back(&stop);
  for (const auto& stop : address.stops) stops.push_back(&stop);
  return stops;
}

struct Known {
  const storage::Store& store;
  const storage::Keys& keys;
  const channels::Policy& policy;
  const Contact& contact;
  std::vector<Address> addresses;
  Utc now{};

  Standing standing(const Address& address, const Channel& channel, std::string_view purpose) const {
    auto stops = stops_of(contact, address);
    return channels::consent_standing(address.consents, contact.id, channel, purpose, stops, now);
  }
};

std::vector<Topic> topics_of(const Known& known) {
  std::vector<Topic> topics;
  for (const auto& [id, purpose] : known.policy.purposes) {
    Topic topic{id, purpose.title, purpose.description, {}};
    for (const Channel& channel : purpose.channels) {
      bool given = std::any_of(known.addresses.begin(), known.addresses.end(), [&](const Address& address) {
        return address.kind == channel.point_kind() &&
               known.standing(address, channel, id).state == ConsentState::given;
      });
      if (given) topic.given.push_back(channel);
    }
    if (!topic.given.empty()) topics.push_back(std::move(topic));
  }
  return topics;
}

std::optional<Utc> paused_until(const Known& known) {
  std::optional<Utc> until;
  for (const auto& pause : known.contact.person.pauses) {
    bool whole = !pause.channel && !pause.purpose && pause.until > known.now;
    if (whole && (!until || *until < pause.until)) until = pause.until;
  }
  return until;
}

// Whether an access link can be sent there at all; how often, the gate says.
bool may_be_asked(const Address& address, ContactId contact) {
  const channels::Point* point = address.held_by(contact);
  bool erased = std::any_of(address.suppressions.begin(), address.suppressions.end(),
                            [](const auto& s) { return s.cause == channels::SuppressionCause::erasure; });
  return point && point->provided_by == channels::ProvidedBy::contact && !erased;
}

Result<Choices> choices_of(const Known& known, const RecipientLink& link,
                           const std::optional<Address>& address) {
  Choices choices;
  choices.access = link.scope == LinkScope::access;
  choices.until = link.until;
  if (address)
    choices.address = choices.access ? address->value : mask_address(address->kind, address->value);
  choices.topics = topics_of(known);
  const channels::Person& person = known.contact.person;
  choices.pace = person.pace;
  choices.quiet_hours = person.own_quiet_hours;
  choices.preferred = person.preferred;
  choices.paused_until = paused_until(known);
  choices.zone = own_zone(known.contact).value_or(known.policy.controller_zone);
  choices.may_ask = address && may_be_asked(*address, known.contact.id);
  TRY(auto asked, known.store.get(storage::Space::state, storage::layout::open_request(known.contact.id)));
  if (asked) {
    if (auto request = decode_request(*asked)) choices.erasure_asked = request->at;
  }
  return choices;
}

std::vector<std::string> languages_of(const Known& known) {
  std::vector<std::string> languages;
  auto own = known.contact.attributes.find("language");
  if (own != known.contact.attributes.end() && own->second.source != Source::third_party &&
      own->second.value.is_string())
    languages.emplace_back(own->second.value.get_string());
  const channels::ConsentEvent* latest = nullptr;
  for (const Address& address : known.addresses) {
    for (const auto& consent : address.consents) {
      bool says = consent.contact == known.contact.id && !consent.evidence.language.empty();
      if (says && (!latest || latest->recorded_at < consent.recorded_at)) latest = &consent;
    }
  }
  if (latest) languages.push_back(latest->evidence.language);
  return languages;
}

// As it was shown: it stands in the record of the consent.
Result<std::string> wording_of(const Known& known, const channels::ConsentEvent& grant) {
  TRY(auto leaf, storage::read_leaf(known.store, grant.leaf_seq));
  if (!leaf) return std::string();
  TRY(auto payload, storage::read_payload(known.store, known.keys, *leaf));
  const json::object* object = payload ? payload->if_object() : nullptr;
  const json::string* wording = object ? string_member(*object, "wording") : nullptr;
  return wording ? std::string(*wording) : std::string();
}

Result<void> add_consents(const Known& known, const Address& address, Held& held) {
  std::vector<std::pair<Channel, std::string>> seen;
  for (const auto& event : address.consents) {
    std::pair<Channel, std::string> pair{event.channel, event.purpose};
    bool new_one = std::find(seen.begin(), seen.end(), pair) == seen.end();
    if (event.contact != known.contact.id || !new_one) continue;
    seen.push_back(pair);
    Standing standing = known.standing(address, event.channel, event.purpose);
    const channels::Purpose* purpose = known.policy.purpose(event.purpose);
    HeldConsent consent{purpose ? purpose->title : event.purpose,
                        event.channel,
                        address.value,
                        standing.state,
                        standing.since,
                        "",
                        ""};
    if (standing.grant) {
      TRY(consent.wording, wording_of(known, *standing.grant));
      consent.language = standing.grant->evidence.language;
    }
    held.consents.push_back(std::move(consent));
  }
  return ok();
}

Result<Held> held_of(const Known& known) {
  Held held;
  for (const Address& address : known.addresses) {
    if (const channels::Point* point = address.held_by(known.contact.id)) {
      held.points.push_back(
          {address.kind, address.value, point->provided_by, point->through, point->provided_at});
    }
    TRY(add_consents(known, address, held));
  }
  for (const auto& [name, attribute] : known.contact.attributes) {
    const json::string* text = attribute.value.if_string();
    held.attributes.push_back(
        {name, text ? std::string(*text) : json::serialize(attribute.value), attribute.source, attribute.at});
  }
  return held;
}

// Of several notices that cover the same, each is offered: which wording they agree to is theirs to see.
std::vector<Offer> offers_of(const Known& known, const Address& address) {
  std::vector<Offer> offers;
  for (const auto& [id, notice] : known.policy.notices) {
    Offer offer{id, to_hex(notice.sha256), notice.language, notice.text, {}};
    for (const auto& covers : notice.covers) {
      const channels::Purpose* purpose = known.policy.purpose(covers.purpose);
      for (const Channel& channel : covers.channels) {
        bool fits = purpose && channel.point_kind() == address.kind;
        if (!fits || known.standing(address, channel, covers.purpose).state == ConsentState::given) continue;
        offer.items.push_back({covers.purpose, purpose->title, channel});
      }
    }
    if (!offer.items.empty()) offers.push_back(std::move(offer));
  }
  return offers;
}

}  // namespace

Result<std::optional<Contact>> follow_contact(const storage::Store& store, const storage::Keys& keys,
                                              ContactId id) {
  TRY(auto contact, read_contact(store, keys, id));
  while (contact && contact->merged_into) {
    TRY(auto next, read_contact(store, keys, contact->merged_into));
    contact = std::move(next);
  }
  return contact;
}

Result<std::optional<OwnPage>> own_page(const storage::Store& store, const storage::Keys& keys,
                                        const channels::Policy& policy, const RecipientLink& link, Utc now) {
  TRY(auto contact, follow_contact(store, keys, link.contact));
  if (!contact) return std::optional<OwnPage>();
  Known known{store, keys, policy, *contact, {}, now};
  for (const Contact::Hold& hold : contact->points) {
    TRY(auto address, read_address(store, keys, hold.address));
    if (address) known.addresses.push_back(std::move(*address));
  }
  OwnPage view;
  view.contact = contact->id;
  if (link.address) {
    TRY(view.address, read_address(store, keys, link.address));
  }
  view.languages = languages_of(known);
  TRY(view.choices, choices_of(known, link, view.address));
  if (view.choices.access) {
    TRY(view.held, held_of(known));
    bool erasing = view.choices.erasure_asked.has_value();  // who wants to come back then signs up anew
    if (!erasing && view.address && view.address->held_by(contact->id))
      view.offers = offers_of(known, *view.address);
  }
  return std::optional<OwnPage>(std::move(view));
}

}  // namespace assent::engine
