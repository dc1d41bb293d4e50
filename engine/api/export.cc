#include "engine/api/export.h"

#include "base/hash.h"
#include "base/limits.h"
#include "channels/confirmation_gate.h"
#include "engine/api/command_json.h"
#include "engine/api/consent_record.h"
#include "engine/api/own_page.h"
#include "engine/api/reads.h"
#include "engine/apply/entity_record.h"
#include "engine/apply/preferences.h"
#include "storage/layout.h"
#include "storage/subject_log.h"

namespace assent::engine {
namespace {

using channels::Address;
using storage::Contact;

json::value or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

std::string_view cause_name(channels::SuppressionCause cause) {
  switch (cause) {
    case channels::SuppressionCause::bounce:
      return "bounce";
    case channels::SuppressionCause::complaint:
      return "complaint";
    case channels::SuppressionCause::objection:
      return "objection";
    case channels::SuppressionCause::erasure:
      return "erasure";
  }
  return "bounce";
}

json::array stops_json(const std::vector<channels::Stop>& stops) {
  json::array out;
  for (const channels::Stop& stop : stops) {
    out.push_back({{"channel", stop.channel ? stop.channel->text() : "all"},
                   {"purpose", stop.purpose ? *stop.purpose : "all"},
                   {"objection", stop.objection},
                   {"at", format_rfc3339(stop.recorded_at)},
                   {"audit_index", stop.leaf_seq}});
  }
  return out;
}

json::object point_json(const Address& address, const Contact& contact) {
  json::array suppressions, claims;
  for (const auto& s : address.suppressions)
    suppressions.push_back({{"cause", cause_name(s.cause)}, {"at", format_rfc3339(s.at)}});
  for (const auto& c : address.claims) {
    if (c.contact != contact.id) continue;
    claims.push_back(
        {{"message", c.message.text()}, {"channel", c.channel.text()}, {"at", format_rfc3339(c.at)}});
  }
  json::object out{{"point", address.kind.text()}, {"address", address.value}};
  if (const channels::Point* point = address.held_by(contact.id)) {
    out["provided_by"] = channels::name(point->provided_by);
    out["through"] = or_null(point->through);
    out["credential"] = or_null(point->credential);
    out["provided_at"] = format_rfc3339(point->provided_at);
    out["confirmed"] = point->confirmed;
    out["audit_index"] = point->leaf_seq;
  }
  out["stops"] = stops_json(address.stops);
  out["suppressions"] = std::move(suppressions);
  out["reached_by"] = std::move(claims);
  out["paused"] = address.paused;
  json::array asked;  // service messages: a request to confirm, an access link
  for (const channels::Asking& one : address.asked)
    asked.push_back({{"what", channels::name(one.service)},
                     {"message", one.message.text()},
                     {"at", format_rfc3339(one.at)}});
  out["asked"] = std::move(asked);
  return out;
}

json::object preferences_json(const Contact& contact) {
  const channels::Person& p = contact.person;
  json::array pauses;
  for (const auto& pause : p.pauses) {
    pauses.push_back({{"channel", pause.channel ? pause.channel->text() : "all"},
                      {"purpose", pause.purpose ? *pause.purpose : "all"},
                      {"until", format_rfc3339(pause.until)}});
  }
  json::object out{
      {"pauses", std::move(pauses)}, {"pace", nullptr}, {"quiet_hours", nullptr}, {"preferred", nullptr}};
  if (p.pace)
    out["pace"] = json::object{{"messages", p.pace->messages}, {"window", format_duration(p.pace->window)}};
  if (p.own_quiet_hours)
    out["quiet_hours"] = json::object{{"from_minute", p.own_quiet_hours->from_minute},
                                      {"to_minute", p.own_quiet_hours->to_minute}};
  if (p.preferred) out["preferred"] = p.preferred->text();
  return out;
}

json::object identity_json(const Contact& contact) {
  json::array anonymous, merged, others;
  for (const std::string& id : contact.other_user_ids) others.push_back(json::value(id));
  for (const std::string& id : contact.anonymous_ids) anonymous.push_back(json::value(id));
  for (ContactId id : contact.merged) merged.push_back(json::value(id.text()));
  return {{"contact", contact.id.text()},
          {"userId", or_null(contact.user_id)},
          {"otherUserIds", std::move(others)},
          {"anonymousIds", std::move(anonymous)},
          {"merged", std::move(merged)},
          {"created_at", format_rfc3339(contact.created_at)},
          {"restricted", contact.person.restricted}};
}

json::object attributes_json(const Contact& contact) {
  json::object out;
  for (const auto& [key, a] : contact.attributes) {
    out[key] = {
        {"value", a.value}, {"source", name(a.source)}, {"at", format_rfc3339(a.at)}, {"input", a.input}};
  }
  return out;
}

json::array countries_json(const Contact& contact) {
  json::array out;
  for (const auto& [source, country] : contact.countries)
    out.push_back({{"country", country}, {"source", name(source)}});
  return out;
}

json::array history_json(const Contact& contact) {
  json::array out;
  for (const storage::HistoryEntry& e : contact.history)
    out.push_back(
        {{"event", e.event}, {"at", format_rfc3339(e.at)}, {"source", name(e.source)}, {"input", e.input}});
  return out;
}

json::array runs_json(const Contact& contact) {
  json::array out;
  for (const workflows::Run& run : contact.runs) {
    out.push_back({{"journey", run.journey},
                   {"key", or_null(run.key)},
                   {"occasion", or_null(run.occasion)},
                   {"since", format_rfc3339(run.entered_at)},
                   {"event", json::object{{"name", run.event.name},
                                          {"messageId", or_null(run.event.message_id)},
                                          {"properties", run.event.properties},
                                          {"at", format_rfc3339(run.event.at)}}}});
  }
  return out;
}

class Export {
 public:
  Export(const ExportParts& parts, Contact contact, Utc now)
      : parts_(parts), contact_(std::move(contact)), now_(now) {}

