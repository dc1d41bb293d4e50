#include "channels/keep_consent.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace assent::channels {
namespace {

bool is_grant(const ConsentEvent& e) {
  return e.act == ConsentAct::given || e.act == ConsentAct::confirmed;
}
bool is_end(const ConsentEvent& e) {
  return !is_grant(e) && e.act != ConsentAct::requested;
}

// Events that only the latest of counts. Both acts of a grant are one kind: `given` and `confirmed` compete.
using Kind = std::tuple<ContactId, Channel, std::string, ConsentAct>;

Kind kind_of(const ConsentEvent& e) {
  return {e.contact, e.channel, e.purpose, is_grant(e) ? ConsentAct::given : e.act};
}

// Larger counts; the order of the fold (consent.cc), for events of one kind.
auto weight_of(const ConsentEvent& e) {
  Utc counts = is_end(e) ? ended_at(e) : granted_at(e);
  // Of two grants at one instant the stricter expiry governs, then what came first on the record.
  std::int64_t until = is_grant(e) ? to_unix_ms(e.expires_at.value_or(Utc::max())) : 0;
  return std::tuple(counts, -until, ~e.leaf_seq);
}

void drop_superseded(std::vector<ConsentEvent>& kept) {
  std::map<Kind, std::size_t> latest;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    auto [place, fresh] = latest.try_emplace(kind_of(kept[i]), i);
    if (!fresh && weight_of(kept[i]) > weight_of(kept[place->second])) place->second = i;
  }
  std::vector<ConsentEvent> left;
  left.reserve(latest.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (latest.at(kind_of(kept[i])) == i) left.push_back(std::move(kept[i]));
  }
  kept = std::move(left);
}

}  // namespace

bool keep_consent(std::vector<ConsentEvent>& kept, ConsentEvent event, std::size_t most) {
  bool end = is_end(event);
  if (kept.size() >= most) drop_superseded(kept);
  if (kept.size() >= most && !end) return false;
  kept.push_back(std::move(event));
  return true;
}

}  // namespace assent::channels
