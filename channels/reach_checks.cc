// Checks of what has reached the person already: one intent, one knock (P3), and the limits.
//
// Both look at the claims of the contact and of the address, so that neither a second contact with the same
// address nor a second address of the same contact makes room for more.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "channels/findings.h"

namespace assent::channels {
namespace {

// Every claim of contact and address but the asking message's own; one in both is seen twice. Stops at the
// first for which `found` says true.
template <class Found>
bool any_claim(const Case& c, Found found) {
  auto among = [&](const std::vector<Claim>& claims) {
    return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
      bool own = claim.message == c.ask.message && !claim.message.none();
      return !own && found(claim);
    });
  };
  return (c.ask.person != nullptr && among(c.ask.person->claims)) ||
         (c.ask.address != nullptr && among(c.ask.address->claims));
}

void check_already_reached(const Case& c, Findings& found) {
  std::string_view why;
  any_claim(c, [&](const Claim& claim) {
    if (claim.intent == c.ask.intent) why = "the same template for the same occasion";
    bool recent = c.ask.now - claim.at < limits::same_template_window;
    if (recent && claim.template_name == c.ask.template_name && claim.journey != c.ask.journey) {
      why = "the same template from another journey within 7 days";
    }
    return !why.empty();
  });
  if (why.empty()) return found.pass(Reason::already_reached);
  found.fail(Reason::already_reached, std::string(why));
}

// Has the window of the cap no slot left?
template <class Counts>
bool used_up(const Case& c, const Cap& cap, Counts counts) {
  boost::container::small_vector<MessageId, 16> seen;
  if (cap.messages == 0) return true;
  return any_claim(c, [&](const Claim& claim) {
    if (c.ask.now - claim.at >= cap.window || !counts(claim)) return false;
    if (std::find(seen.begin(), seen.end(), claim.message) != seen.end()) return false;
    seen.push_back(claim.message);
    return seen.size() >= cap.messages;
  });
}

std::string describe(const Cap& cap, std::string_view whose) {
  return fmt::format("{} messages in {}, by {}", cap.messages, format_duration(cap.window), whose);
}

void check_frequency_cap(const Case& c, Findings& found) {
  const auto& policy_cap = c.policy.cap;
  const auto& journey_cap = c.ask.journey_cap;
  if (!policy_cap && !journey_cap) return found.skip(Reason::frequency_cap, "no limit is set");
  if (policy_cap && used_up(c, *policy_cap, [](const Claim&) { return true; })) {
    return found.fail(Reason::frequency_cap, describe(*policy_cap, "the policy"));
  }
  if (journey_cap && used_up(c, *journey_cap, [&](const Claim& k) { return k.journey == c.ask.journey; })) {
    return found.fail(Reason::frequency_cap, describe(*journey_cap, "the journey"));
  }
  found.pass(Reason::frequency_cap);
}

}  // namespace

void check_reach(const Case& c, Findings& found) {
  check_already_reached(c, found);
  check_frequency_cap(c, found);
}

}  // namespace assent::channels
