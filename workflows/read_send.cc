#include "workflows/read_send.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::workflows {
namespace {

constexpr Millis kExpires = std::chrono::hours(24 * 3);

std::string_view part_name(Medium medium) {
  switch (medium) {
    case Medium::email:
      return "email";
    case Medium::sms:
      return "sms";
    case Medium::voice:
      return "voice";
    case Medium::social:
      return "social";
  }
  return "";
}

bool has_part(const TemplateChannels& t, Medium medium) {
  return std::find(t.media.begin(), t.media.end(), medium) != t.media.end();
}

std::vector<std::string> texts(const std::vector<Channel>& channels) {
  std::vector<std::string> out;
  for (const Channel& c : channels) out.push_back(c.text());
  return out;
}

const TemplateChannels* read_template(const YamlNode& node, const Reading& reading) {
  auto name = read_string(node, reading.issues, "the template");
  if (!name) return nullptr;
  std::vector<std::string> names;
  for (const TemplateChannels& t : reading.declared.templates) {
    if (t.name == *name) return &t;
    names.push_back(t.name);
  }
  reading.issues.error(node, fmt::format("unknown template \"{}\"", *name),
                       names.empty() ? "a file in templates/" : one_of(names), nearest(*name, names));
  return nullptr;
}

std::optional<Channel> read_channel(const YamlNode& node, const Reading& reading) {
  auto text = read_string(node, reading.issues, "the channel");
  if (!text) return std::nullopt;
  if (*text == "preferred") {
    reading.issues.error(node, "\"preferred\" stands alone: it takes every channel of the purpose",
                         "by: preferred");
    return std::nullopt;
  }
  std::vector<std::string> allowed;
  if (reading.purpose != nullptr) allowed = texts(reading.purpose->channels);
  auto channel = Channel::parse(*text);
  if (!channel) {
    std::vector<std::string> known =
        allowed.empty() ? std::vector<std::string>{"email", "sms", "voice"} : allowed;
    reading.issues.error(node, fmt::format("unknown channel \"{}\"", *text), one_of(known),
                         nearest(*text, known));
    return std::nullopt;
  }
  if (reading.purpose == nullptr) return channel;
  if (std::find(allowed.begin(), allowed.end(), channel->text()) != allowed.end()) return channel;
  reading.issues.error(node,
                       fmt::format("the purpose \"{}\" has no channel {}", reading.purpose->purpose, *text),
                       one_of(allowed), nearest(*text, allowed));
  return std::nullopt;
}

// `by` as written: each channel once, each with its part in the template.
std::vector<Channel> read_by(const YamlNode& by, const TemplateChannels* content, const Reading& reading) {
  std::vector<Channel> channels;
  std::vector<const YamlNode*> items = read_list(by);
  if (items.empty()) {
    reading.issues.error(by, "by is empty", "a channel, or a list of channels in order of preference");
  }
  for (const YamlNode* item : items) {
    auto channel = read_channel(*item, reading);
    if (!channel) continue;
    if (std::find(channels.begin(), channels.end(), *channel) != channels.end()) {
      reading.issues.error(*item, fmt::format("{} stands twice", channel->text()), "each channel once");
      continue;
    }
    if (content != nullptr && !has_part(*content, channel->medium())) {
      std::string_view part = part_name(channel->medium());
      reading.issues.error(
          *item, fmt::format("the template \"{}\" has no {} part", content->name, part),
          fmt::format("\"{}:\" in templates/{}.yaml, or another channel", part, content->name));
    }
    channels.push_back(std::move(*channel));
  }
  return channels;
}

// Without `by`, or with `preferred`: all channels of the purpose, and so the template must serve all of them.
std::vector<Channel> default_by(const YamlNode& at, const TemplateChannels* content, const Reading& reading,
                                std::string_view how) {
  if (reading.purpose == nullptr) return {};
  std::vector<std::string> lacking;
  std::vector<std::string> served;
  for (const Channel& channel : reading.purpose->channels) {
    if (content == nullptr) break;
    (has_part(*content, channel.medium()) ? served : lacking).push_back(channel.text());
  }
  if (!lacking.empty()) {
    reading.issues.error(
        at,
        fmt::format("the template \"{}\" has nothing for {}, and {} every channel of the purpose \"{}\" "
                    "may be taken",
                    content->name, join(lacking), how, reading.purpose->purpose),
        served.empty() ? "a part for each channel"
                       : fmt::format("by: [{}], or the missing part", join(served)));
  }
  return reading.purpose->channels;
}

}  // namespace

Send read_send(MapReader& map, const Reading& reading, std::string_view verb) {
  Send send;
  send.expires = kExpires;
  const YamlNode& name = *map.find(verb);
  const TemplateChannels* content = read_template(name, reading);
  if (content != nullptr) send.template_name = content->name;
  const YamlNode* by = map.find("by");
  send.preferred = by != nullptr && by->kind == YamlNode::Kind::scalar && by->text == "preferred";
  if (send.preferred) {
    send.by = default_by(*by, content, reading, "by: preferred");
  } else {
    send.by = by != nullptr ? read_by(*by, content, reading)
                            : default_by(name, content, reading, "without \"by:\"");
  }
  if (const YamlNode* expires = map.find("expires")) {
    auto duration = read_duration(*expires, reading.issues, "expires");
    if (duration && *duration <= Millis(0)) {
      reading.issues.error(*expires, "the message would expire at once",
                           "how long it may try, such as 3 days");
    }
    send.expires = duration.value_or(kExpires);
  }
  if (const YamlNode* denied = map.find("if_denied")) {
    send.stop_if_denied = read_word(*denied, reading.issues, "if_denied", {"continue", "stop"}) == 1u;
  }
  return send;
}

}  // namespace assent::workflows
