// Checks of the hour: it must be allowed wherever the person may be.
#include <boost/container/static_vector.hpp>

#include "channels/findings.h"
#include "channels/local_hours.h"

namespace assent::channels {

void check_time(const Case& c, Findings& found) {
  boost::container::static_vector<QuietHours, 2> quiet;
  if (c.policy.quiet_hours) quiet.push_back(*c.policy.quiet_hours);
  if (c.ask.person != nullptr && c.ask.person->own_quiet_hours)
    quiet.push_back(*c.ask.person->own_quiet_hours);
  if (quiet.empty()) {
    found.skip(Reason::time_zone_unknown, "no quiet hours");
    found.skip(Reason::quiet_hours, "no quiet hours");
    return;
  }
  if (c.ask.zones.empty()) {
    found.fail(Reason::time_zone_unknown, "neither a zone nor a country is known");
    found.skip(Reason::quiet_hours, "no time zone");
    return;
  }
  std::optional<Utc> allowed = first_allowed(quiet, c.ask.zones, c.ask.now);
  if (!allowed) {
    found.fail(Reason::time_zone_unknown, "no hour is allowed in all the zones of the indicated countries");
    found.skip(Reason::quiet_hours, "no common hour");
    return;
  }
  found.pass(Reason::time_zone_unknown);
  if (*allowed == c.ask.now) {
    found.pass(Reason::quiet_hours);
  } else {
    found.fail_until(Reason::quiet_hours, *allowed, "until " + format_rfc3339(*allowed));
  }
}

}  // namespace assent::channels
