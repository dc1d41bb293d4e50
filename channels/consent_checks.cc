// Checks of the consent: exactly `given`, in force, unexpired, vouched for, and covered by its notice.
#include <fmt/format.h>

#include <algorithm>

#include "channels/findings.h"

namespace assent::channels {
namespace {

constexpr std::array kConsentReasons{Reason::consent_missing, Reason::consent_pending,
                                     Reason::consent_refused, Reason::consent_withdrawn,
                                     Reason::consent_expired, Reason::consent_invalidated};

std::optional<Reason> reason_of(ConsentState state) {
  switch (state) {
    case ConsentState::missing:
      return Reason::consent_missing;
    case ConsentState::given:
      return std::nullopt;
    case ConsentState::pending:
      return Reason::consent_pending;
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

// Why a grant holds no longer, though it was given for longer: the policy as it is now, or a rule that came since.
// Empty: it holds.
std::string outlived(const Case& c) {
  const Purpose* purpose = c.policy.purpose(c.ask.purpose);
  auto over = [&](Millis after) { return c.standing.since + after <= c.ask.now; };
  if (purpose != nullptr && purpose->consent_expires && over(*purpose->consent_expires))
    return "the policy lets it hold for a shorter time";
  for (const BindingRule& r : c.binding) {
    auto* expires = std::get_if<ConsentExpires>(&r.rule->effect);
    if (expires != nullptr && over(expires->after)) return by_rule(r);
  }
  return {};
}

// Who wants this consent confirmed; empty: nobody.
std::string wants_double_opt_in(const Case& c) {
  const Purpose* purpose = c.policy.purpose(c.ask.purpose);
  if (purpose != nullptr && std::find(purpose->double_opt_in.begin(), purpose->double_opt_in.end(),
                                      c.ask.channel) != purpose->double_opt_in.end()) {
    return "by the policy";
  }
  for (const BindingRule& r : c.binding) {
    if (std::holds_alternative<DoubleOptIn>(r.rule->effect)) return by_rule(r);
  }
  return {};
}

// Why a grant in force does not count; empty: it does.
std::string flaw(const Case& c) {
  const Evidence& evidence = c.standing.grant->evidence;
  if (evidence.credential.empty()) return "no credential vouches for it";
  const Notice* notice = c.policy.notice(evidence.notice);
  if (notice == nullptr) return fmt::format("its notice \"{}\" is not in the policy", evidence.notice);
  if (!notice->covers_consent(c.ask.purpose, c.ask.channel)) {
    return fmt::format("its notice \"{}\" does not cover {} by {}", evidence.notice, c.ask.purpose,
                       c.ask.channel.text());
  }
  return {};
}

// Consent counts, or would, once the address has confirmed it. A consent that ended is told by its own reason.
void check_double_opt_in(const Case& c, Findings& found) {
  std::string who = wants_double_opt_in(c);
  if (who.empty()) return found.skip(Reason::double_opt_in_missing, "not asked for");
  switch (c.standing.state) {
    case ConsentState::given:
      if (c.standing.confirmed) return found.pass(Reason::double_opt_in_missing);
      return found.fail(Reason::double_opt_in_missing, "agreed " + format_rfc3339(c.standing.since) +
                                                           ", not confirmed since; asked for " + who);
    case ConsentState::pending:
      return found.fail(Reason::double_opt_in_missing,
                        "asked " + format_rfc3339(c.standing.since) + ", " + who);
    case ConsentState::missing:
    case ConsentState::refused:
    case ConsentState::withdrawn:
    case ConsentState::objected:
    case ConsentState::expired:
    case ConsentState::invalidated:
      break;
  }
  found.skip(Reason::double_opt_in_missing, "no consent to confirm");
}

}  // namespace

void check_consent(const Case& c, Findings& found) {
  check_double_opt_in(c, found);
  if (c.ask.person == nullptr || c.address == nullptr) {
    std::string_view why = c.ask.person == nullptr ? "no contact" : "no address";
    for (Reason r : kConsentReasons) found.skip(r, why);
    return;
  }
  for (Reason r : kConsentReasons) found.pass(r);
  if (std::optional<Reason> r = reason_of(c.standing.state)) {
    std::string since =
        c.standing.state == ConsentState::missing ? "" : "since " + format_rfc3339(c.standing.since);
    return found.fail(*r, std::move(since));
  }
  if (std::string why = outlived(c); !why.empty()) found.fail(Reason::consent_expired, std::move(why));
  if (std::string why = flaw(c); !why.empty()) found.fail(Reason::consent_invalidated, std::move(why));
}

}  // namespace assent::channels
