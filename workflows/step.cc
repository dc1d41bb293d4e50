#include "workflows/step.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/overloaded.h"
#include "workflows/walk.h"

namespace assent::workflows {
namespace {

std::string_view end_in_words(SendEnd how) {
  switch (how) {
    case SendEnd::accepted:
      return "accepted";
    case SendEnd::unknown:
      return "handed over, outcome unknown";
    case SendEnd::denied:
      return "denied";
    case SendEnd::expired:
      return "expired";
    case SendEnd::rejected:
      return "rejected";
    case SendEnd::held_out:
      return "held out: the journey goes on as if it had been accepted";
  }
  return "";
}

// Nothing reached the person, and it is known.
bool fell_through(SendEnd how) {
  switch (how) {
    case SendEnd::accepted:
    case SendEnd::unknown:
    case SendEnd::held_out:
      return false;
    case SendEnd::denied:
    case SendEnd::expired:
    case SendEnd::rejected:
      return true;
  }
  return true;
}

const Send* message_of(const Journey& journey, std::uint32_t at) {
  if (at >= journey.steps.size()) return nullptr;
  if (const auto* ask = std::get_if<Ask>(&journey.steps[at].does)) return &ask->message;
  return std::get_if<Send>(&journey.steps[at].does);
}

const WaitFor* waits_for(const Journey& journey, const Run& run) {
  if (run.phase != Phase::waiting || run.at >= journey.steps.size()) return nullptr;
  return std::get_if<WaitFor>(&journey.steps[run.at].does);
}

bool waits_for_a_date(const Journey& journey, const Run& run) {
  if (run.phase != Phase::waiting || run.at >= journey.steps.size()) return false;
  const auto* wait = std::get_if<Wait>(&journey.steps[run.at].does);
  return wait != nullptr && std::holds_alternative<DateOf>(wait->until);
}

bool leaves_by_conditions(const Leave& leave) {
  for (const LeaveWhen& when : leave.when) {
    if (when.event.empty()) return true;
  }
  return false;
}

bool listens_to(const Journey& journey, const Run& run, const Happened& happened) {
  if (happened.what != Happening::event) return true;
  const std::string& name = happened.event->name;
  const WaitFor* wait = waits_for(journey, run);
  if (wait != nullptr && wait->what == Happening::event && wait->name == name) return true;
  if (journey.leave.goal && journey.leave.goal->event == name) return true;
  for (const LeaveWhen& when : journey.leave.when) {
    if (when.event == name) return true;
  }
  return false;
}

}  // namespace

void Walk::go_on() {
  run().phase = Phase::ready;
  for (std::size_t done = 0; run().phase == Phase::ready && !pauses_; ++done) {
    if (run().at >= journey_.steps.size()) {
      run().at = static_cast<std::uint32_t>(journey_.steps.size());
      return end("the end");
    }
    if (done == limits::steps_per_turn) {
      turn_.effects.emplace_back(SetTimer{around_.now});  // still ready: goes on in a turn of its own
      return;
    }
    run().since = around_.now;
    std::visit([this](const auto& step) { take_step(step); }, journey_.steps[run().at].does);
  }
}

void Walk::wake() {
  const WaitFor* wait = waits_for(journey_, run());
  if (wait != nullptr) {
    trace(fmt::format("{} did not happen within {}", in_words(*wait), format_duration(wait->up_to)));
    run().at = static_cast<std::uint32_t>(wait->otherwise);
  } else {
    ++run().at;
  }
  go_on();
}

void Walk::end_send(SendEnd how) {
  trace(fmt::format("message {}", end_in_words(how)));
  run().message = MessageId();
  run().phase = Phase::ready;
  if (leaves()) return;
  const Send* send = message_of(journey_, run().at);
  if (send != nullptr && send->stop_if_denied && fell_through(how)) {
    return end(fmt::format("the message \"{}\" was {}", send->template_name, end_in_words(how)));
  }
  ++run().at;
  go_on();
}

void Walk::end_call(const CallEnded& ended) {
  const Call* call =
      run().at < journey_.steps.size() ? std::get_if<Call>(&journey_.steps[run().at].does) : nullptr;
  trace(fmt::format("call {}{}{}", ended.good ? "answered" : "failed", ended.detail.empty() ? "" : ": ",
                    ended.detail));
  run().phase = Phase::ready;
  if (leaves()) return;
  if (call != nullptr && call->stop_if_failed && !ended.good)
    return end(fmt::format("the call \"{}\" failed", call->hook));
  ++run().at;
  go_on();
}

void Walk::happen(const Happened& happened) {
  const EnteringEvent& event = *happened.event;
  const bool itself = !event.message_id.empty() && event.message_id == run().event.message_id;
  if (itself || event.at < run().event.at) return;  // the way in, and what was before, are no news
  if (event.source == Source::third_party && !around_.third_party_allowed) return;
  if (happened.what == Happening::event && leaves_by(event)) return;
  if (leaves()) return;
  const WaitFor* wait = waits_for(journey_, run());
  const bool named =
      wait != nullptr && wait->what == happened.what && (wait->name.empty() || wait->name == event.name);
  const bool late = around_.now - event.at > journey_.enter.stale_after;
  if (named && !late && holds(wait->condition, event)) {
    trace(fmt::format("{} happened", in_words(*wait)));
    receive(event.properties, event.source);
    ++run().at;
    return go_on();
  }
  if (happened.what != Happening::event && run().seen.size() < limits::run_seen)
    run().seen.push_back({happened.what, event.name, event.properties});
  look_again();
}

void Walk::look_again() {
  if (!waits_for_a_date(journey_, run())) return;
  const auto& date = std::get<DateOf>(std::get<Wait>(journey_.steps[run().at].does).until);
  wait_for_date(date);
  if (run().phase == Phase::ready) go_on();
}

Turn advance(const Journey& journey, Run run, const Stimulus& stimulus, const Around& around) {
  const Phase phase = run.phase;
  const Utc wake_at = run.wake_at;
  Walk walk(journey, std::move(run), around);
  std::visit(overloaded{[&](Entered) {
                          if (phase != Phase::ready) return;
                          walk.note_the_entry();
                          if (!walk.leaves()) walk.go_on();
                        },
                        [&](Woken) {
                          const bool due = phase == Phase::waiting && around.now >= wake_at;
                          if ((!due && phase != Phase::ready) || walk.leaves()) return;
                          if (due) {
                            walk.wake();
                          } else {
                            walk.go_on();
                          }
                        },
                        [&](SendEnded ended) {
                          if (phase == Phase::sending) walk.end_send(ended.how);
                        },
                        [&](const CallEnded& ended) {
                          if (phase == Phase::calling) walk.end_call(ended);
                        },
                        [&](const Happened& happened) {
                          if (phase != Phase::ended) walk.happen(happened);
                        },
                        [&](Changed) {
                          if (phase != Phase::ended && !walk.leaves()) walk.look_again();
                        }},
             stimulus);
  return walk.take();
}

bool concerns(const Journey& journey, const Run& run, const Stimulus& stimulus) {
  return std::visit(overloaded{[&](const Happened& h) {
                                 return listens_to(journey, run, h) || leaves_by_conditions(journey.leave);
                               },
                               [&](Changed) {
                                 return leaves_by_conditions(journey.leave) || waits_for_a_date(journey, run);
                               },
                               [](const auto&) { return true; }},
                    stimulus);
}

std::uint32_t lot(const Bytes16& who, std::string_view kind, std::string_view name) {
  const Bytes32 drawn = sha256({kind, std::string_view("\0", 1), as_view(who), name});
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | drawn[i];
  return static_cast<std::uint32_t>(number * 10'000 >> 32);  // exact to a part in 400,000
}

bool is_held_out(const Journey& journey, const Bytes16& who) {
  return lot(who, "hold_out", journey.name) < journey.enter.hold_out;
}

Moved migrate(const Journey& from, const Journey& to, const Run& run) {
  using How = Moved::How;
  if (!to.migrate || run.at >= from.steps.size()) return {How::stays, 0, "the new version moves nobody"};
  const std::string& before = from.steps[run.at].label;
  if (before.empty()) return {How::stays, 0, "the step has no name to move by"};
  auto renamed = to.migrate->renamed.find(before);
  const std::string& now = renamed == to.migrate->renamed.end() ? before : renamed->second;
  for (std::uint32_t i = 0; i < to.steps.size(); ++i) {
    if (to.steps[i].label != now) continue;
    const bool message = run.phase == Phase::sending || run.phase == Phase::calling;
    if (message && from.steps[run.at].does.index() != to.steps[i].does.index())
      return {How::stays, 0, "a message or call is on its way, and the new step is another one"};
    return {How::moves, i, {}};
  }
  return {How::ends, 0, fmt::format("the step \"{}\" is no longer in the journey", before)};
}

Utc next_weekday_time(const UntilWeekday& until, Utc now, const Zone& zone) {
  const LocalTime here = zone.local(now);
  const auto today = date::floor<date::days>(here);
  for (int ahead = 0; ahead <= 7; ++ahead) {
    const date::local_days day = today + date::days(ahead);
    const unsigned weekday = date::weekday(day).iso_encoding() - 1;
    if ((until.weekdays >> weekday & 1u) == 0) continue;
    const LocalTime target = day + std::chrono::minutes(until.minute_of_day);
    const Utc at = zone.instant(target);
    if (at > now) return at;
    // The first showing is past; where the clocks go back the same reading may come once more.
    const Utc again = now + (target - here);
    if (again > now && zone.local(again) == target) return again;
  }
  return now + std::chrono::hours(24 * 7);  // no weekday at all: the loader does not let this through
}

}  // namespace assent::workflows
