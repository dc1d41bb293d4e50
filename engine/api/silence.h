// Why journeys did not let a contact in: worked out when somebody asks, from the record of the last event that
// each of them waits for. Nothing is computed or stored for it while events come in.
//
//   TRY(auto silent, silences(store, keys, contact, ""));
//   silent[0];      // {"trial-help", "", "condition_false", "event.plan == 'pro' is false: plan is 'free'", at}
//
// The event and the moment are those on record; the contact's attributes are today's. Where a condition reads one
// that was set after the event, `why` says so. Reads committed data only; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/api/counterfactual.h"
#include "storage/contact.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct Silence {
  std::string journey;
  std::string key;              // of `enter: key`, else empty
  std::string code;             // as workflows::Admission, or: deployed_later, event_erased, changed_since
  std::string why;              // in words for people
  Utc at{};                     // when the event was recorded
  Seq input = 0;                // that recorded it
  std::vector<Change> instead;  // what would have had to be different; none where nobody can say
};

// Of all journeys in force, or of one. None for a journey whose event never came, or that the last one entered.
Result<std::vector<Silence>> silences(const storage::Store& store, const storage::Keys& keys,
                                      const storage::Contact& contact, std::string_view journey);

// A run, as its trace tells; `ended` 0: it is under way.
struct PastRun {
  std::string journey;
  Utc entered_at{};
  Seq entered = 0, ended = 0;  // the inputs that did it
};

// Of every event that is still in the contact's history, not only of the last one. `runs` are all that the contact
// ever was on.
Result<std::vector<Silence>> silences_of_all(const storage::Store& store, const storage::Keys& keys,
                                             const storage::Contact& contact, std::string_view journey,
                                             std::span<const PastRun> runs);

}  // namespace assent::engine
