#include "engine/apply/places.h"

#include <algorithm>

#include "base/phone_countries.h"
#include "channels/gate.h"
#include "engine/apply/contact_view.h"

namespace assent::engine {
namespace {

void add(std::vector<std::string>& places, std::string place) {
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(std::move(place));
}

// The states that rule packs are about, as people write them.
constexpr std::pair<std::string_view, std::string_view> kStates[] = {{"florida", "FL"}, {"texas", "TX"}};

// "FL", "fl", "US-FL" and "Florida" as "US-FL". Another state by its two letters is another; nullopt: unclear.
std::optional<std::string> us_state(const json::value& value) {
  const json::string* text = value.if_string();
  if (!text) return std::nullopt;
  std::string lower(*text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.starts_with("us-")) lower.erase(0, 3);
  for (auto [name, code] : kStates) {
    if (lower == name) return "US-" + std::string(code);
  }
  if (lower.size() != 2 || !std::isalpha(static_cast<unsigned char>(lower[0]))) return std::nullopt;
  for (char& c : lower) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "US-" + lower;
}

// The state that the person or upstream named. A third party may not: naming one state excludes the others.
void add_state(const Contact& contact, std::vector<std::string>& places) {
  if (std::find(places.begin(), places.end(), "US") == places.end()) return;
  for (const char* name : {"state", "region"}) {
    auto found = contact.attributes.find(name);
    if (found == contact.attributes.end() || found->second.source == Source::third_party) continue;
    if (auto state = us_state(found->second.value)) add(places, *state);
  }
}

}  // namespace

std::vector<std::string> places_of(Applying& a, const Contact& contact) {
  std::vector<std::string> places;
  for (std::string& country : own_countries(contact)) add(places, std::move(country));
  for (const Contact::Hold& hold : contact.points) {
    if (hold.kind.family() != PointKind::Family::phone) continue;
    const Address* phone = a.tx.address(hold.address);
    if (!phone) continue;
    for (std::string& country : countries_of_phone(phone->value)) add(places, std::move(country));
    if (auto state = us_state_of_phone(phone->value)) add(places, *state);
  }
  add_state(contact, places);
  if (places.empty() && a.policy().assume_country) places.push_back(*a.policy().assume_country);
  if (auto foreign = contact.countries.find(Source::third_party); foreign != contact.countries.end())
    add(places, foreign->second);
  return places;
}

std::vector<Zone> zones_of(Applying& a, const Contact& contact, std::span<const std::string> places) {
  std::string own;
  if (auto zone = own_zone(contact)) own = zone->name();
  return channels::zones_for(own, places, a.policy());
}

}  // namespace assent::engine
