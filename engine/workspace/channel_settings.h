// The `channels:` of assent.yaml: which transport serves each channel. Part of settings.h, which says how to
// use it.
#pragma once

#include <string>
#include <vector>

#include "engine/workspace/settings.h"

namespace assent::engine {

// In file order; those with a mistake are left out. `folder` is what relative paths start from.
std::vector<ChannelSettings> read_channels(const YamlNode& node, const std::string& folder, Issues& issues);

}  // namespace assent::engine
