#include "engine/apply/merges.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/apply/consent_ends.h"
#include "engine/apply/expiry.h"
#include "engine/apply/identity.h"
#include "engine/apply/outbox.h"
#include "engine/apply/preferences.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using channels::ConsentAct;
using channels::ConsentEvent;
using channels::ConsentState;
using channels::Point;
using channels::ProvidedBy;
using channels::Standing;

bool is_grant(const ConsentEvent& e) {
  return e.act == ConsentAct::given || e.act == ConsentAct::confirmed;
}

bool has_a_say(const Address& address, ContactId who) {
  const Point* point = address.held_by(who);
  if (point && point->provided_by == ProvidedBy::contact) return true;
  return std::any_of(address.consents.begin(), address.consents.end(),
                     [&](const ConsentEvent& e) { return e.contact == who; });
}

// Until when a standing holds if nothing more is said.
Utc until(const Applying& a, const Standing& standing) {
  Utc end = standing.grant->expires_at.value_or(Utc::max());
  const channels::Purpose* purpose = a.policy().purpose(standing.grant->purpose);
  if (purpose && purpose->consent_expires) end = std::min(end, standing.since + *purpose->consent_expires);
  return end;
}

// What both would have held until, at the latest, each by their own grants.
void tighten(Address& address, const Contact& from, const Contact& into, const ConsentEvent& like, Utc end) {
  for (ConsentEvent& grant : address.consents) {
    bool theirs = grant.contact == from.id || grant.contact == into.id;
    if (is_grant(grant) && theirs && grant.channel == like.channel && grant.purpose == like.purpose)
      grant.expires_at = std::min(grant.expires_at.value_or(end), end);
  }
}

// A grant that only one of the two has in force does not survive; one that both have holds as long as both would.
void intersect_grants(Applying& a, Address& address, const Contact& from, const Contact& into) {
  std::set<std::pair<Channel, std::string>> looked_at;
  std::vector<ConsentEvent> ended;
  for (const ConsentEvent& e : address.consents) {
    if (!is_grant(e) || (e.contact != from.id && e.contact != into.id)) continue;
    if (!looked_at.emplace(e.channel, e.purpose).second) continue;
    Standing one = standing_of(from, address, e.channel, e.purpose, a.now());
    Standing other = standing_of(into, address, e.channel, e.purpose, a.now());
    bool holds_one = one.state == ConsentState::given, holds_other = other.state == ConsentState::given;
    if (holds_one && holds_other) {
      Utc end = std::min(until(a, one), until(a, other));
      if (end == Utc::max()) continue;
      tighten(address, from, into, e, end);
      watch_expiry(a, address, *one.grant);
      watch_expiry(a, address, *other.grant);
    } else if (holds_one || holds_other) {  // what neither has in force keeps its own reason
      ended.push_back(holds_one ? *one.grant : *other.grant);
    }
  }
  for (const ConsentEvent& grant : ended) {
    end_consent(a, into, address, grant,
                {ConsentAct::invalidated, "merge", "only one of the two merged contacts had agreed"});
  }
}

// One hold remains: the one through which the person provided the address, else the one that was known first here.
void merge_holds(Address& address, ContactId from, ContactId into) {
  const Point* theirs = address.held_by(from);
  const Point* ours = address.held_by(into);
  bool take_theirs = theirs->provided_by == ProvidedBy::contact && ours->provided_by != ProvidedBy::contact;
  ContactId loser = take_theirs ? into : from;
  std::erase_if(address.holders, [&](const Point& p) { return p.contact == loser; });
}

void let_go(Applying& a, Address& address, ContactId who) {
  std::erase_if(address.holders, [&](const Point& p) { return p.contact == who; });
  a.tx.changed(address);
}

void merge_address(Applying& a, const Contact::Hold& hold, const Contact& from, Contact& into) {
  Address* address = a.tx.address(hold.address);
  if (!address || !address->held_by(from.id)) return;
  if (address->held_by(into.id)) {
    if (has_a_say(*address, from.id) && has_a_say(*address, into.id))
      intersect_grants(a, *address, from, into);
    merge_holds(*address, from.id, into.id);
  } else if (into.points.size() < limits::contact_points) {
    into.points.push_back(hold);
  } else {
    return let_go(a, *address, from.id);
  }
  for (Point& point : address->holders) {
    if (point.contact == from.id) point.contact = into.id;
  }
  for (ConsentEvent& consent : address->consents) {
    if (consent.contact == from.id) consent.contact = into.id;
  }
  for (auto& claim : address->claims) {
    if (claim.contact == from.id) claim.contact = into.id;
  }
  a.tx.changed(*address);
}

