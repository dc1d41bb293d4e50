#include "channels/packs.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::channels {

Packs::Packs(std::vector<RulePack> all) : all_(std::move(all)) {
  for (std::size_t i = 0; i < all_.size() && i < most; ++i) {
    PackSet bit = PackSet{1} << i;
    everywhere_ |= bit;
    for (const std::string& place : all_[i].places) places_[place].packs |= bit;
    if (!all_[i].within.empty()) places_[all_[i].within].parts |= bit;
  }
}

const RulePack* Packs::find(std::string_view id) const {
  auto found = std::find_if(all_.begin(), all_.end(), [&](const RulePack& p) { return p.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

PackSet Packs::at(std::span<const std::string> places) const {
  if (places.empty()) return everywhere_;
  PackSet out = 0;
  for (const std::string& place : places) {
    auto found = places_.find(place);
    if (found == places_.end()) continue;
    out |= found->second.packs;
    if (found->second.parts == 0) continue;
    bool part_known = std::any_of(places.begin(), places.end(), [&](const std::string& other) {
      return other.size() > place.size() && other[place.size()] == '-' && other.starts_with(place);
    });
    if (!part_known) out |= found->second.parts;
  }
  return out;
}

PackSet Packs::named(std::string_view id) const {
  const RulePack* pack = find(id);
  return pack == nullptr ? 0 : PackSet{1} << (pack - all_.data());
}

PackSet Packs::of_country(const std::string& country) const {
  auto found = places_.find(country);
  return found == places_.end() ? 0 : found->second.packs;
}

Result<std::shared_ptr<const Packs>> load_packs(std::span<const PackText> texts) {
  std::vector<RulePack> all;
  if (texts.size() > Packs::most)
    return fail(Errc::too_large, fmt::format("more than {} rule packs", Packs::most));
  for (const PackText& one : texts) {
    Issues issues(std::string(one.id) + ".yaml", std::string(one.text));
    auto pack = load_pack(one.text, one.id, issues);
    if (!pack) {
      const auto& found = issues.all();
      auto first = std::find_if(found.begin(), found.end(),
                                [](const Issue& i) { return i.severity == Severity::error; });
      return fail(Errc::invalid, fmt::format("the rule pack {} cannot be used: line {}: {}", one.id,
                                             first == found.end() ? 0 : first->line,
                                             first == found.end() ? "unreadable" : first->message));
    }
    all.push_back(std::move(*pack));
  }
  return std::make_shared<const Packs>(std::move(all));
}

// A test reads every one of them: a binary whose own packs are broken is not built.
const std::shared_ptr<const Packs>& built_in_packs() {
  static const std::shared_ptr<const Packs> packs = load_packs(built_in_pack_texts()).value();
  return packs;
}

}  // namespace assent::channels
