// Leaving: by goal, by event, by condition. And what conditions see and taint.
#include <fmt/format.h>

#include "workflows/admission.h"
#include "workflows/walk.h"

namespace assent::workflows {

void Walk::trace(std::string text) {
  turn_.effects.emplace_back(Trace{run().at, std::move(text)});
}

void Walk::end(std::string why) {
  run().phase = Phase::ended;
  turn_.effects.emplace_back(Ended{std::move(why)});
}

void Walk::leave(std::string why) {
  if (run().phase == Phase::sending) turn_.effects.emplace_back(CancelSend{why});
  end(std::move(why));
}

rules::Activation Walk::activation(const json::object* event, const json::object* seen) const {
  return {around_.contact, event, seen, around_.now};
}

void Walk::note_reads(const Expression& expression, Source event_source) {
  if (!around_.third_party_allowed) return;
  const auto& reads = rules::reads(*expression.program);
  bool foreign = around_.provenance != nullptr && around_.provenance->third_party(reads);
  for (const rules::Read& read : reads)
    foreign = foreign || (read.variable == "event" && event_source == Source::third_party);
  run().third_party_read = run().third_party_read || foreign;
}

void Walk::note_the_entry() {
  const Enter& enter = journey_.enter;
  if (enter.condition) note_reads(*enter.condition, run().event.source);
  if (enter.key) note_reads(*enter.key, run().event.source);
}

rules::Verdict Walk::decide(const Expression& condition, const json::object* event, Source event_source) {
  note_reads(condition, event_source);
  const json::object seen = run_seen(run());
  return rules::decide(*condition.program, activation(event, &seen));
}

bool Walk::holds(const std::optional<Expression>& condition, const EnteringEvent& event) {
  return !condition || decide(*condition, &event.properties, event.source).holds;
}

bool Walk::leaves() {
  for (const LeaveWhen& when : journey_.leave.when) {
    if (!when.event.empty() || !holds(when.condition, run().event)) continue;
    leave(fmt::format("left: {}", when.condition->text));
    return true;
  }
  return false;
}

bool Walk::leaves_by(const EnteringEvent& event) {
  const auto& goal = journey_.leave.goal;
  if (goal && goal->event == event.name && holds(goal->condition, event)) {
    leave(fmt::format("goal reached: {}", event.name));
    return true;
  }
  for (const LeaveWhen& when : journey_.leave.when) {
    if (when.event != event.name || !holds(when.condition, event)) continue;
    leave(fmt::format("left: {}", event.name));
    return true;
  }
  return false;
}

std::optional<Conversion> reaches_goal(const Journey& journey, const Run& entered, const EnteringEvent& event,
                                       const Around& around) {
  const auto& goal = journey.leave.goal;
  const bool itself = !event.message_id.empty() && event.message_id == entered.event.message_id;
  if (!goal || goal->event != event.name || itself || event.at < entered.event.at) return std::nullopt;
  if (event.at > entered.entered_at + goal->within) return std::nullopt;
  if (event.source == Source::third_party && !around.third_party_allowed) return std::nullopt;
  const json::object seen = run_seen(entered);
  const rules::Activation activation{around.contact, &event.properties, &seen, around.now};
  if (goal->condition && !rules::decide(*goal->condition->program, activation).holds) return std::nullopt;
  Conversion conversion;
  if (!goal->value) return conversion;
  auto value = rules::evaluate(*goal->value->program, activation, &conversion.note);
  if (value && value->is_number()) {
    conversion.value = value->to_number<double>();
  } else if (conversion.note.empty()) {
    conversion.note = "it is no number";
  }
  return conversion;
}

}  // namespace assent::workflows
