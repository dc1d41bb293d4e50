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
  Utc at{};
};

struct HistoryEntry {
  std::string event;
  Utc at{};  // event time
  Source source = Source::observed;
};

// What a journey remembers of this contact besides the run itself.
struct JourneyMemory {
  std::string journey;
  std::string key;  // of `enter: key`, else empty
  std::optional<Utc> last_entered;
  std::string silence_code;  // why the last event did not let them in; empty if it did
  std::string silence_why;
  Utc silence_at{};
};

struct Contact {
  ContactId id;
  SubjectRef ref;       // the pseudonym in audit leaves
  std::string user_id;  // empty: anonymous so far
  std::vector<std::string> anonymous_ids;
  Utc created_at{};
  channels::Person person;  // person.id == id
  std::map<std::string, Attribute, std::less<>> attributes;
  std::vector<HistoryEntry> history;  // by record order, newest last
  std::vector<workflows::Run> runs;   // under way; ended ones leave
  std::vector<JourneyMemory> memories;
  struct Hold {
    PointKind kind;
    AddressId address;
  };
  std::vector<Hold> points;       // every address this contact holds
  std::vector<ContactId> merged;  // contacts that were merged into this one; their keys are kept (design, 4)
  ContactId merged_into;          // none, or who this one became; the rest is empty then
};

}  // namespace assent::storage
