// Journeys at work: who an event lets in, and what a run does next. Carries out the effects of workflows::advance.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// Every journey in force that this event may let the contact into. What did not let them in is remembered, once
// per journey, so that silence can be explained.
void offer_to_journeys(Applying& a, Contact& contact, workflows::EnteringEvent entering,
                       const json::object& properties);

// Moves a run on until it waits, sends or ends. Nothing where the run is no longer there.
void drive(Applying& a, Contact& contact, RunId run, workflows::Stimulus stimulus);

// A wait is over.
void wake(Applying& a, ContactId contact, RunId run);

}  // namespace assent::engine
