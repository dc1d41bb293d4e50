#include "engine/api/silence.h"

#include <algorithm>

#include "base/limits.h"
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
  if (!event) return fail(Errc::corrupt, "an event in a contact's history is another input in the log");
  return std::optional<Recorded>({record->input.now, std::move(*event)});
}

void admission_then(Silence& silence, const Bundle& bundle, const channels::Policy& policy,
                    const Contact& contact, const Recorded& recorded, Seq input) {
  Contact then = as_of(contact, input);
  const workflows::Journey& journey = bundle.journey;
  PurposeView view(then, policy, journey.purpose);
  workflows::Around around{&view, recorded.now, own_zone(then).value_or(policy.controller_zone),
                           view.may_see(Source::third_party)};
  workflows::EnteringEvent entering = entering_event(recorded.event, recorded.now);
  silence.key = workflows::run_key(journey, entering, around);
  workflows::Past past = past_of(then, journey.name, silence.key);
  workflows::Admission admission = workflows::admit(journey, entering, past, around);
  silence.code = admission.code;
  silence.why = admission.why;
  if (!admission.enters) {
    silence.why += changed_since(journey, contact, input);
  } else if (past.last_entered) {  // nothing else would have kept them out: an earlier run has ended since
    silence.code = "under_way";
    silence.why = "still under way then, since an earlier event";
  } else if (then.runs.size() >= limits::contact_runs) {
    silence.code = "too_many_runs";
    silence.why = "the contact was on as many journeys at once as are allowed";
  } else {
    silence.code = "changed_since";
    silence.why = "it did not hold then and would now" + changed_since(journey, contact, input);
  }
}

}  // namespace

Result<std::vector<Silence>> silences(const storage::Store& store, const storage::Keys& keys,
                                      const Contact& contact, std::string_view journey) {
  std::vector<Silence> out;
  TRY(auto stored, store.get(storage::Space::state, storage::layout::singleton("deployment")));
  Deployed deployed(store);
  TRY(deployed.load(stored.value_or(""), Deployed::Compile::when_asked));
  for (const auto& [name, in_force] : deployed.in_force()) {
    if (!journey.empty() && name != journey) continue;
    if (in_force.event.empty()) continue;  // no event lets anybody in
    const storage::HistoryEntry* last = last_of(contact, in_force.event);
    if (!last || entered_by(contact, name, last->input)) continue;
    Silence& silence = out.emplace_back();
    silence.journey = name;
    silence.at = last->at;
    TRY(auto found, recorded(store, keys, last->input));
    if (found) silence.at = found->now;
    const Bundle* bundle = deployed.version(in_force.version);
    if (!found) {
      silence.code = "event_erased";
      silence.why = "the event's record was erased";
    } else if (last->input < in_force.since || !bundle) {
      silence.code = "deployed_later";
      silence.why = "this version of the journey was deployed after the event";
    } else {
      admission_then(silence, *bundle, deployed.policy(), contact, *found, last->input);
    }
  }
  return out;
}

}  // namespace assent::engine
