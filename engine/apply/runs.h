// Journeys at work: who an event lets in, and what a run does next. Carries out the effects of workflows::advance.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// Every journey in force that this event, known to history as `name`, may let the contact into.
void offer_to_journeys(Applying& a, Contact& contact, const EventCommand& event, const std::string& name);

// One way in: the event (for a door without one, an event without a name, at the time of the occurrence), in
// words, and the occasion where it is not the event's id.
struct Entry {
  workflows::EnteringEvent event;
  std::string how;  // "event \"Trial Started\""; stands in the trace
  std::string occasion;
  std::uint8_t depth = 0;  // of journeys that started each other
  bool third_party_read = false;
};

// Lets the contact in if `enter:` says so. Every door ends here.
workflows::Admission let_in(Applying& a, Contact& contact, const Bundle& bundle, const Entry& entry,
                            workflows::Words words = workflows::Words::wanted);

// What this contact's earlier runs of a journey (and key) were, for workflows::admit.
workflows::Past past_of(const Contact& contact, const std::string& journey, const std::string& key);

// Moves a run on until it waits, sends or ends. Nothing where the run is no longer there.
void drive(Applying& a, Contact& contact, RunId run, workflows::Stimulus stimulus);

// Something happened to the contact, or is known of them now: the runs under way look at it.
void react(Applying& a, Contact& contact, const workflows::Stimulus& stimulus);

// A wait is over.
void wake(Applying& a, ContactId contact, RunId run);

}  // namespace assent::engine
