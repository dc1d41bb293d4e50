#include "engine/api/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/codec.h"
#include "engine/api/counterfactual.h"
#include "engine/api/reads.h"
#include "engine/api/silence.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/deployed.h"
#include "engine/apply/entity_record.h"
#include "storage/entity_codec.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

namespace layout = storage::layout;

// One item and its place: by input, then by rank within it, then as collected.
struct Told {
  Seq input = 0;
  int rank = 0;
  json::object item;
};
enum Rank : int { first = 0, recorded = 1, landed = 2, traced = 3, silent = 4 };

std::string text_of(const json::object& object, std::string_view name) {
  const json::string* text = string_member(object, name);
  return text ? std::string(*text) : std::string();
}

json::value or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

class Teller {
 public:
  Teller(const storage::Store& store, const storage::Keys& keys, const Span& span)
      : store_(store), keys_(keys), span_(span), reads_(store, keys) {}

  Result<json::object> tell() {
    auto id = reads_.resolve(span_.contact);
    if (!id) {
      return fail(Errc::not_found,
                  "no contact is called " + span_.contact + "; give a userId or an id like c_...");
    }
    TRY(auto found, read_contact(store_, keys_, *id));
    if (!found) return fail(Errc::not_found, "the contact " + span_.contact + " was erased");
    contact_ = std::move(*found);
    TRY(zone_, zone_of_contact());
    tell_events();
    TRY(tell_points());
    TRY(tell_decisions());
    std::vector<ContactId> all = contact_.merged;
    all.push_back(*id);
    for (ContactId one : all) {
      TRY(tell_traces(one));
    }
    tell_rest();
    TRY(tell_silences());
    return sorted();
  }

 private:
  Result<Zone> zone_of_contact() {
    if (auto own = own_zone(contact_)) return *own;
    TRY(auto stored, store_.get(storage::Space::state, layout::singleton("deployment")));
    Deployed deployed(store_);
    TRY(deployed.load(stored.value_or(""), Deployed::Compile::when_asked));
    return deployed.ready() ? deployed.policy().controller_zone : Zone::utc();
  }

  bool wanted(Utc at) const { return !(span_.from && at < *span_.from) && !(span_.to && at > *span_.to); }
  bool wanted(const std::string& journey) const { return span_.journey.empty() || span_.journey == journey; }

  void add(Seq input, int rank, Utc at, std::string_view kind, json::object more, std::string text) {
    if (!wanted(at)) return;
    json::object item{
        {"at", format_rfc3339(at)}, {"local", local_text(at)}, {"input", input}, {"kind", kind}};
    for (auto& member : more) item[member.key()] = std::move(member.value());
    item["text"] = std::move(text);
    told_.push_back({input, rank, std::move(item)});
  }

  std::string local_text(Utc at) const {
    return date::format("%a %F %H:%M:%S", date::floor<std::chrono::seconds>(zone_.local(at)));
  }

  void tell_events() {
    for (const storage::HistoryEntry& event : contact_.history)
      add(event.input, first, event.at, "event", {{"event", event.event}}, event.event);
  }

  // What was recorded under a leaf stands where its input stands.
  Result<Seq> input_of(Seq leaf_seq) {
    TRY(auto leaf, storage::read_leaf(store_, leaf_seq));
    return leaf ? leaf->input_seq : Seq{0};
  }

  Result<void> tell_points() {
    for (const auto& hold : contact_.points) {
      TRY(auto address, read_address(store_, keys_, hold.address));
      if (!address) continue;
      TRY(tell_point(*address));
      for (const channels::Stop& stop : address->stops) {
        TRY(tell_stop(stop, address->value));
      }
    }
    for (const channels::Stop& stop : contact_.person.stops) {
      TRY(tell_stop(stop, "every address"));
    }
    return ok();
  }

  Result<void> tell_point(const channels::Address& address) {
    if (const channels::Point* point = address.held_by(contact_.id)) {
      TRY(Seq input, input_of(point->leaf_seq));
      std::string by(channels::name(point->provided_by));
      add(input, recorded, point->provided_at, "provided",
          {{"point", address.kind.text()}, {"address", address.value}, {"provided_by", by}},
          fmt::format("{} {}, provided by {} through {}", address.kind.text(), address.value, by,
                      point->through.empty() ? "an unknown way" : point->through));
    }
    for (const channels::ConsentEvent& consent : address.consents) {
      if (consent.contact != contact_.id) continue;
      TRY(Seq input, input_of(consent.leaf_seq));
      std::string act(channels::name(consent.act));
      add(input, recorded, consent.recorded_at, "consented",
          {{"act", act},
           {"purpose", consent.purpose},
           {"channel", consent.channel.text()},
           {"notice", or_null(consent.evidence.notice)}},
          fmt::format("consent {}: {} by {}{}", act, consent.purpose, consent.channel.text(),
                      consent.evidence.notice.empty() ? "" : ", notice " + consent.evidence.notice));
    }
    return ok();
  }

