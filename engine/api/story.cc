#include <algorithm>

#include "base/codec.h"
#include "engine/api/counterfactual.h"
#include "engine/api/reads.h"
#include "engine/api/silence.h"
#include "engine/apply/entity_record.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

json::value or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

json::array stops_json(const std::vector<channels::Stop>& stops) {
  json::array out;
  for (const channels::Stop& stop : stops) {
    out.push_back({{"channel", stop.channel ? stop.channel->text() : "all"},
                   {"purpose", stop.purpose ? *stop.purpose : "all"},
                   {"objection", stop.objection},
                   {"at", format_rfc3339(stop.recorded_at)}});
  }
  return out;
}

json::object point_json(const channels::Address& address, ContactId contact) {
  const channels::Point* point = address.held_by(contact);
  json::array consents;
  for (const channels::ConsentEvent& c : address.consents) {
    if (c.contact != contact) continue;
    consents.push_back({{"act", channels::name(c.act)},
                        {"channel", c.channel.text()},
                        {"purpose", c.purpose},
                        {"at", format_rfc3339(c.event_time)},
                        {"notice", or_null(c.evidence.notice)}});
  }
  return {{"point", address.kind.text()},
          {"address", address.value},
          {"provided_by", point ? json::value(channels::name(point->provided_by)) : json::value()},
          {"through", point ? or_null(point->through) : json::value()},
          {"credential", point ? or_null(point->credential) : json::value()},
          {"provided_at", point ? json::value(format_rfc3339(point->provided_at)) : json::value()},
          {"consents", std::move(consents)},
          {"stops", stops_json(address.stops)}};
}

json::object journey_json(const storage::Contact& contact, const std::string& journey,
                          const std::string& key) {
  json::object item{{"journey", journey}, {"key", or_null(key)}, {"last_entered", json::value()}};
  for (const storage::JourneyMemory& memory : contact.memories) {
    if (memory.journey == journey && memory.key == key)
      item["last_entered"] = format_rfc3339(memory.last_entered);
  }
  for (const workflows::Run& run : contact.runs) {
    if (run.journey != journey || run.key != key) continue;
    bool waiting = run.phase == workflows::Phase::waiting;
    item["under_way"] = {{"since", format_rfc3339(run.entered_at)},
                         {"waits_until", waiting ? json::value(format_rfc3339(run.wake_at)) : json::value()}};
  }
  return item;
}

json::object attributes_json(const storage::Contact& contact) {
  json::object out;
  for (const auto& [key, attribute] : contact.attributes) {
    out[key] = {{"value", attribute.value},
                {"source", assent::name(attribute.source)},
                {"at", format_rfc3339(attribute.at)}};
  }
  return out;
}

}  // namespace

Result<json::array> Reads::traces(ContactId contact, std::string_view journey) const {
  json::array out;
  auto keys = keys_.find(storage::Subject::of(contact));
  if (!keys) return out;
  auto cursor = store_.scan(storage::Space::log, storage::layout::trace_prefix(contact));
  for (; cursor.valid(); cursor.next()) {
    Decoder place(cursor.key().substr(cursor.key().size() - 12));
    std::uint64_t seq = place.big_endian64();
    std::string_view n = place.raw(4);
    std::uint64_t line = static_cast<std::uint64_t>(static_cast<unsigned char>(n[2])) << 8 |
                         static_cast<std::uint64_t>(static_cast<unsigned char>(n[3]));
    TRY(std::string plain, storage::unseal(keys->trace, (seq << 16) | line, cursor.value(), contact.text()));
    TRY(json::value parsed, parse_json(plain));
    const json::string* of = string_member(parsed.as_object(), "journey");
    if (journey.empty() || (of && *of == journey)) out.push_back(std::move(parsed));
  }
  TRY(cursor.status());
  return out;
}

// Those entered, and those whose last event did not let the contact in.
Result<json::array> Reads::journeys_of(const storage::Contact& contact, std::string_view journey) const {
  TRY(auto silent, silences(store_, keys_, contact, journey));
  json::array out;
  auto wanted = [&](const storage::JourneyMemory& m) { return journey.empty() || m.journey == journey; };
  for (const storage::JourneyMemory& memory : contact.memories) {
    if (wanted(memory)) out.push_back(journey_json(contact, memory.journey, memory.key));
  }
  for (const Silence& silence : silent) {
    auto same = std::find_if(out.begin(), out.end(), [&](const json::value& item) {
      return item.at("journey") == json::value(silence.journey) && item.at("key") == or_null(silence.key);
    });
    if (same == out.end()) same = out.insert(out.end(), journey_json(contact, silence.journey, silence.key));
    same->as_object()["did_not_enter"] = {{"because", silence.code},
                                          {"why", silence.why},
                                          {"at", format_rfc3339(silence.at)},
                                          {"instead", as_json(silence.instead)}};
  }
  return out;
}

Result<std::optional<std::string>> Reads::wording(const Bytes32& sha256) const {
  return store_.get(storage::Space::log, storage::layout::blob(sha256));
}

Result<json::object> Reads::story(const Asked& asked) const {
  const auto& [name, journey, message, at] = asked;
  auto id = resolve(name);
  if (!id)
    return fail(Errc::not_found, "no contact is called " + name + "; give a userId or an id like c_...");
  TRY(auto contact, read_contact(store_, keys_, *id));
  if (!contact) return fail(Errc::not_found, "the contact " + name + " was erased");
  json::array points, journeys, story;
  for (const auto& hold : contact->points) {
    TRY(auto address, read_address(store_, keys_, hold.address));
    if (address) points.push_back(point_json(*address, *id));
  }
  TRY(journeys, journeys_of(*contact, journey));
  std::vector<ContactId> all = contact->merged;
  all.push_back(*id);
  for (ContactId one : all) {
    TRY(auto lines, traces(one, journey));
    for (auto& line : lines) {
      if (!at || line.at("at").as_string() <= format_rfc3339(*at)) story.push_back(std::move(line));
    }
  }
  Filter filter;
  filter.contact = id->text();
  filter.journey = journey;
  filter.limit = 1000;
  if (at) filter.to = *at + Millis(1);
  TRY(json::object decided, decisions(filter, false));
  json::array decisions_asked;
  for (json::value& one : decided.at("decisions").as_array()) {
    if (!message.empty() && one.at("message").as_string() != message) continue;
    one.as_object()["instead"] = as_json(changes_for(one.as_object()));
    decisions_asked.push_back(std::move(one));
  }
  if (!message.empty() && decisions_asked.empty())
    return fail(Errc::not_found, "no decision about " + name + " is about a message " + message);
  return json::object{{"contact", id->text()},
                      {"userId", or_null(contact->user_id)},
                      {"points", std::move(points)},
                      {"attributes", attributes_json(*contact)},
                      {"stops", stops_json(contact->person.stops)},
                      {"journeys", std::move(journeys)},
                      {"trace", std::move(story)},
                      {"decisions", std::move(decisions_asked)}};
}

}  // namespace assent::engine
