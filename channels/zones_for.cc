// Where a person may be.
#include <algorithm>

#include "channels/gate.h"

namespace assent::channels {
namespace {

void add_zones(std::string_view country, std::vector<Zone>& zones) {
  for (const Zone& zone : zones_of_country(country)) {
    if (std::find(zones.begin(), zones.end(), zone) == zones.end()) zones.push_back(zone);
  }
}

}  // namespace

std::vector<Zone> zones_for(std::string_view own_zone, std::span<const std::string> countries,
                            const Policy& policy) {
  if (auto own = Zone::find(own_zone)) return {*own};
  std::vector<Zone> zones;
  for (const std::string& country : countries) add_zones(country, zones);
  if (zones.empty() && policy.assume_country) add_zones(*policy.assume_country, zones);
  return zones;
}

}  // namespace assent::channels
