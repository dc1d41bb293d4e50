// Checks about the point: there is one, the contact provided it, and nothing speaks against using it.
#include "channels/findings.h"

namespace assent::channels {
namespace {

void check_provided(const Case& c, Findings& found) {
  if (c.held == nullptr) {
    return found.fail(Reason::not_provided_by_contact, "the contact does not hold this address");
  }
  if (c.held->provided_by != ProvidedBy::contact) {
    return found.fail(Reason::not_provided_by_contact,
                      "provided by " + std::string(name(c.held->provided_by)) + ", through " +
                          (c.held->through.empty() ? "an unknown way" : c.held->through));
  }
  if (c.held->credential.empty()) {
    return found.fail(Reason::not_provided_by_contact, "no credential vouches for it");
  }
  found.pass(Reason::not_provided_by_contact);
}

void check_suppression(const Case& c, Reason reason, SuppressionCause cause, Findings& found) {
  for (const Suppression& s : c.address->suppressions) {
    if (s.cause == cause) return found.fail(reason, "since " + format_rfc3339(s.at));
  }
  found.pass(reason);
}

}  // namespace

void check_point(const Case& c, Findings& found) {
  if (c.address == nullptr) {
    if (c.ask.person == nullptr) {
      found.skip(Reason::no_address, "no contact");
    } else {
      found.fail(Reason::no_address, "no " + c.ask.channel.point_kind().text() + " point");
    }
    for (Reason r : {Reason::not_provided_by_contact, Reason::suppressed_bounce, Reason::suppressed_complaint,
                     Reason::address_paused}) {
      found.skip(r, "no address");
    }
    return;
  }
  found.pass(Reason::no_address);
  if (c.ask.person == nullptr) {
    found.skip(Reason::not_provided_by_contact, "no contact");
  } else {
    check_provided(c, found);
  }
  check_suppression(c, Reason::suppressed_bounce, SuppressionCause::bounce, found);
  check_suppression(c, Reason::suppressed_complaint, SuppressionCause::complaint, found);
  if (c.address->paused) {
    found.fail(Reason::address_paused, {});
  } else {
    found.pass(Reason::address_paused);
  }
}

}  // namespace assent::channels
