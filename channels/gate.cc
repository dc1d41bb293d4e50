#include "channels/gate.h"

#include <algorithm>

#include "channels/findings.h"
#include "channels/local_hours.h"

namespace assent::channels {
namespace {

const Address* address_of_channel(const Ask& ask) {
  if (ask.address == nullptr || ask.address->kind != ask.channel.point_kind()) return nullptr;
  return ask.address;
}

DecisionEvidence evidence_of(const Case& c) {
  DecisionEvidence evidence;
  if (c.held == nullptr) return evidence;
  evidence.point_leaf = c.held->leaf_seq;
  evidence.credential = c.held->credential;
  if (c.standing.state == ConsentState::given) {
    const ConsentEvent& grant = *c.standing.grant;
    evidence.consent_leaf = grant.leaf_seq;
    evidence.notice = grant.evidence.notice;
    evidence.notice_sha256 = grant.evidence.notice_sha256;
    if (!grant.evidence.credential.empty()) evidence.credential = grant.evidence.credential;
  }
  return evidence;
}

}  // namespace

std::string_view name(Stage stage) {
  switch (stage) {
    case Stage::plan:
      return "plan";
    case Stage::claim:
      return "claim";
  }
  return {};
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::allow:
      return "allow";
    case Outcome::deny:
      return "deny";
    case Outcome::defer:
      return "defer";
  }
  return {};
}

std::string_view name(CheckResult result) {
  switch (result) {
    case CheckResult::pass:
      return "pass";
    case CheckResult::fail:
      return "fail";
    case CheckResult::skip:
      return "skip";
  }
  return {};
}

Case::Case(const Ask& question, const Policy& rules)
    : ask(question),
      policy(rules),
      address(address_of_channel(question)),
      held(address != nullptr && question.person != nullptr ? address->held_by(question.person->id)
                                                            : nullptr),
      packs(packs_binding(question.places, rules)),
      binding(rules_binding(question.channel.medium(), packs, rules, question.now)) {
  if (ask.person == nullptr) return;
  for (const Stop& stop : ask.person->stops) stops.push_back(&stop);
  if (address == nullptr) {
    widen_stops();
    return;
  }
  for (const Stop& stop : address->stops) stops.push_back(&stop);
  widen_stops();
  standing = consent_standing(address->consents, ask.person->id, ask.channel, ask.purpose, stops, ask.now);
}

// Where a rule says so, a stop for one purpose is a stop for all on the rule's channels. A stop from before the rule
// stays as wide as it was said.
void Case::widen_stops() {
  for (const BindingRule& r : binding) {
    if (!std::holds_alternative<StopCovers>(r.rule->effect)) continue;
    const std::size_t said = stops.size();
    for (std::size_t i = 0; i < said; ++i) {
      const Stop& stop = *stops[i];
      bool concerned = stop.purpose && (!stop.channel || r.rule->concerns(stop.channel->medium()));
      if (concerned && (!r.rule->from || stop.recorded_at >= *r.rule->from)) widened.push_back(stop);
    }
    break;
  }
  for (Stop& stop : widened) {
    stop.channel.reset();
    stop.purpose.reset();
    stops.push_back(&stop);
  }
}

Decision decide(const Ask& ask, const Policy& policy) {
  Case c(ask, policy);
  Findings found;
  check_person(c, found);
  check_reach(c, found);
  check_point(c, found);
  check_consent(c, found);
  check_time(c, found);
  check_message(c, found);
  check_brakes(c, found);
  Decision d = std::move(found).decision();
  d.evidence = evidence_of(c);
  d.packs = c.packs;
  if (ask.zones.size() == 1) d.local_time = local_time_text(ask.zones.front(), ask.now);
  return d;
}

bool may_fall_back(const Decision& decision) {
  auto has = [&](About family) {
    return std::any_of(decision.reasons.begin(), decision.reasons.end(),
                       [&](Reason r) { return about(r) == family; });
  };
  switch (decision.outcome) {
    case Outcome::allow:
      return false;
    case Outcome::deny:
      return has(About::point) && !has(About::person) && !has(About::message);
    case Outcome::defer:
      return std::none_of(decision.reasons.begin(), decision.reasons.end(), [](Reason r) {
        return r == Reason::journey_paused || r == Reason::channel_paused;
      });
  }
  return false;
}

}  // namespace assent::channels
