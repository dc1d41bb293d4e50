#include "engine/workspace/not_yet.h"

#include <fmt/format.h>

#include "base/overloaded.h"

namespace assent::engine {
namespace {

// The word of a door or step that is not carried out; empty: it is. A line goes when its verb comes.
std::string_view not_yet(const workflows::Door& door) {
  return std::visit(overloaded{[](const workflows::BySegment& s) -> std::string_view {
                                 return s.left ? "segment_left" : "segment";
                               },
                               [](const workflows::BySchedule&) -> std::string_view { return "schedule"; },
                               [](const workflows::ByDate&) -> std::string_view { return "date"; },
                               [](const workflows::ByInbound&) -> std::string_view { return "inbound"; },
                               [](const workflows::ByEvent&) -> std::string_view { return {}; }},
                    door);
}

std::string_view not_yet(const workflows::Step& step) {
  const auto* send = std::get_if<workflows::Send>(&step.does);
  if (send != nullptr && send->preferred) return "by: preferred";
  return std::visit(overloaded{[](const workflows::Ask&) -> std::string_view { return "ask"; },
                               [](const workflows::HandOver&) -> std::string_view { return "hand_over"; },
                               [](const workflows::Call&) -> std::string_view { return "call"; },
                               [](const auto&) -> std::string_view { return {}; }},
                    step.does);
}

// Where a key stands; `below` is empty for one at the top.
YamlNode key_named(std::string_view text, std::string_view below, std::string_view word) {
  Issues unused("", std::string(text));
  auto root = parse_yaml(text, unused);
  const YamlNode* map = root && !below.empty() ? root->find(below) : root ? &*root : nullptr;
  if (map == nullptr) return {};
  for (const auto& [key, value] : map->members) {
    if (key.text == word) return key;
  }
  return *map;
}

}  // namespace

void report_not_yet(const workflows::Journey& journey, Issues& issues) {
  auto report = [&](const YamlNode& at, std::string_view word) {
    issues.error(at, fmt::format("\"{}\" is not available in this version", word));
  };
  if (auto word = not_yet(journey.enter.door); !word.empty())
    report(key_named(issues.text(), "enter", word), word);
  if (journey.leave.goal) report(key_named(issues.text(), "leave", "goal"), "goal");
  if (journey.migrate) report(key_named(issues.text(), "", "migrate"), "migrate");
  for (const workflows::Step& step : journey.steps) {
    auto word = not_yet(step);
    if (word.empty()) continue;
    YamlNode at;
    at.line = step.line;
    at.column = step.column;
    at.width = step.width;
    report(at, word);
  }
}

}  // namespace assent::engine
