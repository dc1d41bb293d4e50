// Checks about the person: known, there, free to be written to, and not on a break.
#include <algorithm>

#include "channels/findings.h"

namespace assent::channels {
namespace {

bool suppressed(const Address* address, SuppressionCause cause) {
  return address != nullptr && std::any_of(address->suppressions.begin(), address->suppressions.end(),
                                           [&](const Suppression& s) { return s.cause == cause; });
}

void check_objected(const Case& c, Findings& found) {
  std::span<const ConsentEvent> events;
  if (c.address != nullptr) events = c.address->consents;
  std::optional<Utc> since =
      objection_in_force(events, c.ask.person->id, c.ask.channel, c.ask.purpose, c.stops);
  if (since) {
    found.fail(Reason::objected, "since " + format_rfc3339(*since));
  } else if (suppressed(c.address, SuppressionCause::objection)) {
    found.fail(Reason::objected, "the address is suppressed by an objection");
  } else {
    found.pass(Reason::objected);
  }
}

void check_pauses(const Case& c, Findings& found) {
  const Pause* longest = nullptr;
  for (const Pause& pause : c.ask.person->pauses) {
    bool covers = (!pause.channel || *pause.channel == c.ask.channel) &&
                  (!pause.purpose || *pause.purpose == c.ask.purpose);
    if (covers && pause.until > c.ask.now && (longest == nullptr || pause.until > longest->until)) {
      longest = &pause;
    }
  }
  if (longest == nullptr) return found.pass(Reason::paused_by_contact);
  found.fail(Reason::paused_by_contact, "until " + format_rfc3339(longest->until));
}

}  // namespace

void check_person(const Case& c, Findings& found) {
  if (c.ask.held_out) {
    found.fail(Reason::held_out, "in the journey's control group");
  } else {
    found.pass(Reason::held_out);
  }
  if (c.ask.person == nullptr) {
    found.fail(Reason::contact_unknown, {});
    for (Reason r : {Reason::contact_erased, Reason::processing_restricted, Reason::objected,
                     Reason::paused_by_contact}) {
      found.skip(r, "no contact");
    }
    return;
  }
  found.pass(Reason::contact_unknown);
  if (c.ask.person->erased) {
    found.fail(Reason::contact_erased, {});
  } else if (suppressed(c.address, SuppressionCause::erasure)) {
    found.fail(Reason::contact_erased, "the address was erased");
  } else {
    found.pass(Reason::contact_erased);
  }
  if (c.ask.person->restricted) {
    found.fail(Reason::processing_restricted, {});
  } else {
    found.pass(Reason::processing_restricted);
  }
  check_objected(c, found);
  check_pauses(c, found);
}

}  // namespace assent::channels
