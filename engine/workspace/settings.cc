#include "engine/workspace/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <filesystem>

#include "engine/workspace/brand_settings.h"
#include "engine/workspace/channel_settings.h"

namespace assent::engine {
namespace {

void read_listen(const YamlNode& node, Settings& settings, Issues& issues) {
  auto text = read_string(node, issues, "listen");
  if (!text) return;
  auto address = parse_listen(*text);
  if (!address) {
    issues.error(node, fmt::format("\"{}\" is no address to listen on", *text),
                 "an IP address and a port, such as 127.0.0.1:7420 or [::1]:7420");
    return;
  }
  settings.listen = *text;
  if (!address->loopback() && !settings.behind_proxy) {
    issues.error(
        node,
        fmt::format("{} can be reached from other machines, and nothing encrypts what they send", *text),
        "a loopback address, or behind_proxy: true where a proxy in front ends TLS");
  }
}

void read_public_url(const YamlNode& node, Settings& settings, Issues& issues) {
  auto text = read_string(node, issues, "public_url");
  if (!text) return;
  auto url = boost::urls::parse_uri(*text);
  bool web = url && (url->scheme() == "https" || url->scheme() == "http") && !url->host().empty();
  if (!web || url->has_query() || url->has_fragment() || url->has_userinfo()) {
    issues.error(node, fmt::format("\"{}\" is nothing that a link can start with", *text),
                 "https:// and a host, such as https://news.acme.example");
    return;
  }
  std::string host(url->host_address());
  boost::system::error_code none;
  auto address = boost::asio::ip::make_address(host, none);
  bool loopback = host == "localhost" || (!none && address.is_loopback());
  if (url->scheme() == "http" && !loopback) {
    issues.warning(node, "links that start with http:// can be read and changed on their way", "https://");
  }
  settings.public_url = *text;
  while (settings.public_url.ends_with('/')) settings.public_url.pop_back();
}

void read_data(const YamlNode* node, const std::string& folder, Settings& settings, Issues& issues) {
  std::string path = "data";
  if (node != nullptr) path = read_string(*node, issues, "data").value_or(path);
  settings.data = (std::filesystem::path(folder) / path).lexically_normal();
}

void read_audit(const YamlNode& node, Settings& settings, Issues& issues) {
  MapReader audit(node, issues, "audit");
  if (const YamlNode* origin = audit.require("origin")) {
    auto text = read_string(*origin, issues, "origin");
    // C2SP checkpoints: the name of the log stands alone on the first line and in the key's name.
    if (text && (text->empty() || text->find_first_of(" \t\r\n+") != std::string::npos)) {
      issues.error(*origin, "the log's name can hold neither spaces nor +",
                   "a name such as acme.example/audit");
    }
    settings.audit_origin = text.value_or("");
  }
  audit.finish();
}

void read_keys(const YamlNode& node, Settings& settings, Issues& issues) {
  MapReader keys(node, issues, "keys");
  if (const YamlNode* master = keys.require("master")) {
    auto text = read_string(*master, issues, "master");
    if (text && (text->empty() || *text == "env:")) {
      issues.error(*master, "this names no master key", "a file such as keys/master, or env:NAME");
    }
    settings.master_key = text.value_or("");
  }
  keys.finish();
}

void refuse_tls(const YamlNode& node, Issues& issues) {
  issues.error(node, "tls: is not available in this version",
               "behind_proxy: true, and a proxy in front that ends TLS");
}

}  // namespace

const ChannelSettings* Settings::channel(const Channel& wanted) const {
  auto found =
      std::find_if(channels.begin(), channels.end(), [&](const auto& c) { return c.channel == wanted; });
  return found == channels.end() ? nullptr : &*found;
}

std::optional<Settings> load_settings(std::string_view text, const std::string& folder, Issues& issues) {
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  Settings settings;
  MapReader reader(*root, issues, "assent.yaml");
  const YamlNode* listen = reader.find("listen");
  if (const YamlNode* node = reader.require("public_url")) read_public_url(*node, settings, issues);
  read_data(reader.find("data"), folder, settings, issues);
  if (const YamlNode* node = reader.require("channels")) {
    settings.channels = read_channels(*node, folder, issues);
  }
  if (const YamlNode* node = reader.require("audit")) read_audit(*node, settings, issues);
  if (const YamlNode* node = reader.require("keys")) read_keys(*node, settings, issues);
  if (const YamlNode* node = reader.find("sources")) settings.sources = read_source_labels(*node, issues);
  if (const YamlNode* node = reader.find("behind_proxy")) {
    settings.behind_proxy = read_boolean(*node, issues, "behind_proxy").value_or(false);
  }
  if (const YamlNode* node = reader.find("brand")) settings.brand = read_brand(*node, issues);
  if (listen != nullptr) read_listen(*listen, settings, issues);  // what it may be depends on behind_proxy
  if (root->find("tls") != nullptr) refuse_tls(*reader.find("tls"), issues);
  reader.finish();
  if (issues.any_error()) return std::nullopt;
  return settings;
}

bool ListenAddress::loopback() const {
  boost::system::error_code none;
  auto address = boost::asio::ip::make_address(host, none);
  return host == "localhost" || (!none && address.is_loopback());
}

std::optional<ListenAddress> parse_listen(std::string_view text) {
  auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon), digits = text.substr(colon + 1);
  ListenAddress address;
  auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (ec != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  address.host = std::string(host);
  boost::system::error_code none;
  auto ip = boost::asio::ip::make_address(address.host, none);
  bool good = none ? address.host == "localhost" && !bracketed : ip.is_v6() == bracketed;
  if (!good) return std::nullopt;
  return address;
}

}  // namespace assent::engine
