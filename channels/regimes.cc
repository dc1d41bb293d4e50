#include "channels/regimes.h"

#include <algorithm>

namespace assent::channels {

PackSet packs_binding(std::span<const std::string> places, const Policy& policy) {
  if (!policy.packs) return 0;
  return policy.packs->at(places) | policy.packs_always;
}

std::vector<std::string> regime_names(PackSet packs, const Policy& policy) {
  std::vector<std::string> names;
  for (std::size_t i = 0; policy.packs && i < policy.packs->all().size(); ++i) {
    if ((packs >> i) & 1) names.push_back(policy.packs->all()[i].id);
  }
  if (names.empty()) names.push_back("default");
  return names;
}

BindingRules rules_binding(Medium medium, PackSet packs, const Policy& policy, Utc now) {
  BindingRules out;
  for (std::size_t i = 0; packs != 0; ++i, packs >>= 1) {
    if ((packs & 1) == 0) continue;
    const RulePack& pack = policy.packs->all()[i];
    for (const Rule& rule : pack.rules) {
      if (rule.concerns(medium) && rule.in_force(now)) out.push_back({&pack, &rule});
    }
  }
  return out;
}

bool double_opt_in_required(const Channel& channel, std::string_view purpose,
                            std::span<const std::string> places, const Policy& policy, Utc now) {
  const Purpose* declared = policy.purpose(purpose);
  if (declared != nullptr && std::find(declared->double_opt_in.begin(), declared->double_opt_in.end(),
                                       channel) != declared->double_opt_in.end()) {
    return true;
  }
  BindingRules rules = rules_binding(channel.medium(), packs_binding(places, policy), policy, now);
  return std::any_of(rules.begin(), rules.end(), [](const BindingRule& r) {
    return std::holds_alternative<DoubleOptIn>(r.rule->effect);
  });
}

std::optional<Millis> consent_lifetime(const Channel& channel, std::string_view purpose,
                                       std::span<const std::string> places, const Policy& policy, Utc now) {
  std::optional<Millis> shortest;
  auto at_most = [&](Millis d) { shortest = std::min(shortest.value_or(d), d); };
  const Purpose* declared = policy.purpose(purpose);
  if (declared != nullptr && declared->consent_expires) at_most(*declared->consent_expires);
  for (const BindingRule& r : rules_binding(channel.medium(), packs_binding(places, policy), policy, now)) {
    if (auto* expires = std::get_if<ConsentExpires>(&r.rule->effect)) at_most(expires->after);
  }
  return shortest;
}

std::optional<Millis> proof_kept(const Channel& channel, std::span<const std::string> places,
                                 const Policy& policy, Utc now) {
  std::optional<Millis> longest;
  for (const BindingRule& r : rules_binding(channel.medium(), packs_binding(places, policy), policy, now)) {
    if (auto* proof = std::get_if<KeepProof>(&r.rule->effect))
      longest = std::max(longest.value_or(proof->keep), proof->keep);
  }
  return longest;
}

}  // namespace assent::channels
