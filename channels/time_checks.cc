// Checks of the hour: it must be allowed wherever the person may be, by the policy, the rules and the person.
#include <boost/container/small_vector.hpp>

#include "channels/findings.h"
#include "channels/local_hours.h"

namespace assent::channels {
namespace {

using Limits = boost::container::small_vector<HourLimit, 8>;

Limits limits_of(const Case& c) {
  Limits limits;
  if (c.policy.quiet_hours) limits.push_back({*c.policy.quiet_hours});
  if (c.ask.person != nullptr && c.ask.person->own_quiet_hours)
    limits.push_back({*c.ask.person->own_quiet_hours});
  for (const BindingRule& r : c.binding) {
    if (auto* open = std::get_if<OpenHours>(&r.rule->effect)) limits.push_back({{}, open});
  }
  return limits;
}

// Whose hours these are, of those that hold the message up.
std::string owner_of(const Case& c, const HourLimit& limit) {
  for (const BindingRule& r : c.binding) {
    if (limit.open != nullptr && std::get_if<OpenHours>(&r.rule->effect) == limit.open) return by_rule(r);
  }
  bool policy = c.policy.quiet_hours && *c.policy.quiet_hours == limit.quiet;
  return policy ? "by the policy" : "by the contact";
}

std::string holding_up(const Case& c, const Limits& limits) {
  for (const HourLimit& limit : limits) {
    for (const Zone& zone : c.ask.zones) {
      if (is_closed(limit, zone.local(c.ask.now))) return owner_of(c, limit) + ", in " + zone.name();
    }
  }
  return {};
}

}  // namespace

void check_time(const Case& c, Findings& found) {
  Limits limits = limits_of(c);
  if (limits.empty()) {
    found.skip(Reason::time_zone_unknown, "no quiet hours");
    found.skip(Reason::quiet_hours, "no quiet hours");
    return;
  }
  if (c.ask.zones.empty()) {
    found.fail(Reason::time_zone_unknown, "neither a zone nor a country is known");
    found.skip(Reason::quiet_hours, "no time zone");
    return;
  }
  std::optional<Utc> allowed = first_allowed(limits, c.ask.zones, c.ask.now);
  if (!allowed) {
    found.fail(Reason::time_zone_unknown,
               c.ask.zones.size() == 1 ? "no hour is allowed by all that limit it"
                                       : "no hour is allowed in all the zones of the indicated countries");
    found.skip(Reason::quiet_hours, "no common hour");
    return;
  }
  found.pass(Reason::time_zone_unknown);
  if (*allowed == c.ask.now) {
    found.pass(Reason::quiet_hours);
  } else {
    found.fail_until(Reason::quiet_hours, *allowed,
                     holding_up(c, limits) + ", until " + format_rfc3339(*allowed));
  }
}

}  // namespace assent::channels