// Keeps the older of two runs of one journey; the other's message is not sent.
void merge_runs(Applying& a, Contact& from, Contact& into) {
  for (workflows::Run& run : from.runs) {
    auto same = std::find_if(into.runs.begin(), into.runs.end(), [&](const workflows::Run& other) {
      return other.journey == run.journey && other.key == run.key;
    });
    if (same != into.runs.end() && same->entered_at <= run.entered_at) {
      cancel_message(a, run.message, "the contact was merged into one on the same journey");
      continue;
    }
    if (same != into.runs.end()) {
      cancel_message(a, same->message, "the contact was merged with one longer on the same journey");
      into.runs.erase(same);
    }
    if (run.phase == workflows::Phase::waiting) {
      a.tx.put(Space::time, storage::layout::timer(run.wake_at, 'w', into.id.bytes(), run.id.bytes()), "");
    }
    if (auto message = a.tx.message(run.message)) {
      message->contact = into.id;
      a.tx.put(*message);
    }
    into.runs.push_back(run);
  }
}

template <class T>
void unite(std::vector<T>& into, std::vector<T>& from) {
  into.insert(into.end(), from.begin(), from.end());
}

// Both in the order of time, the newest `most` of them.
template <class T, class At>
void unite_newest(std::vector<T>& into, std::vector<T>& from, std::size_t most, At at) {
  unite(into, from);
  std::stable_sort(into.begin(), into.end(), [&](const T& x, const T& y) { return at(x) < at(y); });
  if (into.size() > most) into.erase(into.begin(), into.end() - static_cast<std::ptrdiff_t>(most));
}

// What `into` knows stays; only a value that somebody else said of them gives way to a better one.
void merge_attributes(Contact& from, Contact& into) {
  for (auto& [name, attribute] : from.attributes) {
    auto known = into.attributes.find(name);
    if (known == into.attributes.end()) {
      if (into.attributes.size() < limits::contact_attributes)
        into.attributes.emplace(name, std::move(attribute));
    } else if (known->second.source == Source::third_party && attribute.source != Source::third_party) {
      known->second = std::move(attribute);
    }
  }
  into.countries.merge(from.countries);
}

void merge_person(channels::Person& from, channels::Person& into) {
  unite(into.stops, from.stops);
  unite(into.pauses, from.pauses);
  unite_newest(into.claims, from.claims, limits::contact_claims, [](const auto& claim) { return claim.at; });
  into.restricted = into.restricted || from.restricted;
  into.erased = into.erased || from.erased;
  unite_preferences(into, from);
}

}  // namespace

void merge(Applying& a, Contact& from, Contact& into) {
  for (const Contact::Hold& hold : from.points) merge_address(a, hold, from, into);
  merge_runs(a, from, into);
  merge_attributes(from, into);
  unite_newest(into.history, from.history, limits::contact_history,
               [](const auto& entry) { return entry.at; });
  merge_person(from.person, into.person);
  unite_newest(into.memories, from.memories, limits::contact_memories,
               [](const auto& memory) { return memory.last_entered; });
  for (const std::string& anonymous_id : from.anonymous_ids) bind_anonymous(a, into, anonymous_id);
  if (!from.user_id.empty()) into.other_user_ids.push_back(from.user_id);
  unite(into.other_user_ids, from.other_user_ids);
  unite(into.merged, from.merged);
  into.merged.push_back(from.id);

  Contact pointer;
  pointer.id = from.id;
  pointer.ref = from.ref;
  pointer.person.id = from.id;
  pointer.created_at = from.created_at;
  pointer.merged_into = into.id;
  from = std::move(pointer);
  a.tx.changed(from);
  a.tx.changed(into);
}

std::size_t points_together(const Contact& one, const Contact& other) {
  std::set<AddressId> addresses;
  for (const Contact* contact : {&one, &other}) {
    for (const Contact::Hold& hold : contact->points) addresses.insert(hold.address);
  }
  return addresses.size();
}

}  // namespace assent::engine