  Result<void> tell_stop(const channels::Stop& stop, const std::string& where) {
    TRY(Seq input, input_of(stop.leaf_seq));
    std::string channel = stop.channel ? stop.channel->text() : "", purpose = stop.purpose.value_or("");
    add(input, recorded, stop.recorded_at, "stopped",
        {{"purpose", or_null(purpose)}, {"channel", or_null(channel)}, {"objection", stop.objection}},
        fmt::format("{}: {} by {}, at {}", stop.objection ? "objected" : "stopped",
                    purpose.empty() ? "every purpose" : purpose, channel.empty() ? "every channel" : channel,
                    where));
    return ok();
  }

  Result<void> tell_decisions() {
    Filter filter;
    filter.contact = contact_.id.text();
    filter.journey = span_.journey;
    filter.limit = 1000;
    while (true) {
      TRY(json::object page, reads_.decisions(filter, false));
      for (json::value& item : page.at("decisions").as_array()) {
        TRY(tell_decision(item.as_object()));
      }
      if (page.at("next").is_null()) return ok();
      filter.after = std::stoull(std::string(page.at("next").as_string()));
    }
  }

  Result<void> tell_decision(const json::object& d) {
    TRY(Seq input, input_of(d.at("audit_index").to_number<std::uint64_t>()));
    Utc at = parse_rfc3339(text_of(d, "at")).value_or(Utc{});
    std::string reasons;
    for (const json::value& reason : d.at("reasons").as_array())
      reasons += (reasons.empty() ? "" : ", ") + std::string(reason.as_string());
    std::string text =
        fmt::format("{} by {}, {}: {}", text_of(d, "template"), text_of(d, "channel"),
                    text_of(d, "stage") == "plan" ? "planned" : "at hand-over", text_of(d, "outcome"));
    if (!reasons.empty()) text += ", " + reasons;
    if (auto until = parse_rfc3339(text_of(d, "until"))) text += ", until " + local_text(*until);
    json::object more;
    for (const char* name :
         {"journey", "step", "template", "message", "channel", "stage", "outcome", "reasons", "until", "id"})
      more[name] = d.at(name);
    more["instead"] = as_json(changes_for(d));
    if (text_of(d, "outcome") == "allow" && text_of(d, "stage") == "claim") {
      TRY(tell_message(text_of(d, "message")));
    }
    pending_[input].push_back({at, std::move(more), std::move(text)});
    return ok();
  }

  Result<void> tell_message(const std::string& name) {
    auto id = MessageId::parse(name);
    if (!id) return ok();
    TRY(auto bytes, store_.get(storage::Space::state, layout::message(*id)));
    if (!bytes) return ok();
    TRY(storage::Message m, storage::decode_message(*bytes));
    if (m.outcome_leaf == 0) return ok();
    TRY(auto leaf, storage::read_leaf(store_, m.outcome_leaf));
    if (!leaf || !messages_told_.insert(*id).second) return ok();
    std::string state(storage::name(m.state));
    add(leaf->input_seq, landed, m.handed_over_at.value_or(leaf->time), "message",
        {{"journey", m.journey},
         {"step", m.step_name},
         {"template", m.template_name},
         {"message", name},
         {"channel", m.channel.text()},
         {"state", state}},
        fmt::format("{} by {}: {}", m.template_name, m.channel.text(), state));
    return ok();
  }

  struct Pending {
    Utc at{};
    json::object more;
    std::string text;
  };

  void tell_pending(Seq input, std::vector<Pending>& all, std::string_view journey, std::string_view step) {
    for (Pending& one : all) {
      bool here =
          journey.empty() || (text_of(one.more, "journey") == journey && text_of(one.more, "step") == step);
      if (one.text.empty() || !here) continue;
      add(input, traced, one.at, "decision", std::move(one.more), std::exchange(one.text, ""));
    }
  }

