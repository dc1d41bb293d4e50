#include "engine/apply/suppressions.h"

#include <algorithm>

namespace assent::engine {
namespace {

using channels::Suppression;
using channels::SuppressionCause;

void record(Applying& a, const Address& address, SuppressionCause cause, std::string_view outcome,
            std::string_view why) {
  storage::Leaf leaf;
  leaf.type = storage::LeafType::suppression;
  leaf.time = a.now();
  leaf.point_ref = address.ref;
  leaf.outcome = std::string(outcome);
  json::object payload{{"kind", "suppression"},
                       {"address", address.value},
                       {"cause", channels::name(cause)},
                       {"outcome", outcome},
                       {"why", why}};
  a.tx.append_leaf(std::move(leaf), payload, Subject::of(address.id));
}

}  // namespace

void suppress(Applying& a, Address& address, SuppressionCause cause, std::string_view why) {
  auto known = std::find_if(address.suppressions.begin(), address.suppressions.end(),
                            [&](const Suppression& s) { return s.cause == cause; });
  if (known == address.suppressions.end()) {
    address.suppressions.push_back({cause, a.now()});
  } else {
    known->at = a.now();
  }
  record(a, address, cause, "suppressed", why);
  a.tx.changed(address);
}

void lift_suppressions(Applying& a, Address& address, channels::Lifting event, std::optional<Utc> asked_at) {
  std::vector<Suppression> lifted;
  std::erase_if(address.suppressions, [&](const Suppression& s) {
    bool ends = channels::lifts(event, s.cause) && (!asked_at || s.at < *asked_at);
    if (ends) lifted.push_back(s);
    return ends;
  });
  for (const Suppression& s : lifted) record(a, address, s.cause, "lifted", channels::name(event));
  if (!lifted.empty()) a.tx.changed(address);
}

}  // namespace assent::engine
