#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "workflows/reading.h"

namespace assent::workflows {
namespace {

constexpr std::array<std::string_view, 3> kOtherWaysIn{"segment", "schedule", "date"};
constexpr std::array<std::string_view, 2> kNotAvailable{"once", "hold_out"};

void read_again(const YamlNode& node, Issues& issues, Enter& enter) {
  auto read = parse_again(node.text);
  if (auto* wrong = std::get_if<PhraseMistake>(&read)) return report_phrase(node, *wrong, issues);
  enter.again = std::get<AgainPhrase>(read).again;
  enter.again_after = std::get<AgainPhrase>(read).after;
}

void read_event(const YamlNode& node, Issues& issues, Enter& enter) {
  auto event = read_string(node, issues, "the event");
  if (!event) return;
  if (event->empty()) issues.error(node, "the event has no name", "an event's name, such as Trial Started");
  if (event->size() > limits::name_bytes) {
    issues.error(node, "the event's name is too long", fmt::format("at most {} bytes", limits::name_bytes));
  }
  enter.event = std::move(*event);
}

}  // namespace

Enter read_enter(const YamlNode& node, Issues& issues) {
  Enter enter;
  enter.stale_after = limits::stale_after;
  MapReader map(node, issues, "enter");
  const YamlNode* event = map.find("event");
  bool other_way = report_not_available(map, kOtherWaysIn, issues);
  report_not_available(map, kNotAvailable, issues);
  if (event != nullptr)
    read_event(*event, issues, enter);
  else if (!other_way)
    map.require("event");
  if (const YamlNode* condition = map.find("if")) {
    enter.condition = read_condition(*condition, issues);
  }
  if (const YamlNode* again = map.find("again")) read_again(*again, issues, enter);
  if (const YamlNode* key = map.find("key")) enter.key = read_expression(*key, issues, "the key");
  if (const YamlNode* stale = map.find("stale_after")) {
    auto duration = read_duration(*stale, issues, "stale_after");
    if (duration && *duration <= Millis(0)) {
      issues.error(*stale, "stale_after takes no time", "how old an event may be, such as 24 hours");
    }
    enter.stale_after = duration.value_or(enter.stale_after);
  }
  map.finish();
  return enter;
}

}  // namespace assent::workflows
