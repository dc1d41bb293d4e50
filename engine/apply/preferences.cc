#include "engine/apply/preferences.h"

#include <algorithm>

#include "base/codec.h"
#include "engine/apply/access_links.h"
#include "engine/apply/identity.h"
#include "engine/apply/suppressions.h"
#include "engine/pages/choices.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using channels::Cap;
using channels::Pause;
using channels::Person;
using channels::QuietHours;
using storage::Leaf;
using storage::LeafType;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

json::object payload_of(const PreferenceCommand& p) {
  json::object out{{"kind", "preference"},
                   {"preference", name(p.what)},
                   {"contact", p.contact.text()},
                   {"through", p.access ? "access link" : "link in a message"},
                   {"language", text_or_null(p.language)},
                   {"ip", text_or_null(p.ip)},
                   {"user_agent", text_or_null(p.user_agent)}};
  switch (p.what) {
    case Preference::pace:
      out["messages"] = p.messages;
      out["window"] = format_duration(p.window);
      break;
    case Preference::pause:
      out["until"] = p.until ? json::value(format_rfc3339(*p.until)) : json::value();
      break;
    case Preference::quiet_hours:
      out["from_minute"] = p.from_minute;
      out["to_minute"] = p.to_minute;
      break;
    case Preference::preferred:
      out["channel"] = p.channel ? json::value(p.channel->text()) : json::value();
      break;
    case Preference::access_link:
    case Preference::erasure:
      break;
  }
  return out;
}

Seq record(Applying& a, LeafType type, const Contact& contact, AddressId address, std::string outcome,
           const json::object& payload) {
  Leaf leaf;
  leaf.type = type;
  leaf.time = a.now();
  leaf.subject_ref = contact.ref;
  if (const Address* known = a.tx.address(address)) leaf.point_ref = known->ref;
  leaf.outcome = std::move(outcome);
  return a.tx.append_leaf(std::move(leaf), payload, storage::Subject::of(contact.id));
}

Utc longest_pause(const Person& person) {
  Utc until{};
  for (const Pause& pause : person.pauses) {
    if (!pause.channel && !pause.purpose) until = std::max(until, pause.until);
  }
  return until;
}

// Whether it was set; false: it would loosen, and may not.
bool set_pause(Applying& a, Person& person, const PreferenceCommand& p) {
  Utc wanted = p.until.value_or(a.now());
  if (!p.access && wanted < longest_pause(person)) return false;
  std::erase_if(person.pauses, [&](const Pause& pause) {
    return (!pause.channel && !pause.purpose) || pause.until <= a.now();
  });
  if (wanted > a.now()) person.pauses.push_back({std::nullopt, std::nullopt, wanted});
  return true;
}

bool set(Applying& a, Person& person, const PreferenceCommand& p) {
  switch (p.what) {
    case Preference::pace: {
      auto asked = p.messages == 0 ? std::nullopt : std::optional(Cap{p.messages, p.window});
      if (!p.access && !no_looser(asked, person.pace)) return false;
      person.pace = asked;
      return true;
    }
    case Preference::pause:
      return set_pause(a, person, p);
    case Preference::quiet_hours: {
      bool none = p.from_minute == p.to_minute;
      auto asked = none ? std::nullopt : std::optional(QuietHours{p.from_minute, p.to_minute});
      if (!p.access && !no_looser(asked, person.own_quiet_hours)) return false;
      person.own_quiet_hours = asked;
      return true;
    }
    case Preference::preferred:
      person.preferred = p.channel;
      return true;
    case Preference::access_link:
    case Preference::erasure:
      return true;
  }
  return false;
}

void ask_for_erasure(Applying& a, Contact& contact, const PreferenceCommand& p) {
  contact.person.restricted = true;
  a.tx.changed(contact);
  Seq leaf = record(a, LeafType::erasure, contact, p.address, "requested", payload_of(p));
  for (const Contact::Hold& hold : contact.points) {
    Address* address = a.tx.address(hold.address);
    if (address)
      suppress(a, *address, channels::SuppressionCause::erasure, "asked for on the contact's own page");
  }
  std::string key = storage::layout::open_request(contact.id);
  if (a.tx.get(storage::Space::state, key)) return;  // asked before: the first one counts
  a.tx.put(storage::Space::state, key, encode(OpenRequest{a.now(), leaf}));
}

Answer refusal(std::string code, std::string message) {
  return Answer{true, std::move(code), std::move(message), "", {}};
}

}  // namespace

void apply_preference(Applying& a, const PreferenceCommand& p) {
  Contact* contact = find_contact(a.tx, p.contact);
  if (!contact) {
    a.out.answer = refusal("gone", "nothing is held of this contact any more");
    return;
  }
  switch (p.what) {
    case Preference::pace:
    case Preference::pause:
    case Preference::quiet_hours:
    case Preference::preferred:
      if (!set(a, contact->person, p)) {
        a.out.answer = refusal("loosen", "the link of a message can only reduce what is sent");
        return;
      }
      a.tx.changed(*contact);
      record(a, LeafType::submission, *contact, p.address, "preference", payload_of(p));
      return;
    case Preference::access_link:
      return ask_for_access(a, *contact, p);
    case Preference::erasure:
      return ask_for_erasure(a, *contact, p);
  }
}

void apply_access(Applying& a, const AccessCommand& access) {
  Contact* contact = find_contact(a.tx, access.contact);
  if (!contact) {
    a.out.answer = refusal("gone", "nothing is held of this contact any more");
    return;
  }
  record(a, LeafType::access, *contact, AddressId(), access.what,
         json::object{{"kind", "access"},
                      {"contact", contact->id.text()},
                      {"what", access.what},
                      {"credential", text_or_null(a.input.credential)},
                      {"ip", text_or_null(access.ip)},
                      {"user_agent", text_or_null(access.user_agent)}});
}

void unite_preferences(Person& into, const Person& from) {
  if (from.pace) {
    bool slower =
        !into.pace || from.pace->messages * into.pace->window < into.pace->messages * from.pace->window;
    if (slower) into.pace = from.pace;
  }
  into.own_quiet_hours = both_quiet(into.own_quiet_hours, from.own_quiet_hours);
  if (!into.preferred) into.preferred = from.preferred;
}

std::string encode(const OpenRequest& request) {
  Encoder e;
  e.u8(1).time(request.at).varint(request.leaf_seq);
  return e.take();
}

std::optional<OpenRequest> decode_request(std::string_view bytes) {
  Decoder d(bytes);
  bool known = d.u8() == 1;
  OpenRequest request;
  request.at = d.time();
  request.leaf_seq = d.varint();
  if (!known || !d.done()) return std::nullopt;
  return request;
}

}  // namespace assent::engine
