#include "engine/apply/runs.h"

#include <fmt/format.h>

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
  return {&view,
          a.now(),
          own_zone(contact).value_or(a.policy().controller_zone),
          view.may_see(Source::third_party),
          contact.id.bytes(),
          &view};
}

void begin(Applying& a, Contact& contact, const Bundle& bundle, const Entry& entry,
           const workflows::EnteringEvent& event, std::string key) {
  Run run;
  run.id = RunId::from(a.draw("run"));
  run.journey = bundle.journey.name;
  run.version = bundle.journey.version;
  run.occasion = !key.empty() ? key : entry.occasion.empty() ? entry.event.message_id : entry.occasion;
  run.key = std::move(key);
  run.event = event;
  run.entered_at = run.since = a.now();
  run.depth = entry.depth;
  run.third_party_read = entry.third_party_read;
  run.held_out = workflows::is_held_out(bundle.journey, contact.id.bytes());
  contact.runs.push_back(run);
  a.tx.changed(contact);
  trace(a, contact, run, "", "entered by " + entry.how);
  drive(a, contact, run.id, workflows::Entered{});
}

// A journey that a step starts. Its own `enter:` still decides: if, again, key.
void start_journey(Applying& a, Contact& contact, const Run& from, const std::string& step,
                   const workflows::Start& start) {
  auto refuse = [&](std::string_view why) {
    trace(a, contact, from, step, fmt::format("{} did not start: {}", start.journey, why));
  };
  auto in_force = a.deployed.in_force().find(start.journey);
  const Bundle* bundle =
      in_force == a.deployed.in_force().end() ? nullptr : a.deployed.version(in_force->second.version);
  if (!bundle) return refuse("there is no such journey now");
  if (from.depth + 1U > limits::journey_starts) return refuse("too many journeys have started each other");
  Entry entry{from.event, fmt::format("a step of \"{}\"", from.journey), from.occasion};
  entry.event.at = a.now();
  entry.depth = static_cast<std::uint8_t>(from.depth + 1);
  entry.third_party_read = from.third_party_read;
  workflows::Admission admission = let_in(a, contact, *bundle, entry);
  if (!admission.enters) refuse(admission.why);
}

// What a turn wants done, in order. How the send ended, where it ended at once.
struct Done {
  std::optional<workflows::SendEnd> send_ended;
  bool ended = false;
  bool timed = false;
};

class Effects {
 public:
  Effects(Applying& a, Contact& contact, const Bundle& bundle, RunId run)
      : a_(a), contact_(contact), bundle_(bundle), id_(run) {}

  Done carry_out(const std::vector<workflows::Effect>& effects) {
    for (const workflows::Effect& effect : effects) {
      std::visit([this](const auto& e) { carry_out(e); }, effect);
    }
    return done_;
  }

 private:
  Run& run() { return *find_run(contact_, id_); }
  const std::string& step(std::uint32_t at) const {
    static const std::string none;
    return at < bundle_.journey.steps.size() ? bundle_.journey.steps[at].name : none;
  }

  void carry_out(const workflows::PlanSend& plan) {
    done_.send_ended = plan_message(a_, contact_, run(), bundle_, plan.step);
  }
  void carry_out(const workflows::SetTimer& timer) {
    a_.tx.put(Space::time, storage::layout::timer(timer.at, 'w', contact_.id.bytes(), id_.bytes()), "");
    done_.timed = true;
  }
  void carry_out(const workflows::Trace& line) { trace(a_, contact_, run(), step(line.step), line.text); }
  void carry_out(const workflows::Ended& end) {
    trace(a_, contact_, run(), "", "ended: " + end.why);
    done_.ended = true;
  }
  void carry_out(const workflows::CancelSend& cancel) { cancel_message(a_, run().message, cancel.why); }
  void carry_out(const workflows::WriteAttribute& write) {
    if (write.value) {
      set_attribute(contact_, write.name, {*write.value, write.source, a_.now(), a_.input.seq});
    } else {
      contact_.attributes.erase(write.name);
    }
    a_.tx.changed(contact_);
  }
  void carry_out(const workflows::Start& start) {
    const Run from = run();
    start_journey(a_, contact_, from, "", start);
  }
  void carry_out(const workflows::OpenTask&) {}
  void carry_out(const workflows::CallOut&) {}

  Applying& a_;
  Contact& contact_;
  const Bundle& bundle_;
  RunId id_;
  Done done_;
};

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
  for (const Bundle* bundle : candidates)
    let_in(a, contact, *bundle, {entering, "event \"" + entering.name + "\"", {}}, workflows::Words::none);
}

workflows::Admission let_in(Applying& a, Contact& contact, const Bundle& bundle, const Entry& entry,
                            workflows::Words words) {
  const workflows::Journey& journey = bundle.journey;
  PurposeView view(contact, a.policy(), journey.purpose);
  const workflows::EnteringEvent event =
      as_seen(entry.event, a.deployed.settings().sources, view.may_see(Source::third_party));
  workflows::Around here = around(a, contact, view);
  std::string key = workflows::run_key(journey, event, here);
  workflows::Admission admission =
      workflows::admit(journey, event, past_of(contact, journey.name, key), here, words);
  if (!admission.enters) return admission;
  if (contact.runs.size() >= limits::contact_runs) {
    return {false, {}, "too_many_runs", "the contact is on as many journeys at once as are allowed"};
  }
  remember_entry(contact, {journey.name, key, a.now(), a.input.seq});
  begin(a, contact, bundle, entry, event, key);
  return admission;
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
    Done done = Effects(a, contact, *bundle, id).carry_out(turn.effects);
    if (done.ended) {
      std::erase_if(contact.runs, [&](const Run& r) { return r.id == id; });
      return;
    }
    if (done.send_ended) {
      stimulus = workflows::SendEnded{*done.send_ended};
    } else if (turn.run.phase == workflows::Phase::ready && !done.timed) {
      stimulus = workflows::Woken{};  // the steps behind see what was written
    } else {
      return;
    }
  }
}

void react(Applying& a, Contact& contact, const workflows::Stimulus& stimulus) {
  std::vector<RunId> ids;
  for (const Run& run : contact.runs) ids.push_back(run.id);
  for (RunId id : ids) {
    const Run* run = find_run(contact, id);
    const Bundle* bundle = run ? a.deployed.version(run->version) : nullptr;
    if (!bundle || !workflows::concerns(bundle->journey, *run, stimulus)) continue;
    const auto* happened = std::get_if<workflows::Happened>(&stimulus);
    if (!happened) {
      drive(a, contact, id, stimulus);
      continue;
    }
    PurposeView view(contact, a.policy(), bundle->journey.purpose);
    const workflows::EnteringEvent event =
        as_seen(*happened->event, a.deployed.settings().sources, view.may_see(Source::third_party));
    drive(a, contact, id, workflows::Happened{happened->what, &event});
  }
}

void wake(Applying& a, ContactId id, RunId run) {
  Contact* contact = find_contact(a.tx, id);
  if (!contact) return;
  Run* found = find_run(*contact, run);
  if (!found) return;
  const bool due = found->phase == workflows::Phase::waiting && found->wake_at <= a.now();
  if (!due && found->phase != workflows::Phase::ready) return;
  drive(a, *contact, run, workflows::Woken{});
}

}  // namespace assent::engine
