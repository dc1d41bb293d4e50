// Do a journey's sends keep to the channels that assent.yaml configures? The journey's own loader knows the
// policy only; a channel that nothing serves would hold its messages back for ever.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "engine/workspace/settings.h"
#include "workflows/journey.h"

namespace assent::engine {

// Reports to `issues` at the `by` of each send, or at the send where it has none and falls to the purpose's
// channels. Reads the text anew, so it also serves a journey that has other mistakes.
void check_configured_channels(std::string_view journey_text, const workflows::Declared& declared,
                               const Settings& settings, Issues& issues);

}  // namespace assent::engine
