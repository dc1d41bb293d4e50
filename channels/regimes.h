// The rules that bind a message by where the person may be.
//
//   double_opt_in_required(*Channel::parse("email"), "newsletter", {"DE"}, policy, now)     // true: pack de
//   consent_lifetime(*Channel::parse("email"), "newsletter", {"FR"}, policy, now)           // 3 years: pack fr
//
// A place is a country of ISO 3166-1 ("DE") or a part of one of ISO 3166-2 ("US-FL"). The packs of every place
// indicated, of the controller's country and those named in the policy's `regimes:` bind together, and each of their
// rules must be kept: so the strictest wins, and none loosens what another or the policy asks for. No place indicated:
// all packs bind. Pure.
#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/channel.h"
#include "base/time.h"
#include "channels/policy.h"

namespace assent::channels {

PackSet packs_binding(std::span<const std::string> places, const Policy& policy);
// The packs by name; "default", the policy's own limits, stands for itself where none binds.
std::vector<std::string> regime_names(PackSet packs, const Policy& policy);

struct BindingRule {
  const RulePack* pack;
  const Rule* rule;
};
using BindingRules = boost::container::small_vector<BindingRule, 24>;
BindingRules rules_binding(Medium medium, PackSet packs, const Policy& policy, Utc now);

// Must the address confirm before a consent to this purpose on this channel counts? Because the policy wants it so
// (`double_opt_in:` of the purpose), or a rule in force somewhere does. `places` are those indicated for the contact;
// none: unknown.
bool double_opt_in_required(const Channel& channel, std::string_view purpose,
                            std::span<const std::string> places, const Policy& policy, Utc now);

// How long a consent given now may hold at most: the shortest of the purpose's `expires:` and the packs'. nullopt: no
// end.
std::optional<Millis> consent_lifetime(const Channel& channel, std::string_view purpose,
                                       std::span<const std::string> places, const Policy& policy, Utc now);

// How long evidence of this channel must be kept at least, by the packs that bind at these places. nullopt: none says.
std::optional<Millis> proof_kept(const Channel& channel, std::span<const std::string> places,
                                 const Policy& policy, Utc now);

}  // namespace assent::channels
