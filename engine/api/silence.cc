#include "engine/api/silence.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/api/entry_changes.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/deployed.h"
#include "engine/apply/events.h"
#include "engine/apply/runs.h"
#include "storage/input_log.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

const storage::HistoryEntry* last_of(const Contact& contact, std::string_view event) {
  const storage::HistoryEntry* last = nullptr;
  for (const auto& entry : contact.history) {
    if (entry.event == event && (!last || entry.input > last->input)) last = &entry;
  }
  return last;
}

bool entered_by(const Contact& contact, std::string_view journey, Seq input) {
  return std::any_of(contact.memories.begin(), contact.memories.end(),
                     [&](const auto& m) { return m.journey == journey && m.input == input; });
}

// The contact as the event found them, as far as that is known: without what they did and entered later.
Contact as_of(Contact contact, Seq input) {
  std::erase_if(contact.history, [&](const auto& entry) { return entry.input > input; });
  std::erase_if(contact.runs, [&](const auto& run) {
    return !std::any_of(contact.memories.begin(), contact.memories.end(), [&](const auto& m) {
      return m.journey == run.journey && m.key == run.key && m.input < input;
    });
  });
  std::erase_if(contact.memories, [&](const auto& memory) { return memory.input >= input; });
  return contact;
}

// "; contact.plan has changed since", for what the condition reads.
std::string changed_since(const workflows::Journey& journey, const Contact& contact, Seq input) {
  std::string out;
  if (!journey.enter.condition) return out;
  for (const rules::Read& read : rules::reads(*journey.enter.condition->program)) {
    if (read.variable != "contact") continue;
    auto found = contact.attributes.find(read.attribute);
    if (found != contact.attributes.end() && found->second.input > input)
      out += "; contact." + read.attribute + " has changed since";
  }
  return out;
}

struct Recorded {
  Utc now{};
  EventCommand event;
};

// nullopt: erased, or no longer there.
Result<std::optional<Recorded>> recorded(const storage::Store& store, const storage::Keys& keys, Seq seq) {
  storage::InputReader reader(store, keys, seq);
  TRY(auto record, reader.next());
  if (!record || record->input.seq != seq || record->erased) return std::optional<Recorded>();
  TRY(Command command, decode(record->input.kind, record->input.body));
  auto* event = std::get_if<EventCommand>(&command);
  if (!event) return std::optional<Recorded>();  // the engine's own, such as Consent Expiring
  return std::optional<Recorded>({record->input.now, std::move(*event)});
}

// `then`: the contact as the event found them, as far as that is known; `now`: as they are.
void admission_then(Silence& silence, const Bundle& bundle, const channels::Policy& policy,
                    const SourceLabels& labels, const Contact& then, const Contact& now,
                    const Recorded& recorded, Seq input) {
  const workflows::Journey& journey = bundle.journey;
  PurposeView view(then, policy, journey.purpose);
  workflows::Around around{&view, recorded.now, own_zone(then).value_or(policy.controller_zone),
                           view.may_see(Source::third_party)};
  workflows::EnteringEvent entering =
      as_seen(entering_event(recorded.event, recorded.now), labels, view.may_see(Source::third_party));
  silence.key = workflows::run_key(journey, entering, around);
  workflows::Past past = past_of(then, journey.name, silence.key);
  workflows::Admission admission = workflows::admit(journey, entering, past, around);
  silence.code = admission.code;
  silence.why = admission.why;
  silence.instead = changes_for_entry({journey, silence.code, entering, past, recorded.now, &view});
  if (!admission.enters) {
    silence.why += changed_since(journey, now, input);
  } else if (past.last_entered) {  // nothing else would have kept them out: an earlier run has ended since
    silence.code = "under_way";
    silence.why = "still under way then, since an earlier event";
  } else if (then.runs.size() >= limits::contact_runs) {
    silence.code = "too_many_runs";
    silence.why = "the contact was on as many journeys at once as are allowed";
  } else {
    silence.code = "changed_since";
    silence.why = "it did not hold then and would now" + changed_since(journey, now, input);
  }
}

// What every silence needs of the store, opened once.
struct Record {
  const storage::Store& store;
  const storage::Keys& keys;
  Deployed deployed;

  Record(const storage::Store& from, const storage::Keys& with) : store(from), keys(with), deployed(from) {}
  Result<void> open() {
    TRY(auto stored, store.get(storage::Space::state, storage::layout::singleton("deployment")));
    return deployed.load(stored.value_or(""), Deployed::Compile::when_asked);
  }
};

