// For random journeys and random stimuli: advance never leaves the list of steps, gives the same turn twice,
// and every wait wakes strictly later.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "tests/workflows/fixture.h"

namespace assent::workflows {
namespace {

rc::Gen<std::string> step_line() {
  return rc::gen::element<std::string>("send: welcome", "send: welcome\n{}  if_denied: stop", "wait: 1 ms",
                                       "wait: 2 days", "wait: until 02:30", "wait: until tue-thu 09:30",
                                       "wait: until sun 01:30", "wait: 90 min");
}

rc::Gen<std::string> condition() {
  return rc::gen::element<std::string>("contact.plan == 'pro'", "contact.nothing == 1",
                                       "event.kind == 'real'", "contact.count('Login') > 1");
}

std::string indented(std::string line, const std::string& indent) {
  if (auto at = line.find("{}"); at != std::string::npos) line.replace(at, 2, indent);
  return indent + "- " + line + "\n";
}

std::string random_steps(int depth, const std::string& indent) {
  std::string out;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    if (depth < 3 && *rc::gen::inRange(0, 3) == 0) {
      out += indent + "- if: " + *condition() + "\n" + indent + "  then:\n" +
             random_steps(depth + 1, indent + "    ");
      if (*rc::gen::arbitrary<bool>()) {
        out += indent + "  else:\n" + random_steps(depth + 1, indent + "    ");
      }
    } else {
      out += indented(*step_line(), indent);
    }
  }
  return out;
}

Stimulus stimulus_of(int which) {
  constexpr SendEnd ends[] = {SendEnd::accepted, SendEnd::unknown, SendEnd::denied, SendEnd::expired,
                              SendEnd::rejected};
  if (which == 0) return Entered{};
  if (which <= 5) return Woken{};
  return SendEnded{ends[(which - 6) % 5]};
}

bool same(const Run& a, const Run& b) {
  return a.at == b.at && a.phase == b.phase && a.wake_at == b.wake_at && a.message == b.message &&
         a.key == b.key;
}

RC_GTEST_PROP(Advance, StaysInsideIsDeterministicAndWakesLater, ()) {
  const Journey journey = journey_of(random_steps(0, "  "));
  RC_ASSERT(!journey.steps.empty());
  FakeContact contact;
  if (*rc::gen::arbitrary<bool>())
    contact.attributes["plan"] = *rc::gen::element<std::string>("pro", "trial");
  const Zone zone = *Zone::find(*rc::gen::element<std::string>("Etc/UTC", "Europe/Paris", "America/New_York",
                                                               "Asia/Bangkok", "Australia/Lord_Howe"));
  Run run;
  run.event.properties["kind"] = "real";
  Utc now = at("2026-01-01T00:00:00Z") + Millis(*rc::gen::inRange<std::int64_t>(0, 366LL * 86400000));
  const int turns = *rc::gen::inRange(1, 40);
  for (int i = 0; i < turns; ++i) {
    const Stimulus stimulus = i == 0 ? Stimulus{Entered{}} : stimulus_of(*rc::gen::inRange(0, 11));
    const Around around{&contact, now, zone, false};
    const Phase before = run.phase;
    const Turn turn = advance(journey, run, stimulus, around);
    const Turn again = advance(journey, run, stimulus, around);
    RC_ASSERT(same(turn.run, again.run));
    RC_ASSERT(effects_of(turn) == effects_of(again));
    RC_ASSERT(traces_of(turn) == traces_of(again));
    RC_ASSERT(turn.run.at <= journey.steps.size());
    RC_ASSERT(turn.run.at >= run.at);  // there are no loops
    RC_ASSERT(turn.run.phase == Phase::ended || turn.run.at < journey.steps.size());
    RC_ASSERT(turn.run.phase != Phase::ready);
    if (before == Phase::ended) RC_ASSERT(turn.effects.empty());
    if (turn.run.phase == Phase::waiting && !turn.effects.empty()) RC_ASSERT(turn.run.wake_at > now);
    run = turn.run;
    now += Millis(*rc::gen::inRange<std::int64_t>(0, 4LL * 86400000));
  }
}

}  // namespace
}  // namespace assent::workflows
