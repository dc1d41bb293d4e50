// What would have had to be different for an event to let somebody into a journey.
//
//   changes_for_entry({journey, "condition_false", entering, past, now, &view});
//   // {"condition_false", Hand::upstream, "event.plan is 'pro'", [{"event": "Trial Started", "properties": {...}}]}
//
// As counterfactual.h says of decisions: together they let in, and an act is what `when:` of a scene can play. Pure.
#pragma once

#include "engine/api/counterfactual.h"
#include "workflows/step.h"

namespace assent::engine {

struct Refused {
  const workflows::Journey& journey;
  std::string code;  // of workflows::Admission
  const workflows::EnteringEvent& event;
  const workflows::Past& past;
  Utc now{};
  const rules::ContactView* contact = nullptr;
};
std::vector<Change> changes_for_entry(const Refused& refused);

}  // namespace assent::engine
