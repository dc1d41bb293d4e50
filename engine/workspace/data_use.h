// Which line reads something it may not (P6), as far as files can tell: conditions and templates that read a trait or
// property which `sources:` labels third-party, for a purpose that `data_use:` does not name; and, as a warning, traits
// whose names sound like special categories of personal data (GDPR, Article 9).
//
//   check_journey_data({text, journey, policy, labels}, issues);
//   check_template_data(template_text, purposes_that_use_it, policy, labels, issues);
//
// What no label tells is decided when it is read: a value from a key labelled third-party is absent then. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "channels/policy.h"
#include "engine/workspace/source_labels.h"
#include "workflows/journey.h"

namespace assent::engine {

struct JourneyData {
  std::string_view text;
  const workflows::Journey& journey;
  const channels::Policy& policy;
  const SourceLabels& labels;
};
void check_journey_data(const JourneyData& data, Issues& issues);

// `purposes`: of the journeys that send it.
void check_template_data(std::string_view text, const std::set<std::string>& purposes,
                         const channels::Policy& policy, const SourceLabels& labels, Issues& issues);

// Steps that can reach nobody: no notice covers the journey's purpose on that channel. Warnings.
void check_journey_notices(const JourneyData& data, Issues& issues);

}  // namespace assent::engine
