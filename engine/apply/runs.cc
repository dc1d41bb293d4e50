#include "engine/apply/runs.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/identity.h"
#include "engine/apply/outbox.h"
#include "engine/apply/records.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using workflows::Run;

Run* find_run(Contact& contact, RunId id) {
  auto found =
      std::find_if(contact.runs.begin(), contact.runs.end(), [&](const Run& r) { return r.id == id; });
  return found == contact.runs.end() ? nullptr : &*found;
}

storage::JourneyMemory& memory_of(Contact& contact, const std::string& journey, const std::string& key) {
  for (auto& memory : contact.memories) {
    if (memory.journey == journey && memory.key == key) return memory;
  }
  if (contact.memories.size() >= limits::contact_memories) {
    // What never let them in is the least worth keeping, the oldest of it first.
    auto silent = std::find_if(contact.memories.begin(), contact.memories.end(),
                               [](const auto& m) { return !m.last_entered.has_value(); });
    contact.memories.erase(silent == contact.memories.end() ? contact.memories.begin() : silent);
  }
  storage::JourneyMemory& memory = contact.memories.emplace_back();
  memory.journey = journey;
  memory.key = key;
  return memory;
}

workflows::Around around(const Applying& a, const Contact& contact, const PurposeView& view) {
  return {&view, a.now(), own_zone(contact).value_or(a.policy().controller_zone),
          view.may_see(Source::third_party)};
}

void start(Applying& a, Contact& contact, const Bundle& bundle, const workflows::EnteringEvent& entering,
           const std::string& key) {
  Run run;
  run.id = RunId::from(a.draw("run"));
  run.journey = bundle.journey.name;
  run.version = bundle.journey.version;
  run.key = key;
  run.occasion = key.empty() ? entering.message_id : key;
  run.event = entering;
  run.entered_at = a.now();
  contact.runs.push_back(run);
  a.tx.changed(contact);
  trace(a, contact, run, "", "entered by event \"" + entering.name + "\"");
  drive(a, contact, run.id, workflows::Entered{});
}

void offer(Applying& a, Contact& contact, const Bundle& bundle, const workflows::EnteringEvent& entering) {
  const workflows::Journey& journey = bundle.journey;
  PurposeView view(contact, a.policy(), journey.purpose);
  std::string key;
  workflows::Admission admission;
  if (!view.may_see(entering.source)) {
    admission = {false, "", "data_not_permitted",
                 "the event came from a third party, which this purpose may not use"};
  } else {
    workflows::Around here = around(a, contact, view);
    key = workflows::run_key(journey, entering, here);
    workflows::Past past;
    for (const auto& memory : contact.memories) {
      if (memory.journey == journey.name && memory.key == key) past.last_entered = memory.last_entered;
    }
    past.under_way = std::any_of(contact.runs.begin(), contact.runs.end(),
                                 [&](const Run& r) { return r.journey == journey.name && r.key == key; });
    admission = workflows::admit(journey, entering, past, here);
    if (admission.enters && contact.runs.size() >= limits::contact_runs) {
      admission = {false, key, "too_many_runs", "the contact is on as many journeys at once as are allowed"};
    }
  }
  storage::JourneyMemory& memory = memory_of(contact, journey.name, key);
  a.tx.changed(contact);
  if (!admission.enters) {
    memory.silence_code = admission.code;
    memory.silence_why = admission.why;
    memory.silence_at = a.now();
    return;
  }
  memory.last_entered = a.now();
  memory.silence_code.clear();
  memory.silence_why.clear();
  start(a, contact, bundle, entering, key);
}

}  // namespace

void offer_to_journeys(Applying& a, Contact& contact, workflows::EnteringEvent entering,
                       const json::object& properties) {
  const auto& journeys = a.deployed.entering(entering.name);
  if (journeys.empty()) return;
  entering.properties = properties;
  for (const Bundle* bundle : journeys) offer(a, contact, *bundle, entering);
}

void drive(Applying& a, Contact& contact, RunId id, workflows::Stimulus stimulus) {
  while (true) {
    Run* run = find_run(contact, id);
    if (!run) return;
    const Bundle* bundle = a.deployed.version(run->version);
    if (!bundle) {  // an explained exit, never limbo
      trace(a, contact, *run, "", "ended: this version of the journey no longer fits the policy");
      std::erase_if(contact.runs, [&](const Run& r) { return r.id == id; });
      a.tx.changed(contact);
      return;
    }
    PurposeView view(contact, a.policy(), bundle->journey.purpose);
    workflows::Turn turn = workflows::advance(bundle->journey, *run, stimulus, around(a, contact, view));
    *run = turn.run;
    a.tx.changed(contact);
    std::optional<workflows::SendEnd> send_ended;
    bool ended = false;
    for (const workflows::Effect& effect : turn.effects) {
      if (auto* plan = std::get_if<workflows::PlanSend>(&effect)) {
        send_ended = plan_message(a, contact, *run, *bundle, plan->step);
      } else if (auto* timer = std::get_if<workflows::SetTimer>(&effect)) {
        a.tx.put(Space::time, storage::layout::timer(timer->at, 'w', contact.id.bytes(), run->id.bytes()),
                 "");
      } else if (auto* line = std::get_if<workflows::Trace>(&effect)) {
        trace(a, contact, *run, bundle->journey.steps[line->step].name, line->text);
      } else if (auto* end = std::get_if<workflows::Ended>(&effect)) {
        trace(a, contact, *run, "", "ended: " + end->why);
        ended = true;
      }
    }
    if (ended) {
      std::erase_if(contact.runs, [&](const Run& r) { return r.id == id; });
      return;
    }
    if (!send_ended) return;
    stimulus = workflows::SendEnded{*send_ended};
  }
}

void wake(Applying& a, ContactId id, RunId run) {
  Contact* contact = find_contact(a.tx, id);
  if (!contact) return;
  Run* found = find_run(*contact, run);
  if (!found || found->phase != workflows::Phase::waiting || found->wake_at > a.now()) return;
  drive(a, *contact, run, workflows::Woken{});
}

}  // namespace assent::engine
