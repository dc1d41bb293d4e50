#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "workflows/flattener.h"

namespace assent::workflows {
namespace {

constexpr std::uint32_t kAll = 10'000;
constexpr std::string_view kWaysExample =
    "ways with a name, a share and steps: short: {share: 50%, steps: [...]}";

// Keys that belong to another verb's branches, with the word that belongs here.
void report_other_word(MapReader& map, Issues& issues, std::string_view written, std::string_view meant,
                       std::string_view where) {
  if (map.node().find(meant) != nullptr) return;
  for (const auto& [key, value] : map.node().members) {
    if (key.text != written) continue;
    issues.error(key, fmt::format("\"{}\" is not the word in {}", written, where),
                 fmt::format("\"{}:\"", meant), std::string(meant));
    map.skip(written);
  }
}

}  // namespace

bool Flattener::too_deep(const Here& here) {
  if (here.depth < limits::journey_nesting) return false;
  issues_.error(here.verb, "the steps are nested too deeply",
                fmt::format("at most {} levels", limits::journey_nesting));
  return true;
}

bool Flattener::read_inner(const YamlNode& list, const Here& here, std::string_view what,
                           const std::string& prefix) {
  const bool goes_on = read_list(list, what, prefix, here.depth + 1);
  if (goes_on) {
    jumps_.push_back(steps_.size());
    add(here, Jump{});
  }
  return goes_on;
}

void Flattener::end_of_inner(std::size_t first_jump) {
  // The last jump would lead to the step behind it.
  if (jumps_.size() > first_jump && jumps_.back() + 1 == steps_.size()) {
    const std::size_t gone = jumps_.back();
    steps_.pop_back();
    jumps_.pop_back();
    for (std::size_t i = first_jump; i < jumps_.size(); ++i) std::get<Jump>(steps_[jumps_[i]].does).to = gone;
  } else {
    for (std::size_t i = first_jump; i < jumps_.size(); ++i)
      std::get<Jump>(steps_[jumps_[i]].does).to = steps_.size();
  }
  jumps_.resize(first_jump);
}

bool Flattener::if_(const Here& here) {
  auto condition = read_step_condition(here.value, reading_);
  report_other_word(here.map, issues_, "otherwise", "else", "an if step");
  const YamlNode* then = here.map.require("then");
  const YamlNode* otherwise = here.map.find("else");
  if (too_deep(here)) return true;
  const std::size_t branch = steps_.size(), first_jump = jumps_.size();
  add(here, Branch{condition.value_or(Expression{}), 0});
  bool then_goes_on = true;
  if (then != nullptr && otherwise != nullptr) {
    then_goes_on = read_inner(*then, here, "then", here.name + ".then.");
  } else if (then != nullptr) {
    then_goes_on = read_list(*then, "then", here.name + ".then.", here.depth + 1);
  }
  std::get<Branch>(steps_[branch].does).otherwise = steps_.size();
  if (otherwise == nullptr) return true;
  const bool else_goes_on = read_list(*otherwise, "else", here.name + ".else.", here.depth + 1);
  for (std::size_t i = first_jump; i < jumps_.size(); ++i)
    std::get<Jump>(steps_[jumps_[i]].does).to = steps_.size();
  jumps_.resize(first_jump);
  return then_goes_on || else_goes_on;
}

bool Flattener::wait_for(const Here& here) {
  WaitFor wait;
  read_happening(here, wait);
  report_other_word(here.map, issues_, "else", "otherwise", "a wait_for step");
  if (const YamlNode* condition = here.map.find("if")) wait.condition = read_condition(*condition, issues_);
  if (const YamlNode* up_to = here.map.find("up_to")) {
    wait.up_to = read_duration(*up_to, issues_, "up_to").value_or(Millis(1));
    if (wait.up_to <= Millis(0))
      issues_.error(*up_to, "this waits no time at all", "how long at most, such as 3 days");
  } else {
    issues_.error(here.verb, "a wait_for needs \"up_to:\": whoever never does it would wait for ever",
                  "how long at most, such as up_to: 3 days");
  }
  const YamlNode* then = here.map.find("then");
  const YamlNode* otherwise = here.map.find("otherwise");
  if (too_deep(here)) return true;
  const std::size_t at = steps_.size(), first_jump = jumps_.size();
  add(here, std::move(wait));
  bool then_goes_on = true, otherwise_goes_on = true;
  if (then != nullptr) {
    then_goes_on = otherwise != nullptr ? read_inner(*then, here, "then", here.name + ".then.")
                                        : read_list(*then, "then", here.name + ".then.", here.depth + 1);
  } else if (otherwise != nullptr) {
    jumps_.push_back(steps_.size());
    add(here, Jump{});
  }
  std::get<WaitFor>(steps_[at].does).otherwise = steps_.size();
  if (otherwise != nullptr)
    otherwise_goes_on = read_list(*otherwise, "otherwise", here.name + ".otherwise.", here.depth + 1);
  for (std::size_t i = first_jump; i < jumps_.size(); ++i)
    std::get<Jump>(steps_[jumps_[i]].does).to = steps_.size();
  jumps_.resize(first_jump);
  return then_goes_on || otherwise_goes_on;
}

// An item is {if, then}; the last may be {else}.
bool Flattener::read_case(const YamlNode& item, const Here& here, std::size_t number, Choose& choose,
                          bool last) {
  MapReader map(item, issues_, "a case of choose");
  report_other_word(map, issues_, "otherwise", "else", "a choose step");
  const YamlNode* otherwise = map.find("else");
  const YamlNode* condition = map.find("if");
  const YamlNode* then = map.find("then");
  bool goes_on = true;
  if (otherwise != nullptr) {
    if (condition != nullptr || then != nullptr)
      issues_.error(item, "a case has either \"if:\" and \"then:\", or \"else:\"");
    if (!last) issues_.error(item, "the cases behind else are never reached", "else as the last case");
    choose.otherwise = steps_.size();
    goes_on = read_inner(*otherwise, here, "else", here.name + ".else.");
  } else {
    if (condition == nullptr) map.require("if");
    if (then == nullptr) map.require("then");
    std::optional<Expression> read;
    if (condition != nullptr) read = read_step_condition(*condition, reading_);
    choose.cases.push_back({read.value_or(Expression{}), steps_.size()});
    if (then != nullptr) goes_on = read_inner(*then, here, "then", fmt::format("{}.{}.", here.name, number));
  }
  map.finish();
  return goes_on;
}

bool Flattener::choose(const Here& here) {
  if (here.value.kind != YamlNode::Kind::list || here.value.items.empty()) {
    issues_.error(here.value, "choose has no cases",
                  "a list of cases, each with if: and then:, the last may be else:");
    return true;
  }
  if (too_deep(here)) return true;
  const std::size_t at = steps_.size(), first_jump = jumps_.size();
  add(here, Choose{});
  Choose choose;
  const std::vector<YamlNode>& items = here.value.items;
  bool goes_on = false, has_else = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    has_else = has_else || items[i].find("else") != nullptr;
    goes_on = read_case(items[i], here, i + 1, choose, i + 1 == items.size()) || goes_on;
  }
  if (has_else && choose.cases.empty())
    issues_.error(here.verb, "there is nothing to choose from", "a case with if:");
  end_of_inner(first_jump);
  if (!has_else) choose.otherwise = steps_.size();
  steps_[at].does = std::move(choose);
  return goes_on || !has_else;
}

