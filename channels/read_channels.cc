#include "channels/read_channels.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::channels {
namespace {

std::vector<std::string> names_of(std::span<const Channel> channels) {
  std::vector<std::string> names;
  for (const Channel& c : channels) names.push_back(c.text());
  return names;
}

// What somebody who wrote this may have meant.
std::string meant(std::string_view word) {
  if (word == "phone" || word == "text") return "sms";
  if (word == "mail") return "email";
  if (word == "call") return "voice";
  static const std::vector<std::string> known{"email", "sms", "voice", "social.line"};
  return nearest(word, known);
}

bool holds(std::span<const Channel> channels, const Channel& c) {
  return std::find(channels.begin(), channels.end(), c) != channels.end();
}

}  // namespace

std::string channel_names(std::span<const Channel> channels) {
  return join(names_of(channels));
}

std::vector<Channel> read_channels(const YamlNode& node, Issues& issues, std::string_view what,
                                   std::span<const Channel> allowed, std::string_view allowed_by) {
  std::vector<Channel> channels;
  std::vector<const YamlNode*> items = read_list(node);
  if (items.empty()) issues.error(node, fmt::format("{} is empty", what), "at least one channel");
  for (const YamlNode* item : items) {
    auto text = read_string(*item, issues, "a channel");
    if (!text) continue;
    auto channel = Channel::parse(*text);
    if (!channel) {
      issues.error(*item, fmt::format("\"{}\" is not a channel", *text),
                   "email, sms, voice or social.<network>", meant(*text));
    } else if (holds(channels, *channel)) {
      issues.error(*item, fmt::format("{} is named twice", *text));
    } else if (!allowed.empty() && !holds(allowed, *channel)) {
      issues.error(*item, fmt::format("{} is not among {}", *text, allowed_by),
                   "one of: " + channel_names(allowed), nearest(*text, names_of(allowed)));
    } else {
      channels.push_back(*channel);
    }
  }
  return channels;
}

}  // namespace assent::channels