  // Decisions that no line of a trace calls for.
  void tell_rest() {
    for (auto& [input, all] : pending_) tell_pending(input, all, "", "");
  }

  Result<void> tell_traces(ContactId contact) {
    auto keys = keys_.find(storage::Subject::of(contact));
    if (!keys) return ok();
    std::map<std::string, std::size_t> run_of;
    auto cursor = store_.scan(storage::Space::log, layout::trace_prefix(contact));
    for (; cursor.valid(); cursor.next()) {
      Decoder place(cursor.key().substr(cursor.key().size() - 12));
      Seq input = place.big_endian64();
      std::string_view n = place.raw(4);
      std::uint64_t line = static_cast<std::uint64_t>(static_cast<unsigned char>(n[2])) << 8 |
                           static_cast<std::uint64_t>(static_cast<unsigned char>(n[3]));
      TRY(std::string plain,
          storage::unseal(keys->trace, (input << 16) | line, cursor.value(), contact.text()));
      TRY(json::value parsed, parse_json(plain));
      tell_trace(input, parsed.as_object(), run_of);
    }
    return cursor.status();
  }

  void tell_trace(Seq input, const json::object& line, std::map<std::string, std::size_t>& run_of) {
    std::string journey = text_of(line, "journey"), step = text_of(line, "step"),
                text = text_of(line, "text");
    std::string run = text_of(line, "run");
    Utc at = parse_rfc3339(text_of(line, "at")).value_or(Utc{});
    std::string_view kind = "step";
    if (step.empty() && text.starts_with("entered")) {
      kind = "entered";
      run_of[run] = runs_.size();
      runs_.push_back({journey, at, input, 0});
    } else if (step.empty() && text.starts_with("ended")) {
      kind = "ended";
      if (auto known = run_of.find(run); known != run_of.end()) runs_[known->second].ended = input;
    }
    // What a claim decided comes before the line that it caused, what a plan decided behind the line that asked.
    if (text.starts_with("message ")) tell_pending(input, pending_[input], journey, step);
    if (wanted(journey))
      add(input, traced, at, kind, {{"journey", journey}, {"step", or_null(step)}, {"run", run}}, text);
    if (kind == "step") tell_pending(input, pending_[input], journey, step);
  }

  Result<void> tell_silences() {
    TRY(auto silent, silences_of_all(store_, keys_, contact_, span_.journey, runs_));
    for (const Silence& silence : silent) {
      add(silence.input, Rank::silent, silence.at, "not_entered",
          {{"journey", silence.journey}, {"because", silence.code}, {"instead", as_json(silence.instead)}},
          silence.why);
    }
    return ok();
  }

  json::object sorted() {
    std::stable_sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) {
      return std::tie(a.input, a.rank) < std::tie(b.input, b.rank);
    });
    json::array items;
    for (Told& one : told_) items.push_back(std::move(one.item));
    return {{"contact", contact_.id.text()},
            {"userId", or_null(contact_.user_id)},
            {"zone", zone_.name()},
            {"items", std::move(items)}};
  }

  const storage::Store& store_;
  const storage::Keys& keys_;
  const Span& span_;
  Reads reads_;
  storage::Contact contact_;
  Zone zone_ = Zone::utc();
  std::vector<Told> told_;
  std::map<Seq, std::vector<Pending>> pending_;  // decisions, by their input
  std::set<MessageId> messages_told_;
  std::vector<PastRun> runs_;
};

}  // namespace

Result<json::object> timeline(const storage::Store& store, const storage::Keys& keys, const Span& span) {
  return Teller(store, keys, span).tell();
}

std::string timeline_lines(const json::array& items) {
  std::string out;
  for (const json::value& value : items) {
    const json::object& item = value.as_object();
    std::string kind = text_of(item, "kind"), journey = text_of(item, "journey"),
                step = text_of(item, "step");
    std::string where = journey.empty() ? "" : journey + (step.empty() ? "" : " " + step) + ": ";
    std::replace(kind.begin(), kind.end(), '_', ' ');
    out += fmt::format("  {}  {:<11}  {}{}\n", text_of(item, "local"), kind, where, text_of(item, "text"));
  }
  return out;
}

std::string timeline_text(const json::object& told) {
  return fmt::format("{} ({}), times in {}\n", text_of(told, "userId"), text_of(told, "contact"),
                     text_of(told, "zone")) +
         timeline_lines(told.at("items").as_array());
}

}  // namespace assent::engine
