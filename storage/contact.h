// A contact as the store keeps it: who they are to upstream systems, what is known of them and from whom, what
// they did, and which journeys they are on. Points, consents and claims by address live in channels/address.h.
//
// A value type. Bounded by limits::contact_*: the oldest history and claims fall out first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/source.h"
#include "channels/address.h"
#include "workflows/step.h"

namespace assent::storage {

struct Attribute {
  json::value value;
  Source source = Source::third_party;
  Utc at{};       // event time
  Seq input = 0;  // that set it
};

struct HistoryEntry {
  std::string event;
  Utc at{};  // event time
  Source source = Source::observed;
  Seq input = 0;  // where the whole event is on record
};

// That a journey once let this contact in. Why it did not is worked out when somebody asks (engine/api/silence.h).
struct JourneyMemory {
  std::string journey;
  std::string key;  // of `enter: key`, else empty
  Utc last_entered{};
  Seq input = 0;  // that let them in last
};

struct Contact {
  ContactId id;
  SubjectRef ref;       // the pseudonym in audit leaves
  std::string user_id;  // empty: anonymous so far
  std::vector<std::string> anonymous_ids;
  Utc created_at{};
  channels::Person person;  // person.id == id
  std::map<std::string, Attribute, std::less<>> attributes;
  std::map<Source, std::string> countries;  // ISO 3166 alpha-2, the last that each source named
  std::vector<HistoryEntry> history;        // by record order, newest last
  std::vector<workflows::Run> runs;         // under way; ended ones leave
  std::vector<JourneyMemory> memories;
  struct Hold {
    PointKind kind;
    AddressId address;
  };
  std::vector<Hold> points;       // every address this contact holds
  std::vector<ContactId> merged;  // contacts that were merged into this one; their keys are kept (design, 4)
  ContactId merged_into;          // none, or who this one became; the rest is empty then
  std::vector<std::string> other_user_ids;  // of contacts merged into this one: they lead here too
};

}  // namespace assent::storage
