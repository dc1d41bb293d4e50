#include "engine/workspace/configured_channels.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::engine {
namespace {

struct Check {
  const Settings& settings;
  std::vector<Channel> of_purpose;  // in policy order, what a send without `by` uses
  std::vector<std::string> configured;
  Issues& issues;

  void missing(const YamlNode& at, const Channel& channel, std::string_view how) {
    if (settings.channel(channel) != nullptr) return;
    issues.error(
        at, fmt::format("{}{} is not configured", how, channel.text()),
        fmt::format("{}: under channels: in assent.yaml, or one of: {}", channel.text(), join(configured)));
  }

  void send(const YamlNode& key, const YamlNode& step) {
    const YamlNode* by = step.find("by");
    if (by == nullptr || by->text == "preferred") {
      for (const Channel& channel : of_purpose)
        missing(key, channel, "this goes by the purpose's channels, and ");
      return;
    }
    for (const YamlNode* item : read_list(*by)) {
      if (auto channel = Channel::parse(item->text)) missing(*item, *channel, "the channel ");
    }
  }

  // Sends stand in lists of steps, at any depth below branches.
  void walk(const YamlNode& node) {
    for (const YamlNode& item : node.items) walk(item);
    for (const auto& [key, value] : node.members) {
      if ((key.text == "send" || key.text == "ask") && value.kind == YamlNode::Kind::scalar) send(key, node);
      walk(value);
    }
  }
};

}  // namespace

void check_configured_channels(std::string_view journey_text, const workflows::Declared& declared,
                               const Settings& settings, Issues& issues) {
  Issues unused(issues.file(), issues.text());  // what the loader reports already
  auto root = parse_yaml(journey_text, unused);
  const YamlNode* steps = root ? root->find("steps") : nullptr;
  if (steps == nullptr) return;
  Check check{settings, {}, {}, issues};
  const YamlNode* purpose = root->find("purpose");
  for (const workflows::PurposeChannels& one : declared.purposes) {
    if (purpose != nullptr && one.purpose == purpose->text) check.of_purpose = one.channels;
  }
  for (const ChannelSettings& one : settings.channels) check.configured.push_back(one.channel.text());
  check.walk(*steps);
}

}  // namespace assent::engine
