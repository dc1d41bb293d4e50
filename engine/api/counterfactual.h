// What would have had to be different: for every reason of a decision the smallest change that takes it away, who
// alone can bring it about, and, where a scene can play it, the change as `when:` writes it (engine/rehearsal/scene.h).
//
//   for (const Change& c : changes_for(decision)) ...
//   // {"consent_missing", Hand::contact, "a consent to product_tips by email, given by the contact", {"consent": {...}}}
//
// All of a decision's changes together make it an allow; where one of them is nobody's, nothing does, and it says so.
// A change is a description, not an offer: nothing here gives a consent that the contact did not give. Pure; from
// the recorded decision alone, so that the answer stays the same for ever.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace assent::engine {

// Who alone could have brought the change about.
enum class Hand : std::uint8_t { contact, time, author, upstream, host, reviewer, nobody };
std::string_view name(Hand hand);  // contact, time, author, upstream, operator, reviewer, nobody

struct Change {
  std::string reason;  // of the decision, or the code of a silence
  Hand hand = Hand::nobody;
  std::string words;
  json::array acts;  // as `when:` of a scene has them; empty: no scene can play it
};

// Of a decision as GET /v1/decisions/{id} answers; none for an allow.
std::vector<Change> changes_for(const json::object& decision);

json::array as_json(const std::vector<Change>& changes);  // [{"reason","who","change","acts"}]

}  // namespace assent::engine