bool Flattener::read_way(const YamlMember& member, const Here& here, Split& split) {
  const auto& [key, value] = member;
  auto name = read_name(key, issues_, "the way");
  MapReader map(value, issues_, fmt::format("the way \"{}\"", key.text));
  Split::Way way{name.value_or(key.text), 0, steps_.size()};
  if (const YamlNode* share = map.require("share")) {
    auto read = parse_share(share->text);
    if (auto* wrong = std::get_if<PhraseMistake>(&read)) {
      report_phrase(*share, *wrong, issues_);
      way.share = kAll + 1;  // not counted
    } else {
      way.share = std::get<std::uint32_t>(read);
      if (way.share == 0) issues_.error(*share, "nobody would go this way", "more than 0%, or no such way");
    }
  }
  const YamlNode* steps = map.require("steps");
  split.ways.push_back(way);
  const bool goes_on =
      steps == nullptr || read_inner(*steps, here, "steps", fmt::format("{}.{}.", here.name, key.text));
  map.finish();
  return goes_on;
}

bool Flattener::split(const Here& here) {
  Split split;
  if (auto name = read_name(here.value, issues_, "the split")) {
    split.name = *name;
    if (std::find(splits_.begin(), splits_.end(), *name) != splits_.end())
      issues_.error(
          here.value,
          fmt::format("another split is named \"{}\": the same people would go the same ways", *name),
          "a name of its own");
    splits_.push_back(*name);
  }
  const YamlNode* ways = here.map.find("ways");
  if (ways == nullptr || ways->kind != YamlNode::Kind::map || ways->members.empty()) {
    issues_.error(ways == nullptr ? here.verb : *ways, "the split has no ways", std::string(kWaysExample));
    return true;
  }
  if (too_deep(here)) return true;
  if (ways->members.size() == 1)
    issues_.error(*ways, "one way only is no split", "two ways or more, whose shares are 100% together");
  const std::size_t at = steps_.size(), first_jump = jumps_.size();
  add(here, Split{});
  bool goes_on = false;
  for (const YamlMember& member : ways->members) goes_on = read_way(member, here, split) || goes_on;
  std::uint32_t sum = 0;
  bool counted = true;
  for (const Split::Way& way : split.ways) {
    counted = counted && way.share <= kAll && way.share > 0;
    sum += way.share;
  }
  if (counted && sum != kAll && ways->members.size() > 1)
    issues_.error(*ways, fmt::format("the shares are {} together", describe_share(sum)), "100%");
  end_of_inner(first_jump);
  steps_[at].does = std::move(split);
  return goes_on;
}

}  // namespace assent::workflows
