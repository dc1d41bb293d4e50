#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "workflows/flattener.h"

namespace assent::workflows {
namespace {

constexpr std::int64_t kMostScore = 1'000'000;

// What a journey may not write: addresses are only ever given, and tags and score have verbs of their own.
std::string_view why_not(std::string_view name) {
  if (PointKind::parse(name))
    return "an address counts only where the person provides it; a journey cannot set it";
  if (name == "tags") return "tags have a verb of their own";
  if (name == "country" || name == "timezone")
    return "where somebody is decides which rules protect them; a journey cannot set it";
  return {};
}

std::vector<std::string> read_tags(const YamlNode& node, Issues& issues) {
  std::vector<std::string> tags;
  std::vector<const YamlNode*> items = read_list(node);
  if (items.empty()) issues.error(node, "no tag is named", "a tag, or a list of tags");
  for (const YamlNode* item : items) {
    auto tag = read_name(*item, issues, "the tag");
    if (!tag) continue;
    if (std::find(tags.begin(), tags.end(), *tag) != tags.end())
      issues.error(*item, fmt::format("the tag \"{}\" stands twice", *tag), "each tag once");
    tags.push_back(std::move(*tag));
  }
  return tags;
}

}  // namespace

bool Flattener::set(const Here& here) {
  SetAttributes set;
  if (here.value.kind != YamlNode::Kind::map || here.value.members.empty()) {
    issues_.error(here.value, "set does not say which attribute",
                  "attributes and values: set: {stage: onboarded}");
    return true;
  }
  for (const auto& [key, value] : here.value.members) {
    if (std::string_view why = why_not(key.text); !why.empty()) {
      issues_.error(key, std::string(why),
                    key.text == "tags" ? "tag: and a name" : "an attribute of your own");
      continue;
    }
    if (key.text.empty() || key.text.size() > limits::name_bytes)
      issues_.error(key, "this is no name for an attribute",
                    fmt::format("1 to {} bytes", limits::name_bytes));
    auto written = read_written(value, reading_, fmt::format("the value of {}", key.text));
    if (written) set.values.emplace_back(key.text, std::move(*written));
  }
  add(here, std::move(set));
  return true;
}

bool Flattener::score(const Here& here) {
  constexpr std::string_view example = "points to add or take away: +10 or -5";
  const std::string& text = here.value.text;
  const bool signed_number = text.size() > 1 && (text[0] == '+' || text[0] == '-') &&
                             text.find_first_not_of("0123456789", 1) == std::string::npos;
  if (here.value.kind != YamlNode::Kind::scalar || !signed_number || text.size() > 9) {
    const bool bare = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    issues_.error(here.value, bare ? "the score lacks its sign" : "this is no score", std::string(example),
                  bare ? "+" + text : "");
    return true;
  }
  Score score{std::stoll(text)};
  if (score.by == 0) issues_.error(here.value, "this changes nothing", std::string(example));
  if (score.by > kMostScore || score.by < -kMostScore)
    issues_.error(here.value, "the score changes by too much", fmt::format("at most {}", kMostScore));
  add(here, score);
  return true;
}

bool Flattener::tag(const Here& here) {
  Tag tag;
  if (here.value.kind != YamlNode::Kind::map) {
    tag.add = read_tags(here.value, issues_);
  } else {
    MapReader map(here.value, issues_, "tag");
    const YamlNode* added = map.find("add");
    const YamlNode* removed = map.find("remove");
    if (added != nullptr) tag.add = read_tags(*added, issues_);
    if (removed != nullptr) tag.remove = read_tags(*removed, issues_);
    map.finish();
    if (here.value.members.empty()) issues_.error(here.value, "no tag is named", "add: or remove:");
  }
  for (const std::string& name : tag.remove) {
    if (std::find(tag.add.begin(), tag.add.end(), name) != tag.add.end())
      issues_.error(here.value, fmt::format("the tag \"{}\" is added and removed at once", name),
                    "one of the two");
  }
  add(here, std::move(tag));
  return true;
}

}  // namespace assent::workflows
