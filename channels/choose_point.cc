// Which address the gate judges.
#include <tuple>

#include "channels/gate.h"

namespace assent::channels {
namespace {

// Compared member by member: a consent in force first, then what the contact provided, then the latest. The
// id decides between equals, so that the order of the candidates does not.
using Rank = std::tuple<bool, bool, Utc, AddressId>;

Rank rank(const Address& address, const Point& held, const Person& person, const Channel& channel,
          std::string_view purpose, Utc now) {
  if (held.provided_by != ProvidedBy::contact) return {false, false, held.provided_at, address.id};
  std::vector<const Stop*> stops;
  for (const Stop& stop : person.stops) stops.push_back(&stop);
  for (const Stop& stop : address.stops) stops.push_back(&stop);
  Standing standing = consent_standing(address.consents, person.id, channel, purpose, stops, now);
  if (standing.state == ConsentState::given) return {true, true, standing.since, address.id};
  return {false, true, held.provided_at, address.id};
}

}  // namespace

const Address* choose_point(std::span<const Address* const> candidates, const Person& person,
                            const Channel& channel, std::string_view purpose, Utc now) {
  const Address* best = nullptr;
  Rank best_rank;
  for (const Address* address : candidates) {
    const Point* held = address->held_by(person.id);
    if (held == nullptr || address->kind != channel.point_kind()) continue;
    Rank r = rank(*address, *held, person, channel, purpose, now);
    if (best == nullptr || r > best_rank) {
      best = address;
      best_rank = r;
    }
  }
  return best;
}

}  // namespace assent::channels
