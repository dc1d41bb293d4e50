#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "workflows/reading.h"

namespace assent::workflows {
namespace {

constexpr std::string_view kGoalExample = "goal: {event: Subscribed, within: 30 days}";

std::string read_event(const YamlNode& node, Issues& issues, const Enter& enter, std::string_view what) {
  auto name = read_string(node, issues, fmt::format("the event of {}", what));
  if (!name) return {};
  if (name->empty() || name->size() > limits::name_bytes) {
    issues.error(node, name->empty() ? "the event has no name" : "the event's name is too long",
                 "an event's name, such as Subscribed");
  }
  if (!name->empty() && *name == enter.event()) {
    issues.error(node, fmt::format("\"{}\" is what lets people in, so it cannot be {} as well", *name, what),
                 "another event");
  }
  return std::move(*name);
}

void check_value(const Expression& value, const YamlNode& node, Issues& issues) {
  std::string_view type = rules::result_type(*value.program);
  if (type == "int" || type == "uint" || type == "double" || type == "dyn") return;
  issues.error_inside(node, 0, node.text.size(), fmt::format("the value is of type {}, no number", type),
                      "what the goal is worth, such as event.amount");
}

Goal read_goal(const YamlNode& node, const Enter& enter, Issues& issues) {
  Goal goal;
  if (node.kind != YamlNode::Kind::map) {
    issues.error(node, "the goal needs its event and its window", std::string(kGoalExample));
    return goal;
  }
  MapReader map(node, issues, "the goal");
  if (const YamlNode* event = map.find("event")) {
    goal.event = read_event(*event, issues, enter, "the goal");
  } else {
    issues.error(node, "the goal has no event that reaches it", std::string(kGoalExample));
  }
  if (const YamlNode* condition = map.find("if")) goal.condition = read_condition(*condition, issues);
  if (const YamlNode* within = map.find("within")) {
    goal.within = read_duration(*within, issues, "within").value_or(Millis(1));
    if (goal.within <= Millis(0))
      issues.error(*within, "the goal has no time", "how long it counts, such as 30 days");
  } else {
    issues.error(node, "the goal does not say how long after the entry it counts",
                 "within: and a duration, such as 30 days");
  }
  if (const YamlNode* value = map.find("value")) {
    goal.value = read_expression(*value, issues, "the value");
    if (goal.value) check_value(*goal.value, *value, issues);
  }
  map.finish();
  return goal;
}

LeaveWhen read_when(const YamlNode& node, const Enter& enter, Issues& issues) {
  LeaveWhen when;
  when.line = node.line;
  MapReader map(node, issues, "an item of when");
  const YamlNode* event = map.find("event");
  const YamlNode* condition = map.find("if");
  if (event != nullptr) when.event = read_event(*event, issues, enter, "a reason to leave");
  if (condition != nullptr) {
    when.condition = read_condition(*condition, issues);
    if (event == nullptr && when.condition) {
      const Declared nothing;
      check_reads(*when.condition, *condition,
                  Reading{.declared = nothing, .issues = issues, .enter = &enter});
    }
  }
  if (event == nullptr && condition == nullptr && node.kind == YamlNode::Kind::map)
    issues.error(node, "this does not say when to leave", "event: and a name, if: and a condition, or both");
  map.finish();
  return when;
}

}  // namespace

Leave read_leave(const YamlNode& node, const Enter& enter, Issues& issues) {
  Leave leave;
  MapReader map(node, issues, "leave");
  const YamlNode* goal = map.find("goal");
  const YamlNode* when = map.find("when");
  if (goal != nullptr) leave.goal = read_goal(*goal, enter, issues);
  if (when != nullptr) {
    std::vector<const YamlNode*> items = read_list(*when);
    if (items.empty()) issues.error(*when, "when is empty", "a list of events and conditions");
    for (const YamlNode* item : items) leave.when.push_back(read_when(*item, enter, issues));
  }
  map.finish();
  if (goal == nullptr && when == nullptr && node.kind == YamlNode::Kind::map && node.members.empty())
    issues.error(node, "leave is empty", "goal: or when:");
  return leave;
}

Migrate read_migrate(const YamlNode& node, const std::vector<Step>& steps, Issues& issues) {
  Migrate migrate;
  std::vector<std::string> labels;
  for (const Step& step : steps) {
    if (!step.label.empty()) labels.push_back(step.label);
  }
  const bool by_name = node.kind == YamlNode::Kind::scalar && node.text == "by name";
  if (!by_name && node.kind != YamlNode::Kind::map) {
    issues.error(node, "migrate does not say how",
                 "by name, or a map from the name that a step had to the name that it has now");
    return migrate;
  }
  if (labels.empty()) {
    issues.error(node, "no step of this journey has a name to move to",
                 "name: on the steps that people wait at");
    return migrate;
  }
  for (const auto& [before, now] : node.members) {
    auto name = read_name(now, issues, "the step");
    if (!name) continue;
    if (std::find(labels.begin(), labels.end(), *name) == labels.end()) {
      issues.error(now, fmt::format("no step is named \"{}\"", *name), one_of(labels),
                   nearest(*name, labels));
      continue;
    }
    migrate.renamed[before.text] = *name;
  }
  return migrate;
}

}  // namespace assent::workflows
