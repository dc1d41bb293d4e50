// The rules that bind a message by where the person may be.
//
//   double_opt_in_required(*Channel::parse("email"), "newsletter", {"DE"}, policy, now)
//
// A place is a country of ISO 3166-1 ("DE") or a part of one of ISO 3166-2 ("US-FL"). The rules of all places apply
// together, so the strictest wins; none of them loosens what another or the policy asks for. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/channel.h"
#include "base/time.h"
#include "channels/policy.h"

namespace assent::channels {

// Must the address confirm before a consent to this purpose on this channel counts? Because the policy wants it so
// (`double_opt_in:` of the purpose), or a rule in force somewhere does. `places` are those indicated for the contact;
// none: unknown.
bool double_opt_in_required(const Channel& channel, std::string_view purpose,
                            std::span<const std::string> places, const Policy& policy, Utc now);

}  // namespace assent::channels
