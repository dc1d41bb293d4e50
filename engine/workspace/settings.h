// assent.yaml: where the server listens, what links start with, where data lies, which transport serves each channel,
// and which names carry data from elsewhere.
//
//   Issues issues("assent.yaml", text);
//   auto settings = load_settings(text, "/srv/acme", issues);    // nullopt exactly when issues.any_error()
//   settings->data;                                              // "/srv/acme/data"
//
// Paths come out absolute, but for the master key's, which may also be env:NAME. Immutable once loaded; reads
// no other file and opens nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/channel.h"
#include "base/yaml.h"
#include "engine/pages/brand.h"
#include "engine/workspace/source_labels.h"

namespace assent::engine {

struct ChannelSettings {
  Channel channel;
  std::string transport;  // maildir | spool | smtp
  std::string path;       // maildir, spool: absolute
  std::string url;        // smtp
  std::string from;
  unsigned connections = 2;  // smtp: how many hand-overs at once
};

struct Settings {
  std::string listen = "127.0.0.1:7420";
  std::string public_url;  // without a trailing slash
  std::string data;        // absolute path
  std::vector<ChannelSettings> channels;
  std::string audit_origin;
  std::string master_key;  // path relative to the workspace, or env:NAME
  bool behind_proxy = false;
  Brand brand;  // of the pages that a contact sees
  SourceLabels sources;

  const ChannelSettings* channel(const Channel& channel) const;  // nullptr: not configured
};

std::optional<Settings> load_settings(std::string_view text, const std::string& folder, Issues& issues);

// "127.0.0.1:7420", "[::1]:0", "localhost:80" as host and port; nullopt if it is none. Port 0: any free one.
struct ListenAddress {
  std::string host;  // without brackets
  std::uint16_t port = 0;
  bool loopback() const;
};
std::optional<ListenAddress> parse_listen(std::string_view text);

}  // namespace assent::engine
