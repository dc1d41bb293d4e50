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

// Whatever reads the whole contact, and every look at the history, counts as a look at all of it.
bool PurposeView::third_party(std::span<const rules::Read> reads) const {
  if (!third_party_) return false;
  auto foreign = [](const auto& known) { return known.source == Source::third_party; };
  if (std::any_of(contact_.history.begin(), contact_.history.end(), foreign)) return true;
  return std::any_of(reads.begin(), reads.end(), [&](const rules::Read& read) {
    if (read.variable != "contact") return false;
    auto found = contact_.attributes.find(read.attribute);
    if (found != contact_.attributes.end()) return foreign(found->second);
    return read.attribute.empty() && std::any_of(contact_.attributes.begin(), contact_.attributes.end(),
                                                 [&](const auto& a) { return foreign(a.second); });
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
