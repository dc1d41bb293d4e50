// Events of the Segment shape: traits, points asserted by upstream, history, and journeys they let people into.
//
// History goes by event time; journeys react when an event is recorded. Future times are clamped to the record time.
// Duplicates by (credential, messageId) are dropped for limits::dedupe_window, before they are recorded.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

bool seen_before(Transaction& tx, const EventCommand& event, const std::string& credential, Utc now);
void mark_seen(Applying& a, const EventCommand& event);

// As journeys see it: named as history names it, its time clamped to `now`, its properties in it.
workflows::EnteringEvent entering_event(const EventCommand& event, Utc now);

// The same as a purpose may see it: properties that `sources:` labels third-party are absent where
// it may not, and where it may they make the whole event third-party (P6).
workflows::EnteringEvent as_seen(workflows::EnteringEvent event, const SourceLabels& labels,
                                 bool third_party);

void apply_event(Applying& a, const EventCommand& event);

// What happened to a contact, by upstream or by the engine itself: into the history, and before the journeys.
void take_event(Applying& a, Contact& contact, const EventCommand& event);

// Attributes with their source. A later value replaces an earlier one, by event time; a third-party value never
// replaces one of a better source.
void set_attribute(Contact& contact, std::string_view name, storage::Attribute attribute);
void set_traits(Applying& a, Contact& contact, const json::object& traits, Source source, Utc at);

}  // namespace assent::engine
