#include "workflows/step.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/overloaded.h"
#include "workflows/admission.h"
#include "workflows/phrase.h"

namespace assent::workflows {
namespace {

std::string_view in_words(SendEnd how) {
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
  }
  return "";
}

// Nothing reached the person, and it is known.
bool fell_through(SendEnd how) {
  switch (how) {
    case SendEnd::accepted:
    case SendEnd::unknown:
      return false;
    case SendEnd::denied:
    case SendEnd::expired:
    case SendEnd::rejected:
      return true;
  }
  return true;
}

std::string channels_in_words(const Send& send) {
  std::string out;
  for (const Channel& channel : send.by) out += (out.empty() ? "" : ", else ") + channel.text();
  return out;
}

// One turn of one run, step by step until it waits, sends or ends.
class Walk {
 public:
  Walk(const Journey& journey, Run run, const Around& around)
      : journey_(journey), around_(around), turn_{std::move(run), {}} {}

  Turn take() { return std::move(turn_); }

  void go_on() {
    run().phase = Phase::ready;
    for (std::size_t done = 0; run().phase == Phase::ready; ++done) {
      if (run().at >= journey_.steps.size()) {
        run().at = static_cast<std::uint32_t>(journey_.steps.size());
        return end("the end");
      }
      if (done == limits::steps_per_turn) {
        turn_.effects.emplace_back(SetTimer{around_.now});  // still ready: goes on in a turn of its own
        return;
      }
      std::visit([this](const auto& step) { take_step(step); }, journey_.steps[run().at].does);
    }
  }

  void wake() {
    ++run().at;
    go_on();
  }

  void end_send(SendEnd how) {
    trace(fmt::format("message {}", in_words(how)));
    run().message = MessageId();
    const Send* send =
        run().at < journey_.steps.size() ? std::get_if<Send>(&journey_.steps[run().at].does) : nullptr;
    if (send != nullptr && send->stop_if_denied && fell_through(how)) {
      return end(fmt::format("the message \"{}\" was {}", send->template_name, in_words(how)));
    }
    ++run().at;
    go_on();
  }

 private:
  Run& run() { return turn_.run; }
  void trace(std::string text) { turn_.effects.emplace_back(Trace{run().at, std::move(text)}); }

  void end(std::string why) {
    run().phase = Phase::ended;
    turn_.effects.emplace_back(Ended{std::move(why)});
  }

  void take_step(const Send& send) {
    trace(fmt::format("send {} by {}", send.template_name, channels_in_words(send)));
    turn_.effects.emplace_back(PlanSend{run().at});
    run().phase = Phase::sending;
  }

  void take_step(const Wait& wait) {
    std::string how;
    std::visit(overloaded{[&](Millis duration) {
                            run().wake_at = around_.now + duration;
                            how = format_duration(duration);
                          },
                          [&](const UntilWeekday& until) {
                            run().wake_at = next_weekday_time(until, around_.now, around_.zone);
                            how = fmt::format("until {} ({})", describe(until), around_.zone.name());
                          }},
               wait.until);
    trace(fmt::format("wait {}, to {}", how, format_rfc3339(run().wake_at)));
    turn_.effects.emplace_back(SetTimer{run().wake_at});
    run().phase = Phase::waiting;
  }

  void take_step(const Branch& branch) {
    json::object seen = run_seen(run());
    rules::Activation activation{around_.contact, &run().event.properties, &seen, around_.now};
    rules::Verdict verdict = rules::decide(*branch.condition.program, activation);
    if (!verdict.error.empty()) {
      trace(fmt::format("if {}: could not be told, so no: {}", branch.condition.text, verdict.error));
    } else {
      trace(fmt::format("if {}: {}: {}", branch.condition.text, verdict.holds ? "yes" : "no",
                        rules::explain(*branch.condition.program, activation)));
    }
    run().at = verdict.holds ? run().at + 1 : static_cast<std::uint32_t>(branch.otherwise);
  }

  void take_step(const Jump& jump) { run().at = static_cast<std::uint32_t>(jump.to); }

  void take_step(const Stop& stop) {
    std::string why = stop.reason.empty() ? "stop" : stop.reason;
    trace(fmt::format("stop: {}", why));
    end(std::move(why));
  }

  const Journey& journey_;
  const Around& around_;
  Turn turn_;
};

}  // namespace

Turn advance(const Journey& journey, Run run, const Stimulus& stimulus, const Around& around) {
  const Phase phase = run.phase;
  const Utc wake_at = run.wake_at;
  Walk walk(journey, std::move(run), around);
  std::visit(overloaded{[&](Entered) {
                          if (phase == Phase::ready) walk.go_on();
                        },
                        [&](Woken) {
                          if (phase == Phase::ready) walk.go_on();
                          if (phase == Phase::waiting && around.now >= wake_at) walk.wake();
                        },
                        [&](SendEnded ended) {
                          if (phase == Phase::sending) walk.end_send(ended.how);
                        }},
             stimulus);
  return walk.take();
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
