#include "engine/apply/contact_view.h"

#include <algorithm>

namespace assent::engine {

PurposeView::PurposeView(const storage::Contact& contact, const channels::Policy& policy,
                         std::string_view purpose)
    : contact_(contact) {
  const channels::Purpose* declared = policy.purpose(purpose);
  third_party_ = declared != nullptr && declared->third_party_data;
}

const json::value* PurposeView::attribute(std::string_view name) const {
  auto found = contact_.attributes.find(name);
  if (found == contact_.attributes.end() || !may_see(found->second.source)) return nullptr;
  return &found->second.value;
}

bool PurposeView::hides(std::string_view name) const {
  auto found = contact_.attributes.find(name);
  return found != contact_.attributes.end() && !may_see(found->second.source);
}

std::int64_t PurposeView::count(std::string_view name, std::optional<Utc> since) const {
  return std::count_if(contact_.history.begin(), contact_.history.end(), [&](const storage::HistoryEntry& e) {
    return e.event == name && may_see(e.source) && (!since || e.at > *since);
  });
}

std::optional<Utc> PurposeView::last(std::string_view name) const {
  std::optional<Utc> latest;
  for (const storage::HistoryEntry& e : contact_.history) {
    if (e.event == name && may_see(e.source) && (!latest || e.at > *latest)) latest = e.at;
  }
  return latest;
}

std::optional<Zone> own_zone(const storage::Contact& contact) {
  auto found = contact.attributes.find("timezone");
  if (found == contact.attributes.end() || found->second.source == Source::third_party) return std::nullopt;
  const json::string* name = found->second.value.if_string();
  return name ? Zone::find(*name) : std::nullopt;
}

std::optional<std::string> country_code(const json::value& value) {
  const json::string* text = value.if_string();
  if (!text || text->size() != 2) return std::nullopt;
  std::string upper(*text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') return std::nullopt;
  }
  return upper;
}

std::vector<std::string> own_countries(const storage::Contact& contact) {
  std::vector<std::string> out;
  for (const auto& [source, country] : contact.countries) {
    if (source != Source::third_party) out.push_back(country);
  }
  return out;
}

}  // namespace assent::engine
