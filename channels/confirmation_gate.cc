#include "channels/confirmation_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "channels/findings.h"
#include "channels/local_hours.h"

namespace assent::channels {
namespace {

constexpr std::array kConsentReasons{Reason::consent_missing,      Reason::consent_refused,
                                     Reason::consent_withdrawn,    Reason::consent_expired,
                                     Reason::consent_invalidated,  Reason::consent_pending,
                                     Reason::double_opt_in_missing};

const Suppression* suppressed(const Address& address, SuppressionCause cause) {
  for (const Suppression& s : address.suppressions) {
    if (s.cause == cause) return &s;
  }
  return nullptr;
}

std::vector<const Stop*> stops_of(const Address& address, const Person& person) {
  std::vector<const Stop*> stops;
  for (const Stop& stop : person.stops) stops.push_back(&stop);
  for (const Stop& stop : address.stops) stops.push_back(&stop);
  return stops;
}

// What a consent says does not matter to an access link, nor when the hour is, what was sent before, or the journey.
void skip_what_is_not_asked(Findings& found) {
  for (Reason r : {Reason::held_out, Reason::paused_by_contact, Reason::already_reached,
                   Reason::time_zone_unknown, Reason::data_not_permitted, Reason::content_incomplete,
                   Reason::quiet_hours, Reason::pace, Reason::channel_unavailable, Reason::journey_paused}) {
    found.skip(r, "not asked of a service message");
  }
}

void check_person(const ServiceAsk& ask, Findings& found) {
  if (ask.person == nullptr) {
    found.fail(Reason::contact_unknown, {});
    found.skip(Reason::contact_erased, "no contact");
    found.skip(Reason::processing_restricted, "no contact");
    return;
  }
  found.pass(Reason::contact_unknown);
  const Suppression* erased = ask.address ? suppressed(*ask.address, SuppressionCause::erasure) : nullptr;
  if (ask.person->erased) {
    found.fail(Reason::contact_erased, {});
  } else if (erased != nullptr && (ask.service != Service::confirmation || erased->at >= ask.requested_at)) {
    found.fail(Reason::contact_erased, "the address was erased, and nobody asked anew since");
  } else {
    found.pass(Reason::contact_erased);
  }
  bool sees_own_data = ask.service == Service::access;  // whoever restricted the use of it
  if (ask.person->restricted && !sees_own_data) {
    found.fail(Reason::processing_restricted, {});
  } else {
    found.pass(Reason::processing_restricted);
  }
}

void check_point(const ServiceAsk& ask, Findings& found) {
  bool fits = ask.address != nullptr && ask.address->kind == ask.channel.point_kind();
  if (!fits) {
    found.fail(Reason::no_address, "no " + ask.channel.point_kind().text() + " point");
    for (Reason r : {Reason::not_provided_by_contact, Reason::suppressed_bounce, Reason::suppressed_complaint,
                     Reason::address_paused}) {
      found.skip(r, "no address");
    }
    return;
  }
  found.pass(Reason::no_address);
  const Point* held = ask.person ? ask.address->held_by(ask.person->id) : nullptr;
  if (held == nullptr) {
    found.fail(Reason::not_provided_by_contact, "the contact does not hold this address");
  } else if (held->provided_by != ProvidedBy::contact || held->credential.empty()) {
    found.fail(Reason::not_provided_by_contact, "provided by " + std::string(name(held->provided_by)));
  } else {
    found.pass(Reason::not_provided_by_contact);
  }
  auto judge = [&](Reason reason, SuppressionCause cause) {
    const Suppression* s = suppressed(*ask.address, cause);
    if (s != nullptr) return found.fail(reason, "since " + format_rfc3339(s->at));
    found.pass(reason);
  };
  judge(Reason::suppressed_bounce, SuppressionCause::bounce);
  judge(Reason::suppressed_complaint, SuppressionCause::complaint);
  if (ask.address->paused && ask.service == Service::confirmation) {
    found.fail(Reason::address_paused, {});
  } else {
    found.pass(Reason::address_paused);
  }
}

Reason reason_of(ConsentState state) {
  switch (state) {
    case ConsentState::missing:
    case ConsentState::given:
    case ConsentState::pending:
      return Reason::consent_missing;
    case ConsentState::refused:
      return Reason::consent_refused;
    case ConsentState::withdrawn:
    case ConsentState::objected:
      return Reason::consent_withdrawn;
    case ConsentState::expired:
      return Reason::consent_expired;
    case ConsentState::invalidated:
      return Reason::consent_invalidated;
  }
  return Reason::consent_missing;
}

// Something of what is to be confirmed must still be open. Else the reason is what happened to it.
void check_scope(const ServiceAsk& ask, Findings& found) {
  found.pass(Reason::objected);
  if (ask.service == Service::access || ask.person == nullptr || ask.address == nullptr) {
    std::string_view why =
        ask.service == Service::access ? "an access link needs no consent" : "nobody to ask";
    for (Reason r : kConsentReasons) found.skip(r, why);
    return;
  }
  for (Reason r : kConsentReasons) found.pass(r);
  found.skip(Reason::consent_pending, "pending is what is to be confirmed");
  found.skip(Reason::double_opt_in_missing, "this is the request for it");
  std::vector<const Stop*> stops = stops_of(*ask.address, *ask.person);
  std::optional<Standing> closed;
  for (const ConfirmScope& one : ask.scope) {
    if (still_open(*ask.address, *ask.person, one, ask.requested_at)) return;
    closed =
        consent_standing(ask.address->consents, ask.person->id, one.channel, one.purpose, stops, ask.now);
  }
  if (!closed) return found.fail(Reason::consent_missing, "there is nothing to confirm");
  found.fail(reason_of(closed->state), "it came after the request, " + format_rfc3339(closed->since));
  if (closed->state == ConsentState::objected) {
    found.fail(Reason::objected, "since " + format_rfc3339(closed->since));
  }
}

// Is it only too early? Then that is when.
std::optional<Utc> check_count(const ServiceAsk& ask, Findings& found) {
  found.pass(Reason::frequency_cap);
  if (ask.address == nullptr) return std::nullopt;
  std::uint32_t lately = 0;
  std::optional<Utc> latest;
  for (const Asking& one : ask.address->asked) {
    if (one.service != ask.service || one.message == ask.message) continue;
    if (ask.now - one.at < limits::access_window) ++lately;
    latest = std::max(latest.value_or(one.at), one.at);
  }
  if (ask.service == Service::access) {
    if (lately >= limits::access_links) {
      found.fail(Reason::frequency_cap, fmt::format("{} access links in a day", limits::access_links));
    }
    return std::nullopt;
  }
  if (ask.from_ip >= limits::confirmations_per_ip) {
    found.fail(Reason::frequency_cap, "too many requests from this IP address");
  } else if (ask.from_form >= limits::confirmations_per_form) {
    found.fail(Reason::frequency_cap, "too many requests by way of this form");
  } else if (latest && *latest > ask.now && ask.stage == Stage::plan) {
    found.fail(Reason::frequency_cap, "another request to this address waits for its turn already");
  } else if (latest && *latest <= ask.now && ask.now - *latest < limits::confirmation_gap) {
    found.fail(Reason::frequency_cap, "this address was asked within a day");
    return *latest + limits::confirmation_gap;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Service service) {
  switch (service) {
    case Service::none:
      return "";
    case Service::confirmation:
      return "confirmation_request";
    case Service::access:
      return "access_link";
  }
  return "";
}

bool still_open(const Address& address, const Person& person, const ConfirmScope& scope, Utc since) {
  std::vector<const Stop*> stops = stops_of(address, person);
  auto end = last_end(address.consents, person.id, scope.channel, scope.purpose, stops);
  if (end && *end >= since) return false;
  return std::none_of(address.suppressions.begin(), address.suppressions.end(), [&](const Suppression& s) {
    bool of_the_person = s.cause == SuppressionCause::objection || s.cause == SuppressionCause::erasure;
    return of_the_person && s.at >= since;
  });
}

Decision decide_service(const ServiceAsk& ask) {
  Findings found;
  skip_what_is_not_asked(found);
  check_person(ask, found);
  check_point(ask, found);
  check_scope(ask, found);
  std::optional<Utc> turn = check_count(ask, found);
  if (ask.now >= ask.expires_at) {
    found.fail(Reason::expired, "since " + format_rfc3339(ask.expires_at));
  } else {
    found.pass(Reason::expired);
  }
  if (ask.channel_paused) {
    found.fail(Reason::channel_paused, {});
  } else {
    found.pass(Reason::channel_paused);
  }
  Decision d = std::move(found).decision();
  const Point* held = ask.person && ask.address ? ask.address->held_by(ask.person->id) : nullptr;
  if (held != nullptr) {
    d.evidence.point_leaf = held->leaf_seq;
    d.evidence.credential = held->credential;
  }
  if (ask.zones.size() == 1) d.local_time = local_time_text(ask.zones.front(), ask.now);
  bool only_early = turn && d.reasons.size() == 1;
  if (only_early) {  // being asked again is not denied here: it waits for its turn
    d.outcome = Outcome::defer;
    d.until = turn;
  }
  return d;
}

std::string_view name(Lifting event) {
  switch (event) {
    case Lifting::submission:
      return "submission";
    case Lifting::inbound:
      return "inbound";
    case Lifting::authenticated_inbound:
      return "authenticated_inbound";
    case Lifting::inbound_opt_in:
      return "inbound_opt_in";
    case Lifting::confirmation:
      return "confirmation";
  }
  return "";
}

bool lifts(Lifting event, SuppressionCause cause) {
  switch (cause) {
    case SuppressionCause::bounce:
      return event == Lifting::inbound || event == Lifting::authenticated_inbound ||
             event == Lifting::inbound_opt_in;
    case SuppressionCause::complaint:
      return event == Lifting::inbound_opt_in || event == Lifting::confirmation;
    case SuppressionCause::objection:
    case SuppressionCause::erasure:
      return event == Lifting::confirmation;
  }
  return false;
}

}  // namespace assent::channels
