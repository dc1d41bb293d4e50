// A contact, a clock and short ways to write journeys and read turns, for the tests of the step function.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/overloaded.h"
#include "tests/workflows/declared.h"
#include "workflows/step.h"

namespace assent::workflows {

inline Utc at(std::string_view text) {
  return *parse_rfc3339(text);
}

class FakeContact final : public rules::ContactView {
 public:
  std::map<std::string, json::value, std::less<>> attributes;
  std::map<std::string, std::vector<Utc>, std::less<>> events;

  const json::value* attribute(std::string_view name) const override {
    auto found = attributes.find(name);
    return found == attributes.end() ? nullptr : &found->second;
  }
  std::int64_t count(std::string_view name, std::optional<Utc> since) const override {
    auto found = events.find(name);
    if (found == events.end()) return 0;
    return std::count_if(found->second.begin(), found->second.end(),
                         [&](Utc t) { return !since || t > *since; });
  }
  std::optional<Utc> last(std::string_view name) const override {
    auto found = events.find(name);
    if (found == events.end() || found->second.empty()) return std::nullopt;
    return *std::max_element(found->second.begin(), found->second.end());
  }
};

// A journey called "j" from its enter block, its steps and what more there is, all in YAML; fails the test on a mistake.
inline Journey journey_of(std::string_view steps, std::string_view enter = "{event: Trial Started}",
                          std::string_view more = "") {
  std::string text = "journey: j\npurpose: product_tips\nenter: ";
  text.append(enter).append("\n").append(more).append("steps:\n").append(steps);
  Issues issues("journeys/j.yaml", text);
  auto journey = load_journey(text, "j", acme(), issues);
  for (const Issue& issue : issues.all()) ADD_FAILURE() << render(issue, text);
  return journey.value_or(Journey{});
}

// "plan 0", "inferred score 10", "timer 2026-11-23T10:00:00.000Z", "ended: the end"; traces are left out.
inline std::vector<std::string> effects_of(const Turn& turn) {
  std::vector<std::string> out;
  for (const Effect& effect : turn.effects) {
    std::visit(overloaded{[&](const PlanSend& e) { out.push_back("plan " + std::to_string(e.step)); },
                          [&](const SetTimer& e) { out.push_back("timer " + format_rfc3339(e.at)); },
                          [&](const Trace&) {}, [&](const Ended& e) { out.push_back("ended: " + e.why); },
                          [&](const CancelSend& e) { out.push_back("cancel: " + e.why); },
                          [&](const WriteAttribute& e) {
                            out.push_back(fmt::format("{} {} {}", assent::name(e.source), e.name,
                                                      e.value ? canonical_json(*e.value) : "removed"));
                          },
                          [&](const Start& e) { out.push_back("start " + e.journey); },
                          [&](const OpenTask& e) { out.push_back("task " + std::to_string(e.step)); },
                          [&](const CallOut& e) { out.push_back("call " + std::to_string(e.step)); }},
               effect);
  }
  return out;
}

inline std::vector<std::string> traces_of(const Turn& turn) {
  std::vector<std::string> out;
  for (const Effect& effect : turn.effects) {
    if (const auto* trace = std::get_if<Trace>(&effect)) out.push_back(trace->text);
  }
  return out;
}

}  // namespace assent::workflows
