#include <fmt/format.h>

#include "base/limits.h"
#include "workflows/reading.h"

namespace assent::workflows {
namespace {

constexpr std::int64_t kHighestPriority = 100;

std::vector<std::string> purpose_names(const Declared& declared) {
  std::vector<std::string> names;
  for (const PurposeChannels& p : declared.purposes) names.push_back(p.purpose);
  return names;
}

const PurposeChannels* read_purpose(MapReader& map, const Declared& declared, Issues& issues) {
  const YamlNode* node = map.find("purpose");
  std::vector<std::string> names = purpose_names(declared);
  std::string expected = names.empty() ? "a purpose that policy.yaml declares" : one_of(names);
  if (node == nullptr) {
    issues.error(map.node(), "a journey needs \"purpose:\", what its people agreed to hear about", expected);
    return nullptr;
  }
  auto name = read_string(*node, issues, "the purpose");
  if (!name) return nullptr;
  for (const PurposeChannels& p : declared.purposes) {
    if (p.purpose == *name) return &p;
  }
  issues.error(*node, fmt::format("unknown purpose \"{}\"", *name), expected, nearest(*name, names));
  return nullptr;
}

void read_name_of_journey(MapReader& map, std::string_view file_stem, Issues& issues, Journey& journey) {
  const YamlNode* node = map.require("journey");
  if (node == nullptr) return;
  auto name = read_name(*node, issues, "the journey");
  if (!name) return;
  if (*name != file_stem) {
    issues.error(*node, fmt::format("the journey is called \"{}\" and its file \"{}\"", *name, file_stem),
                 "the same name for both", std::string(file_stem));
  }
  journey.name = std::move(*name);
}

void read_particulars(MapReader& map, Issues& issues, Journey& journey) {
  if (const YamlNode* why = map.find("why")) journey.why = read_string(*why, issues, "why").value_or("");
  if (const YamlNode* owner = map.find("owner"))
    journey.owner = read_string(*owner, issues, "owner").value_or("");
  if (const YamlNode* priority = map.find("priority")) {
    auto value = read_integer(*priority, issues, "priority");
    if (value && (*value < 0 || *value > kHighestPriority)) {
      issues.error(*priority, fmt::format("priority cannot be {}", *value),
                   "a number from 0 to 100; 50 is usual");
    } else if (value) {
      journey.priority = static_cast<int>(*value);
    }
  }
}

void read_limits(const YamlNode& node, Issues& issues, Journey& journey) {
  MapReader map(node, issues, "limits");
  if (const YamlNode* at_most = map.require("at_most")) journey.at_most = read_at_most(*at_most, issues);
  map.finish();
}

// What they mean is for whoever runs them.
void read_tests(const YamlNode& node, Issues& issues, Journey& journey) {
  if (node.kind != YamlNode::Kind::list)
    issues.error(node, "tests is no list", "a list of tests, each with name:, given:, when: and then:");
  journey.tests = node;
}

}  // namespace

std::optional<Journey> load_journey(std::string_view text, std::string_view file_stem,
                                    const Declared& declared, Issues& issues) {
  if (text.size() > limits::journey_bytes) {
    issues.error_in_file("the journey is too large",
                         fmt::format("at most {} KiB", limits::journey_bytes / 1024));
    return std::nullopt;
  }
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  Journey journey;
  MapReader map(*root, issues, "a journey");
  if (root->kind != YamlNode::Kind::map) return std::nullopt;
  read_name_of_journey(map, file_stem, issues, journey);
  const PurposeChannels* purpose = read_purpose(map, declared, issues);
  if (purpose != nullptr) journey.purpose = purpose->purpose;
  read_particulars(map, issues, journey);
  const YamlNode* enter = map.require("enter");
  if (enter != nullptr) journey.enter = read_enter(*enter, issues);
  Reading reading{declared, issues, purpose, journey.name, enter != nullptr ? &journey.enter : nullptr};
  if (const YamlNode* leave = map.find("leave")) journey.leave = read_leave(*leave, journey.enter, issues);
  if (const YamlNode* bounds = map.find("limits")) read_limits(*bounds, issues, journey);
  if (const YamlNode* steps = map.require("steps")) journey.steps = read_steps(*steps, reading);
  if (const YamlNode* migrate = map.find("migrate"))
    journey.migrate = read_migrate(*migrate, journey.steps, issues);
  if (const YamlNode* tests = map.find("tests")) read_tests(*tests, issues, journey);
  map.finish();
  if (issues.any_error()) return std::nullopt;
  check_paths(journey, reading);
  return journey;
}

}  // namespace assent::workflows
