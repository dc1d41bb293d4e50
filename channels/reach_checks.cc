// Checks of what has reached the person already: one intent, one knock (P3), and the limits.
//
// Both look at the claims of the contact and of the address, so that neither a second contact with the same
// address nor a second address of the same contact makes room for more.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <vector>

#include "base/limits.h"
#include "channels/findings.h"

namespace assent::channels {
namespace {

// Is there such a claim of contact or address, other than the asking message's own? One in both is seen
// twice. The id is compared last: it seldom decides, and this runs over every claim of every decision.
template <class Such>
bool any_claim(const Case& c, Such such) {
  const bool planned = !c.ask.message.none();
  auto among = [&](const std::vector<Claim>& claims) {
    return std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) {
      return such(claim) && !(planned && claim.message == c.ask.message);
    });
  };
  return (c.ask.person != nullptr && among(c.ask.person->claims)) ||
         (c.ask.address != nullptr && among(c.ask.address->claims));
}

void check_already_reached(const Case& c, Findings& found) {
  const Ask& ask = c.ask;
  if (any_claim(c, [&](const Claim& claim) {
        return std::memcmp(claim.intent.data(), ask.intent.data(), ask.intent.size()) == 0;
      })) {
    return found.fail(Reason::already_reached, "the same template for the same occasion");
  }
  if (any_claim(c, [&](const Claim& claim) {
        return ask.now - claim.at < limits::same_template_window &&
               claim.template_name == ask.template_name && claim.journey != ask.journey;
      })) {
    return found.fail(Reason::already_reached, "the same template from another journey within 7 days");
  }
  found.pass(Reason::already_reached);
}

// Has the window of the cap no slot left?
template <class Counts>
bool used_up(const Case& c, const Cap& cap, Counts counts) {
  boost::container::small_vector<MessageId, 16> seen;
  auto in_window = [&](const Claim& claim) {
    if (c.ask.now - claim.at >= cap.window || !counts(claim)) return false;
    if (claim.message == c.ask.message && !c.ask.message.none()) return false;
    if (std::find(seen.begin(), seen.end(), claim.message) == seen.end()) seen.push_back(claim.message);
    return seen.size() >= cap.messages;
  };
  return cap.messages == 0 || any_claim(c, in_window);
}

// The first instant at which the window has a slot; nullopt: never.
template <class Counts>
std::optional<Utc> slot_free_at(const Case& c, const Cap& cap, Counts counts) {
  if (!used_up(c, cap, counts)) return c.ask.now;
  if (cap.messages == 0) return std::nullopt;
  std::map<MessageId, Utc> latest;  // of each message: one in both lists is seen twice
  any_claim(c, [&](const Claim& claim) {
    if (c.ask.now - claim.at < cap.window && counts(claim)) {
      Utc& at = latest.emplace(claim.message, claim.at).first->second;
      at = std::max(at, claim.at);
    }
    return false;
  });
  std::vector<Utc> times;
  for (const auto& [message, at] : latest) times.push_back(at);
  std::sort(times.begin(), times.end());
  return times[times.size() - cap.messages] + cap.window;
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

// The contact's own wish for less: it waits for a slot, as long as the message lives.
void check_pace(const Case& c, Findings& found) {
  if (c.ask.person == nullptr) return found.skip(Reason::pace, "no contact");
  const auto& pace = c.ask.person->pace;
  if (!pace) return found.skip(Reason::pace, "none chosen");
  std::optional<Utc> free = slot_free_at(c, *pace, [](const Claim&) { return true; });
  if (!free) return found.fail(Reason::pace, describe(*pace, "the contact"));
  if (*free == c.ask.now) return found.pass(Reason::pace);
  found.fail_until(Reason::pace, *free, describe(*pace, "the contact"));
}

}  // namespace

void check_reach(const Case& c, Findings& found) {
  check_pace(c, found);
  check_already_reached(c, found);
  check_frequency_cap(c, found);
}

}  // namespace assent::channels