  Result<json::object> summary() {
    TRY(read_addresses());
    json::array points;
    for (const Address& address : addresses_) points.push_back(point_json(address, contact_));
    TRY(json::array consents, consents_json());
    TRY(json::array requests, requests_json());
    const channels::Controller& c = parts_.policy.controller;
    return json::object{{"made_at", format_rfc3339(now_)},
                        {"controller", json::object{{"name", c.name},
                                                    {"country", or_null(c.country)},
                                                    {"postal_address", or_null(c.postal_address)},
                                                    {"contact", or_null(c.contact)}}},
                        {"contact", contact_.id.text()},
                        {"userId", or_null(contact_.user_id)},
                        {"identity", identity_json(contact_)},
                        {"preferences", preferences_json(contact_)},
                        {"points", std::move(points)},
                        {"consents", std::move(consents)},
                        {"stops", stops_json(contact_.person.stops)},
                        {"attributes", attributes_json(contact_)},
                        {"countries", countries_json(contact_)},
                        {"requests", std::move(requests)}};
  }

  Result<json::object> everything() {
    TRY(json::object out, summary());
    Reads reads(parts_.store, parts_.keys);
    Asked whole;
    whole.contact = contact_.id.text();
    TRY(json::object story, reads.story(whole));
    out["history"] = history_json(contact_);
    out["journeys"] = std::move(story["journeys"]);
    out["runs"] = runs_json(contact_);
    out["trace"] = std::move(story["trace"]);
    TRY(out["decisions"], all_pages(reads, "decisions"));
    TRY(json::array messages, all_pages(reads, "messages"));
    TRY(json::array record, record_json());
    out["recipients"] = recipients_json(messages);
    out["messages"] = with_bodies(std::move(messages), record);
    out["record"] = std::move(record);
    TRY(out["inputs"], inputs_json());
    return out;
  }

 private:
  Result<void> read_addresses() {
    for (const Contact::Hold& hold : contact_.points) {
      TRY(auto address, read_address(parts_.store, parts_.keys, hold.address));
      if (address) addresses_.push_back(std::move(*address));
    }
    return ok();
  }

  std::string wording(Seq leaf_seq) const {
    auto leaf = leaf_seq == 0 ? Result<std::optional<storage::Leaf>>(std::optional<storage::Leaf>())
                              : storage::read_leaf(parts_.store, leaf_seq);
    if (!leaf || !leaf.value()) return "";
    auto payload = storage::read_payload(parts_.store, parts_.keys, *leaf.value());
    if (!payload || !payload.value() || !payload.value()->is_object()) return "";
    const json::string* text = string_member(payload.value()->get_object(), "wording");
    return text ? std::string(*text) : "";
  }

  Result<json::array> consents_json() {
    json::array out;
    for (const Address& address : addresses_) {
      std::vector<std::pair<Channel, std::string>> seen;
      for (const auto& event : address.consents) {
        std::pair<Channel, std::string> pair{event.channel, event.purpose};
        bool new_one = std::find(seen.begin(), seen.end(), pair) == seen.end();
        if (event.contact != contact_.id || !new_one) continue;
        seen.push_back(pair);
        std::string which = std::string(contact_.id.raw()) + std::string(address.id.raw()) +
                            event.channel.text() + '\0' + event.purpose;
        ConsentSubject subject{contact_,
                               address,
                               parts_.policy,
                               event.channel,
                               event.purpose,
                               [this](Seq seq) { return wording(seq); },
                               parts_.public_url + "/c/" +
                                   link_token(parts_.keys, {LinkScope::reduce, contact_.id, address.id, {}}),
                               uuid_of(parts_.keys.fingerprint("consent record", which))};
        std::string receipt =
            uuid_of(parts_.keys.fingerprint("consent receipt", which + format_rfc3339(now_)));
        out.push_back(consent_receipt(consent_record(subject, now_), receipt, now_));
      }
    }
    return out;
  }

