#include "engine/apply/events.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/codec.h"
#include "base/hash.h"
#include "base/limits.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/identity.h"
#include "engine/apply/records.h"
#include "engine/apply/runs.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

std::uint64_t generation_of(Utc t) {
  return static_cast<std::uint64_t>(to_unix_ms(t) /
                                    std::chrono::duration_cast<Millis>(limits::dedupe_window).count());
}

std::string seen_name(Transaction& tx, const std::string& credential, const std::string& message_id) {
  Bytes16 print = tx.fingerprint("message", credential + '\0' + message_id);
  return std::string(as_view(print));
}

// What history and journeys call a page or screen view; the convention of Segment's own destinations.
std::string event_name(const EventCommand& event) {
  switch (event.type) {
    case EventType::page:
      return event.name.empty() ? "Viewed a Page" : "Viewed " + event.name + " Page";
    case EventType::screen:
      return event.name.empty() ? "Viewed a Screen" : "Viewed " + event.name + " Screen";
    case EventType::track:
      return event.name;
    case EventType::identify:
    case EventType::group:
    case EventType::alias:
      return {};
  }
  return {};
}

Utc event_time(const EventCommand& event, Utc now) {
  return std::min(event.timestamp.value_or(now), now);  // the future is clamped
}

void remember(Contact& contact, storage::HistoryEntry entry) {
  if (contact.history.size() >= limits::contact_history) contact.history.erase(contact.history.begin());
  contact.history.push_back(std::move(entry));
}

// A point that upstream asserts: known and on the record, never dispatchable.
void assert_point(Applying& a, Contact& contact, const PointKind& kind, const json::value& trait,
                  Source source) {
  const json::string* text = trait.if_string();
  auto value = text ? normal_address(kind, *text) : std::nullopt;
  if (!value || contact.points.size() >= limits::contact_points) return;
  Held held = hold(a, contact, kind, *value);
  if (!held.fresh) return;
  channels::Point& point = held.address->holders.back();
  point.provided_by =
      source == Source::third_party ? channels::ProvidedBy::third_party : channels::ProvidedBy::upstream;
  point.provided_at = a.now();
  point.through = "identify";
  point.credential = a.input.credential;
  point.leaf_seq = record_point(a, contact, *held.address, point);
}

}  // namespace

bool seen_before(Transaction& tx, const EventCommand& event, const std::string& credential, Utc now) {
  std::string name = seen_name(tx, credential, event.message_id);
  std::uint64_t generation = generation_of(now);
  for (std::uint64_t g : {generation, generation - 1}) {
    auto at = tx.get(Space::time, storage::layout::seen(g, name));
    if (at && Decoder(*at).time() > now - limits::dedupe_window) return true;
  }
  return false;
}

void mark_seen(Applying& a, const EventCommand& event) {
  std::uint64_t generation = generation_of(a.now());
  Encoder at;
  at.time(a.now());
  a.tx.put(Space::time,
           storage::layout::seen(generation, seen_name(a.tx, a.input.credential, event.message_id)),
           at.take());
  std::string key = storage::layout::singleton("generation");
  auto last = a.tx.get(Space::state, key);
  Encoder current;
  current.big_endian64(generation);
  if (last && *last == current.view()) return;
  if (generation > 1) {
    a.tx.erase_range(Space::time, storage::layout::seen_prefix(0),
                     storage::layout::seen_prefix(generation - 1));
  }
  a.tx.put(Space::state, key, current.take());
}

void set_attribute(Contact& contact, std::string_view name, storage::Attribute attribute) {
  auto found = contact.attributes.find(name);
  if (found == contact.attributes.end()) {
    if (contact.attributes.size() >= limits::contact_attributes) return;
    contact.attributes.emplace(std::string(name), std::move(attribute));
    return;
  }
  storage::Attribute& known = found->second;
  // What somebody else says never hides what we know better, nor the other way round; among equals, late news is
  // not newer news.
  bool foreign = attribute.source == Source::third_party,
       foreign_before = known.source == Source::third_party;
  if (foreign != foreign_before ? foreign : attribute.at < known.at) return;
  known = std::move(attribute);
}

void set_traits(Applying& a, Contact& contact, const json::object& traits, Source source, Utc at) {
  for (const auto& trait : traits) {
    if (PointKind::parse(trait.key())) continue;
    if (trait.key().size() > limits::name_bytes) continue;
    if (json::serialize(trait.value()).size() > limits::contact_attribute_bytes) continue;
    Source labelled = a.deployed.settings().sources.of(trait.key(), source);
    if (trait.key() == "country") {
      if (auto country = country_code(trait.value())) contact.countries[labelled] = *country;
    }
    set_attribute(contact, trait.key(), {trait.value(), labelled, at, a.input.seq});
  }
  a.tx.changed(contact);
}

workflows::EnteringEvent entering_event(const EventCommand& event, Utc now) {
  return {event_name(event), event.message_id, event.data, event.source, event_time(event, now)};
}

workflows::EnteringEvent as_seen(workflows::EnteringEvent event, const SourceLabels& labels,
                                 bool third_party) {
  if (labels.empty()) return event;
  std::vector<std::string> hidden;
  for (const auto& property : event.properties) {
    if (labels.of(property.key(), event.source) == Source::third_party) hidden.emplace_back(property.key());
  }
  if (third_party) {  // seen, and so is what it makes of all that is computed from the event
    if (!hidden.empty()) event.source = Source::third_party;
    return event;
  }
  for (const std::string& name : hidden) event.properties.erase(name);
  return event;
}

void take_event(Applying& a, Contact& contact, const EventCommand& event) {
  std::string name = event_name(event);
  if (name.empty()) return;
  remember(contact, {name, event_time(event, a.now()), event.source, a.input.seq});
  a.tx.changed(contact);
  // Those under way first, so that the event that lets somebody in is no news to the run that it begins.
  const workflows::EnteringEvent entering = entering_event(event, a.now());
  react(a, contact, workflows::Happened{workflows::Happening::event, &entering});
  offer_to_journeys(a, contact, event, name);
}

void apply_event(Applying& a, const EventCommand& event) {
  mark_seen(a, event);
  Contact& contact = contact_of_event(a, event);
  Utc at = event_time(event, a.now());
  if (event.type == EventType::identify) {
    set_traits(a, contact, event.data, event.source, at);
    for (const auto& trait : event.data) {
      if (auto kind = PointKind::parse(trait.key()))
        assert_point(a, contact, *kind, trait.value(), event.source);
    }
    react(a, contact, workflows::Changed{});
  }
  take_event(a, contact, event);
}

}  // namespace assent::engine
