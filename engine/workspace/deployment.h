// What loading a workspace and loading a bundle share: the bundle's bytes, and what journeys are checked
// against. workspace.h says what a bundle is. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "channels/policy.h"
#include "channels/template.h"
#include "workflows/journey.h"

namespace assent::engine {

// The bundle of one journey, from all templates of its workspace and their texts.
std::string bundle_of(const workflows::Journey& journey, std::string_view journey_text,
                      const std::map<std::string, std::string>& template_texts,
                      const std::map<std::string, channels::Template>& templates);

// What a policy's purposes and these templates declare to journeys.
workflows::Declared declared_by(const channels::Policy& policy,
                                const std::map<std::string, channels::Template>& templates);

}  // namespace assent::engine
