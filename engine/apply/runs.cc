#include "engine/apply/runs.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply/contact_view.h"
#include "engine/apply/events.h"
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

void remember_entry(Contact& contact, storage::JourneyMemory entry) {
  for (auto& memory : contact.memories) {
    if (memory.journey != entry.journey || memory.key != entry.key) continue;
    memory = std::move(entry);
    return;
  }
  if (contact.memories.size() >= limits::contact_memories) contact.memories.erase(contact.memories.begin());
  contact.memories.push_back(std::move(entry));
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

void offer(Applying& a, Contact& contact, const Bundle& bundle, const workflows::EnteringEvent& whole) {
  const workflows::Journey& journey = bundle.journey;
  PurposeView view(contact, a.policy(), journey.purpose);
  workflows::EnteringEvent entering =
      as_seen(whole, a.deployed.settings().sources, view.may_see(Source::third_party));
  workflows::Around here = around(a, contact, view);
  std::string key = workflows::run_key(journey, entering, here);
  workflows::Admission admission =
      workflows::admit(journey, entering, past_of(contact, journey.name, key), here, workflows::Words::none);
  if (!admission.enters || contact.runs.size() >= limits::contact_runs) return;
  remember_entry(contact, {journey.name, key, a.now(), a.input.seq});
  start(a, contact, bundle, entering, key);
}

}  // namespace

workflows::Past past_of(const Contact& contact, const std::string& journey, const std::string& key) {
  workflows::Past past;
  for (const auto& memory : contact.memories) {
    if (memory.journey == journey && memory.key == key) past.last_entered = memory.last_entered;
  }
  past.under_way = std::any_of(contact.runs.begin(), contact.runs.end(),
                               [&](const Run& r) { return r.journey == journey && r.key == key; });
  return past;
}

void offer_to_journeys(Applying& a, Contact& contact, const EventCommand& event, const std::string& name) {
  auto candidates = a.deployed.entrances().candidates(name, event.data, contact);
  if (candidates.empty()) return;
  workflows::EnteringEvent entering = entering_event(event, a.now());
  for (const Bundle* bundle : candidates) offer(a, contact, *bundle, entering);
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
