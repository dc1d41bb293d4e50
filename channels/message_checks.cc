// Checks about the message and about what holds it up.
#include "channels/findings.h"

namespace assent::channels {
namespace {

void check(Findings& found, Reason reason, bool good, std::string_view detail) {
  if (good) {
    found.pass(reason);
  } else {
    found.fail(reason, std::string(detail));
  }
}

}  // namespace

void check_message(const Case& c, Findings& found) {
  check(found, Reason::data_not_permitted, c.ask.content.data_permitted, c.ask.content.detail);
  check(found, Reason::content_incomplete, c.ask.content.complete, c.ask.content.detail);
  if (c.ask.content.complete && c.ask.content.data_permitted && !c.ask.content.detail.empty())
    found.pass(Reason::content_incomplete, c.ask.content.detail);
  if (c.ask.now < c.ask.expires_at) {
    found.pass(Reason::expired);
  } else {
    found.fail(Reason::expired, "since " + format_rfc3339(c.ask.expires_at));
  }
}

void check_brakes(const Case& c, Findings& found) {
  check(found, Reason::channel_unavailable, c.ask.channel_available, {});
  check(found, Reason::journey_paused, !c.ask.journey_paused, {});
  check(found, Reason::channel_paused, !c.ask.channel_paused, {});
}

}  // namespace assent::channels
