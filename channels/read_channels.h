// Reads a list of channels in YAML, and reports what is none. Internal to the readers of policy.yaml.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/channel.h"
#include "base/yaml.h"

namespace assent::channels {

// `what` names the field. Every item that is a channel, once; each mistake is reported. `allowed` empty: any
// channel; else others are mistakes, and `allowed_by` says whose the allowed ones are: "those of the purpose
// \"tips\"".
std::vector<Channel> read_channels(const YamlNode& node, Issues& issues, std::string_view what,
                                   std::span<const Channel> allowed = {}, std::string_view allowed_by = {});

// "email, sms"
std::string channel_names(std::span<const Channel> channels);

}  // namespace assent::channels