  Result<json::array> requests_json() {
    json::array out;
    TRY(auto stored, parts_.store.get(storage::Space::state, storage::layout::open_request(contact_.id)));
    auto request = stored ? decode_request(*stored) : std::nullopt;
    if (request)
      out.push_back(json::object{
          {"kind", "erasure"}, {"at", format_rfc3339(request->at)}, {"audit_index", request->leaf_seq}});
    return out;
  }

  Result<json::array> all_pages(const Reads& reads, std::string_view what) {
    json::array out;
    Filter filter;
    filter.contact = contact_.id.text();
    filter.limit = limits::page_items;
    while (true) {
      Result<json::object> page =
          what == "decisions" ? reads.decisions(filter, false) : reads.messages(filter, false);
      TRY(json::object found, std::move(page));
      for (json::value& item : found[what].as_array()) out.push_back(std::move(item));
      const json::string* next = string_member(found, "next");
      if (!next) return out;
      filter.after = std::stoull(std::string(*next));
    }
  }

  // Every leaf that is theirs but the decisions, which stand apart.
  Result<json::array> record_json() {
    std::set<storage::Subject> subjects = contact_subjects();
    for (const Address& address : addresses_) subjects.insert(storage::Subject::of(address.id));
    TRY(auto seqs, storage::leaves_of(parts_.store, subjects));
    json::array out;
    for (Seq seq : seqs) {
      TRY(auto leaf, storage::read_leaf(parts_.store, seq));
      if (!leaf || leaf->type == storage::LeafType::decision) continue;
      TRY(auto payload, storage::read_payload(parts_.store, parts_.keys, *leaf));
      out.push_back(json::object{{"audit_index", seq},
                                 {"type", storage::name(leaf->type)},
                                 {"at", format_rfc3339(leaf->time)},
                                 {"outcome", leaf->outcome ? json::value(*leaf->outcome) : json::value()},
                                 {"payload", payload ? std::move(*payload) : json::value()}});
    }
    return out;
  }

  Result<json::array> inputs_json() {
    std::set<storage::Subject> subjects = contact_subjects();
    for (const Address& address : addresses_) subjects.insert(storage::Subject::of(address.id));
    TRY(auto inputs, storage::inputs_of(parts_.store, parts_.keys, subjects));
    json::array out;
    for (const storage::Input& input : inputs) out.push_back(input_json(input));
    return out;
  }

  std::set<storage::Subject> contact_subjects() const {
    std::set<storage::Subject> subjects{storage::Subject::of(contact_.id)};
    for (ContactId former : contact_.merged) subjects.insert(storage::Subject::of(former));
    return subjects;
  }

  // Each message with what was handed over, where its record is kept.
  static json::array with_bodies(json::array messages, const json::array& record) {
    for (json::value& message : messages) {
      json::object& object = message.as_object();
      object["sent"] = nullptr;
      for (const json::value& leaf : record) {
        if (leaf.at("type") != "claim" || !leaf.at("payload").is_object()) continue;
        const json::object& claim = leaf.at("payload").get_object();
        if (claim.at("message") != object.at("id")) continue;
        object["sent"] = json::object{{"from", claim.at("from")},
                                      {"subject", claim.at("subject")},
                                      {"text", claim.at("text")},
                                      {"html", claim.at("html")}};
      }
    }
    return messages;
  }

  // Who was handed something for this person: the carrier of each channel that a message went out by.
  json::array recipients_json(const json::array& messages) const {
    std::map<std::string, std::uint64_t> counts;
    for (const json::value& message : messages) {
      if (!message.at("handed_over_at").is_null())
        counts[std::string(message.at("channel").as_string())] += 1;
    }
    json::array out;
    for (const auto& [channel, count] : counts) {
      auto carrier = parts_.carriers.find(channel);
      out.push_back(json::object{
          {"channel", channel},
          {"carrier", carrier == parts_.carriers.end() ? json::value() : json::value(carrier->second)},
          {"messages", count}});
    }
    return out;
  }

  const ExportParts& parts_;
  Contact contact_;
  Utc now_;
  std::vector<Address> addresses_;
};

Result<Contact> contact_for(const ExportParts& parts, ContactId id) {
  TRY(auto contact, follow_contact(parts.store, parts.keys, id));
  if (!contact) return fail(Errc::not_found, "nothing is held of the contact " + id.text());
  return std::move(*contact);
}

}  // namespace

Result<json::object> contact_summary(const ExportParts& parts, ContactId id, Utc now) {
  TRY(Contact contact, contact_for(parts, id));
  return Export(parts, std::move(contact), now).summary();
}

Result<json::object> export_contact(const ExportParts& parts, ContactId id, Utc now) {
  TRY(Contact contact, contact_for(parts, id));
  return Export(parts, std::move(contact), now).everything();
}

}  // namespace assent::engine
