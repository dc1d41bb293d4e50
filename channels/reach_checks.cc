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

// Has the window of the cap no slot left, `kept` of them being spoken for?
template <class Counts>
bool used_up(const Case& c, const Cap& cap, std::size_t kept, Counts counts) {
  boost::container::small_vector<MessageId, 16> seen;
  auto in_window = [&](const Claim& claim) {
    if (c.ask.now - claim.at >= cap.window || !counts(claim)) return false;
    if (claim.message == c.ask.message && !c.ask.message.none()) return false;
    if (std::find(seen.begin(), seen.end(), claim.message) == seen.end()) seen.push_back(claim.message);
    return seen.size() + kept >= cap.messages;
  };
  return kept >= cap.messages || any_claim(c, in_window);
}

// The first instant at which the window has a slot, `kept` messages being handed over now; nullopt: never.
template <class Counts>
std::optional<Utc> slot_free_at(const Case& c, const Cap& cap, std::size_t kept, Counts counts) {
  if (!used_up(c, cap, kept, counts)) return c.ask.now;
  if (cap.messages == 0) return std::nullopt;
  std::map<MessageId, Utc> latest;  // of each message: one in both lists is seen twice
  any_claim(c, [&](const Claim& claim) {
    if (c.ask.now - claim.at < cap.window && counts(claim)) {
      Utc& at = latest.emplace(claim.message, claim.at).first->second;
      at = std::max(at, claim.at);
    }
    return false;
  });
  std::vector<Utc> times(kept, c.ask.now);
  for (const auto& [message, at] : latest) {
    if (message != c.ask.message || message.none()) times.push_back(at);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() - cap.messages] + cap.window;
}

std::string describe(const Cap& cap, std::string_view whose) {
  return fmt::format("{} messages in {}, {}", cap.messages, format_duration(cap.window), whose);
}

// What one cap says: nothing, wait until then, or no.
struct CapVerdict {
  bool full = false;
  std::optional<Utc> until;
  std::string detail;
};

// `counts` says which claims the cap is about, `keeps` which of the messages that go first.
template <class Counts, class Keeps>
CapVerdict ask_cap(const Case& c, const Cap& cap, Counts counts, Keeps keeps, auto whose) {
  const Utc expires = c.ask.expires_at;
  std::optional<Utc> free = slot_free_at(c, cap, 0, counts);
  if (!free || (*free > c.ask.now && *free >= expires)) return {true, {}, describe(cap, whose())};
  if (auto kept = static_cast<std::size_t>(std::count_if(c.ask.ahead.begin(), c.ask.ahead.end(), keeps));
      kept > 0) {
    // Those that go first may yet fall away: it waits for its own slot, or for their end, and is not refused.
    std::optional<Utc> after = slot_free_at(c, cap, kept, counts);
    if (after && *after > c.ask.now) {
      return {true, std::min(*after, expires),
              describe(cap, whose()) + ", and a message of higher priority goes first"};
    }
  }
  if (*free > c.ask.now) return {true, *free, describe(cap, whose())};
  return {};
}

// Every cap must leave a slot: that of the policy, of the journey, and those of the rules. It denies where one leaves
// none before the message expires.
void check_frequency_cap(const Case& c, Findings& found) {
  bool any = false;
  CapVerdict worst;
  auto hear = [&](CapVerdict verdict) {
    any = true;
    if (!verdict.full) return;
    bool denied = worst.full && !worst.until;
    if (!worst.full || (!denied && (!verdict.until || *verdict.until > *worst.until)))
      worst = std::move(verdict);
  };
  if (c.policy.cap) {
    hear(ask_cap(
        c, *c.policy.cap, [](const Claim&) { return true; }, [](const Ahead&) { return true; },
        [] { return "by the policy"; }));
  }
  if (c.ask.journey_cap) {
    auto ours = [&](const auto& one) { return one.journey == c.ask.journey; };
    hear(ask_cap(c, *c.ask.journey_cap, ours, ours, [] { return "by the journey"; }));
  }
  for (const BindingRule& r : c.binding) {
    auto* rule = std::get_if<RuleCap>(&r.rule->effect);
    if (rule == nullptr) continue;
    auto ours = [&](const auto& one) {
      return r.rule->concerns(one.channel.medium()) && (!rule->same_purpose || one.purpose == c.ask.purpose);
    };
    hear(ask_cap(c, rule->cap, ours, ours, [&] { return by_rule(r); }));
  }
  if (!any) return found.skip(Reason::frequency_cap, "no limit is set");
  if (!worst.full) return found.pass(Reason::frequency_cap);
  if (!worst.until) return found.fail(Reason::frequency_cap, std::move(worst.detail));
  found.fail_until(Reason::frequency_cap, *worst.until, std::move(worst.detail));
}

// The contact's own wish for less: it waits for a slot, as long as the message lives.
void check_pace(const Case& c, Findings& found) {
  if (c.ask.person == nullptr) return found.skip(Reason::pace, "no contact");
  const auto& pace = c.ask.person->pace;
  if (!pace) return found.skip(Reason::pace, "none chosen");
  std::optional<Utc> free = slot_free_at(c, *pace, 0, [](const Claim&) { return true; });
  if (!free) return found.fail(Reason::pace, describe(*pace, "by the contact"));
  if (*free == c.ask.now) return found.pass(Reason::pace);
  found.fail_until(Reason::pace, *free, describe(*pace, "by the contact"));
}

}  // namespace

void check_reach(const Case& c, Findings& found) {
  check_pace(c, found);
  check_already_reached(c, found);
  check_frequency_cap(c, found);
}

}  // namespace assent::channels
