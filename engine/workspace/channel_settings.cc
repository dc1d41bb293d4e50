#include "engine/workspace/channel_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <filesystem>
#include <map>

namespace assent::engine {
namespace {

constexpr unsigned most_connections = 64;

// What a medium can be sent with in this version.
std::vector<std::string> transports_of(Medium medium) {
  switch (medium) {
    case Medium::email:
      return {"maildir", "smtp"};
    case Medium::sms:
    case Medium::voice:
    case Medium::social:
      return {"spool"};
  }
  return {};
}

struct Place {
  const std::string& folder;
  Issues& issues;
  std::map<std::string, std::string> used;  // path -> the channel that writes there
};

void read_transport(const YamlNode& node, ChannelSettings& out, Issues& issues) {
  auto text = read_string(node, issues, "transport");
  if (!text) return;
  auto possible = transports_of(out.channel.medium());
  if (std::find(possible.begin(), possible.end(), *text) != possible.end()) {
    out.transport = *text;
    return;
  }
  bool known = *text == "maildir" || *text == "spool" || *text == "smtp";
  issues.error(node,
               known ? fmt::format("{} cannot carry {}", *text, out.channel.text())
                     : fmt::format("there is no transport \"{}\"", *text),
               possible.size() == 1 ? possible.front() : "one of: " + join(possible),
               known ? "" : nearest(*text, possible));
}

void read_path(const YamlNode& node, ChannelSettings& out, Place& place) {
  auto text = read_string(node, place.issues, "path");
  if (!text) return;
  if (text->empty()) {
    place.issues.error(node, "path is empty", "a path inside the workspace, such as out/mail");
    return;
  }
  out.path = (std::filesystem::path(place.folder) / *text).lexically_normal();
  auto [taken, fresh] = place.used.emplace(out.path, out.channel.text());
  if (!fresh) {
    place.issues.error(node, fmt::format("{} already writes to {}", taken->second, *text),
                       "a path of its own");
  }
}

void read_url(const YamlNode& node, ChannelSettings& out, Issues& issues) {
  auto text = read_string(node, issues, "url");
  if (!text) return;
  auto url = boost::urls::parse_uri(*text);
  bool good = url && url->scheme() == "smtp" && !url->host().empty() && !url->has_userinfo() &&
              (url->path().empty() || url->path() == "/");
  if (!good) {
    issues.error(node, fmt::format("\"{}\" is no SMTP server", *text),
                 "smtp://HOST:PORT, without user and password");
    return;
  }
  out.url = *text;
}

void read_connections(const YamlNode& node, ChannelSettings& out, Issues& issues) {
  auto number = read_integer(node, issues, "connections");
  if (!number) return;
  if (*number < 1 || *number > most_connections) {
    issues.error(node, fmt::format("{} connections at once cannot be", *number),
                 fmt::format("1 to {}", most_connections));
    return;
  }
  out.connections = static_cast<unsigned>(*number);
}

// "Acme <news@acme.example>" or the bare address.
bool names_mailbox(std::string_view text) {
  if (auto open = text.rfind('<'); open != std::string_view::npos && text.ends_with('>')) {
    text = text.substr(open + 1, text.size() - open - 2);
  }
  return normal_address(Channel().point_kind(), text).has_value();
}

void read_from(const YamlNode& node, ChannelSettings& out, Issues& issues) {
  auto text = read_string(node, issues, "from");
  if (!text) return;
  bool breaks = text->find_first_of("\r\n") != std::string::npos;
  if (out.channel.medium() == Medium::email && (breaks || !names_mailbox(*text))) {
    issues.error(node, fmt::format("\"{}\" is no sender", *text), "\"Acme <news@acme.example>\"");
    return;
  }
  out.from = *text;
}

ChannelSettings read_channel(const Channel& channel, const YamlNode& node, Place& place) {
  ChannelSettings out;
  out.channel = channel;
  std::string what = "channel " + channel.text();
  MapReader reader(node, place.issues, what);
  if (const YamlNode* connector = reader.node().find("connector")) {
    reader.find("connector");
    place.issues.error(*connector, "connectors are not available in this version",
                       "transport: " + join(transports_of(channel.medium()), " or "));
    reader.find("transport");
  } else if (const YamlNode* transport = reader.require("transport")) {
    read_transport(*transport, out, place.issues);
  }
  // A key of another transport is an unknown key here; without a transport nothing can be said.
  bool smtp = out.transport == "smtp", file = out.transport == "maildir" || out.transport == "spool";
  if (file) {
    if (const YamlNode* path = reader.require("path")) read_path(*path, out, place);
  } else if (smtp) {
    if (const YamlNode* url = reader.require("url")) read_url(*url, out, place.issues);
    if (const YamlNode* number = reader.find("connections")) read_connections(*number, out, place.issues);
  }
  bool mail = channel.medium() == Medium::email;
  if (const YamlNode* from = mail ? reader.require("from") : reader.find("from"))
    read_from(*from, out, place.issues);
  if (file || smtp) reader.finish();
  return out;
}

}  // namespace

std::vector<ChannelSettings> read_channels(const YamlNode& node, const std::string& folder, Issues& issues) {
  std::vector<ChannelSettings> channels;
  Place place{folder, issues, {}};
  if (node.kind != YamlNode::Kind::map) {
    MapReader reader(node, issues, "channels");  // says what it is instead
    return channels;
  }
  for (const auto& [key, value] : node.members) {
    auto channel = Channel::parse(key.text);
    if (!channel) {
      const std::vector<std::string> known = {"email", "sms", "voice"};
      issues.error(key, fmt::format("there is no channel \"{}\"", key.text),
                   "email, sms, voice or social.<network>", nearest(key.text, known));
      continue;
    }
    channels.push_back(read_channel(*channel, value, place));
  }
  if (node.members.empty()) issues.error(node, "no channel is configured", "at least one, such as email:");
  return channels;
}

}  // namespace assent::engine
