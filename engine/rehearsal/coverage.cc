#include <algorithm>

#include "channels/reason.h"
#include "engine/rehearsal/report.h"

namespace assent::engine {
namespace {

using channels::Reason;

// What can happen to any journey with a message, whoever writes it; the rest needs a reviewer or another channel.
std::vector<Reason> possible(const workflows::Journey& journey, const channels::Policy& policy) {
  bool sends = std::any_of(journey.steps.begin(), journey.steps.end(), [](const workflows::Step& step) {
    return std::holds_alternative<workflows::Send>(step.does);
  });
  if (!sends) return {};
  std::vector<Reason> all{Reason::no_address, Reason::not_provided_by_contact, Reason::consent_missing,
                          Reason::consent_withdrawn};
  if (policy.quiet_hours) all.push_back(Reason::quiet_hours);
  return all;
}

}  // namespace

Coverage coverage_of(const JourneyReport& report, const channels::Policy& policy) {
  Coverage coverage;
  std::set<std::string> steps, reasons, ways;
  for (const TestRun& run : report.runs) {
    steps.insert(run.steps.begin(), run.steps.end());
    reasons.insert(run.reasons.begin(), run.reasons.end());
    ways.insert(run.ways.begin(), run.ways.end());
  }
  const workflows::Journey& journey = report.journey->journey;
  for (const workflows::Step& step : journey.steps) {
    if (std::holds_alternative<workflows::Jump>(step.does)) continue;
    bool reached = steps.contains(step.name);
    (reached ? coverage.reached : coverage.missed).push_back(&step);
    if (!reached || !std::holds_alternative<workflows::Branch>(step.does)) continue;
    for (const char* way : {"yes", "no"}) {
      if (!ways.contains(step.name + ": " + way)) coverage.ways_missed.push_back(step.name + ": " + way);
    }
  }
  coverage.reasons.assign(reasons.begin(), reasons.end());
  for (Reason reason : possible(journey, policy)) {
    if (!reasons.contains(std::string(channels::name(reason))))
      coverage.untried.emplace_back(channels::name(reason));
  }
  return coverage;
}

}  // namespace assent::engine
