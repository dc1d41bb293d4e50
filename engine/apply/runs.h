// Journeys at work: who an event lets in, and what a run does next. Carries out the effects of workflows::advance.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// Every journey in force that this event, known to history as `name`, may let the contact into.
void offer_to_journeys(Applying& a, Contact& contact, const EventCommand& event, const std::string& name);

// What this contact's earlier runs of a journey (and key) were, for workflows::admit.
workflows::Past past_of(const Contact& contact, const std::string& journey, const std::string& key);

// Moves a run on until it waits, sends or ends. Nothing where the run is no longer there.
void drive(Applying& a, Contact& contact, RunId run, workflows::Stimulus stimulus);

// A wait is over.
void wake(Applying& a, ContactId contact, RunId run);

}  // namespace assent::engine
