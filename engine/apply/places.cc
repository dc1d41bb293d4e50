#include "engine/apply/places.h"

#include "base/phone_countries.h"
#include "channels/gate.h"
#include "engine/apply/contact_view.h"

namespace assent::engine {

std::vector<std::string> places_of(Applying& a, const Contact& contact) {
  std::vector<std::string> places = own_countries(contact);
  for (const Contact::Hold& hold : contact.points) {
    if (hold.kind.family() != PointKind::Family::phone) continue;
    const Address* phone = a.tx.address(hold.address);
    if (!phone) continue;
    for (std::string& country : countries_of_phone(phone->value)) places.push_back(std::move(country));
  }
  if (places.empty() && a.policy().assume_country) places.push_back(*a.policy().assume_country);
  if (auto foreign = contact.countries.find(Source::third_party); foreign != contact.countries.end())
    places.push_back(foreign->second);
  return places;
}

std::vector<Zone> zones_of(Applying& a, const Contact& contact, std::span<const std::string> places) {
  std::string own;
  if (auto zone = own_zone(contact)) own = zone->name();
  return channels::zones_for(own, places, a.policy());
}

}  // namespace assent::engine