// Why this event did not let in; `then` is the contact with the runs that they had been on before it.
Result<Silence> silence_of(Record& record, const std::string& journey, const Deployed::InForce& in_force,
                           const storage::HistoryEntry& event, const Contact& then, const Contact& now) {
  Silence silence;
  silence.journey = journey;
  silence.at = event.at;
  silence.input = event.input;
  TRY(auto found, recorded(record.store, record.keys, event.input));
  if (found) silence.at = found->now;
  const Bundle* bundle = record.deployed.version(in_force.version);
  if (!found) {
    silence.code = "event_erased";
    silence.why = "the event's record was erased, or the event was the engine's own";
  } else if (event.input < in_force.since || !bundle) {
    silence.code = "deployed_later";
    silence.why = "this version of the journey was deployed after the event";
  } else {
    admission_then(silence, *bundle, record.deployed.policy(), record.deployed.settings().sources, then, now,
                   *found, event.input);
  }
  return silence;
}

// The key that this event gave a run of the journey; empty without `enter: key`.
Result<std::string> key_then(Record& record, const Bundle& bundle, const Contact& contact, Seq input) {
  if (!bundle.journey.enter.key) return std::string();
  TRY(auto found, recorded(record.store, record.keys, input));
  if (!found) return std::string();
  PurposeView view(contact, record.deployed.policy(), bundle.journey.purpose);
  workflows::Around around{&view, found->now,
                           own_zone(contact).value_or(record.deployed.policy().controller_zone),
                           view.may_see(Source::third_party)};
  return workflows::run_key(bundle.journey,
                            as_seen(entering_event(found->event, found->now),
                                    record.deployed.settings().sources, view.may_see(Source::third_party)),
                            around);
}

// The contact before this input, with the runs that their traces tell of.
Result<Contact> before(Record& record, const Contact& contact, const std::string& journey,
                       const Deployed::InForce& in_force, Seq input, std::span<const PastRun> runs) {
  Contact then = contact;
  std::erase_if(then.history, [&](const auto& entry) { return entry.input > input; });
  then.runs.clear();
  then.memories.clear();
  const Bundle* bundle = record.deployed.version(in_force.version);
  for (const PastRun& run : runs) {
    if (run.entered >= input) continue;
    bool under_way = run.ended == 0 || run.ended >= input;
    std::string key;
    if (run.journey == journey && bundle) {
      TRY(key, key_then(record, *bundle, contact, run.entered));
      then.memories.push_back({journey, key, run.entered_at, run.entered});
    }
    if (under_way) {
      workflows::Run& running = then.runs.emplace_back();
      running.journey = run.journey;
      running.key = key;
    }
  }
  return then;
}

}  // namespace

Result<std::vector<Silence>> silences(const storage::Store& store, const storage::Keys& keys,
                                      const Contact& contact, std::string_view journey) {
  std::vector<Silence> out;
  Record record(store, keys);
  TRY(record.open());
  for (const auto& [name, in_force] : record.deployed.in_force()) {
    if (!journey.empty() && name != journey) continue;
    if (in_force.event.empty()) continue;  // no event lets anybody in
    const storage::HistoryEntry* last = last_of(contact, in_force.event);
    if (!last || entered_by(contact, name, last->input)) continue;
    TRY(Silence silence, silence_of(record, name, in_force, *last, as_of(contact, last->input), contact));
    out.push_back(std::move(silence));
  }
  return out;
}

Result<std::vector<Silence>> silences_of_all(const storage::Store& store, const storage::Keys& keys,
                                             const Contact& contact, std::string_view journey,
                                             std::span<const PastRun> runs) {
  std::vector<Silence> out;
  Record record(store, keys);
  TRY(record.open());
  for (const storage::HistoryEntry& event : contact.history) {
    for (const auto& [name, in_force] : record.deployed.in_force()) {
      bool asked = in_force.event == event.event && (journey.empty() || name == journey);
      bool entered = std::any_of(runs.begin(), runs.end(), [&, &name = name](const PastRun& run) {
        return run.journey == name && run.entered == event.input;
      });
      if (!asked || entered) continue;
      TRY(Contact then, before(record, contact, name, in_force, event.input, runs));
      TRY(Silence silence, silence_of(record, name, in_force, event, then, contact));
      out.push_back(std::move(silence));
    }
  }
  return out;
}

}  // namespace assent::engine
