// P1 by another road: whatever the world, an allow satisfies a predicate that was written from the promise
// and shares no code with the gate.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

bool one_in(int n) {
  return *rc::gen::inRange(0, n) == 0;
}
std::int64_t any_minute() {
  return *rc::gen::inRange<std::int64_t>(0, 70);
}
Channel any_channel() {
  return channel(*rc::gen::element<std::string>("email", "email", "email", "sms"));
}
std::string any_purpose() {
  return *rc::gen::element<std::string>("tips", "tips", "tips", "offers");
}

ConsentEvent any_event(const World& w) {
  ConsentEvent e = w.event(one_in(2) ? ConsentAct::given : static_cast<ConsentAct>(*rc::gen::inRange(1, 10)),
                           any_minute());
  e.recorded_at = minute(any_minute());
  e.contact = one_in(4) ? w.bob : w.ada;
  e.channel = any_channel();
  e.purpose = any_purpose();
  if (one_in(4)) e.expires_at = minute(any_minute());
  if (one_in(8)) e.evidence.notice = "lost";
  if (one_in(8)) e.evidence.credential.clear();
  return e;
}

Stop any_stop() {
  Stop stop{{}, {}, one_in(3), minute(any_minute()), 0};
  if (!one_in(3)) stop.channel = any_channel();
  if (!one_in(3)) stop.purpose = any_purpose();
  return stop;
}

Claim any_claim(const World& w) {
  Claim c = w.claim(static_cast<std::uint8_t>(*rc::gen::inRange(95, 105)), any_minute());
  if (one_in(8)) c.intent = w.ask.intent;
  if (one_in(8)) c.template_name = w.ask.template_name;
  if (one_in(2)) c.journey = w.ask.journey;
  return c;
}

// What may be different from a world in which everything is allowed.
using Change = void (*)(World&);
const std::vector<Change> kChanges{
    [](World& w) { w.address.consents.clear(); },
    [](World& w) { w.address.consents.push_back(any_event(w)); },
    [](World& w) { w.address.consents.push_back(any_event(w)); },
    [](World& w) { w.address.consents.insert(w.address.consents.begin(), any_event(w)); },
    [](World& w) { w.person.stops.push_back(any_stop()); },
    [](World& w) { w.address.stops.push_back(any_stop()); },
    [](World& w) { w.address.holders[0].provided_by = static_cast<ProvidedBy>(*rc::gen::inRange(1, 5)); },
    [](World& w) { w.address.holders[0].contact = w.bob; },
    [](World& w) { w.address.holders.insert(w.address.holders.begin(), w.point(w.bob)); },
    [](World& w) { w.address.holders[0].credential.clear(); },
    [](World& w) {
      w.address.suppressions.push_back({static_cast<SuppressionCause>(*rc::gen::inRange(1, 5)), minute(1)});
    },
    [](World& w) { w.address.paused = true; },
    [](World& w) { w.person.erased = true; },
    [](World& w) { w.person.restricted = true; },
    [](World& w) {
      w.person.pauses.push_back({any_channel(), any_purpose(), minute(any_minute())});
    },
    [](World& w) { w.person.claims.push_back(any_claim(w)); },
    [](World& w) { w.address.claims.push_back(any_claim(w)); },
    [](World& w) { w.address.claims = w.person.claims; },
    [](World& w) {
      w.policy.cap = Cap{static_cast<std::uint32_t>(*rc::gen::inRange(1, 4)), std::chrono::minutes(40)};
    },
    [](World& w) {
      w.ask.journey_cap = Cap{1, std::chrono::minutes(40)};
    },
    [](World& w) {
      w.policy.quiet_hours = QuietHours{static_cast<std::uint16_t>(*rc::gen::inRange(0, 1440)), 600};
    },
    [](World& w) {
      w.person.own_quiet_hours = QuietHours{static_cast<std::uint16_t>(*rc::gen::inRange(0, 1440)), 600};
    },
    [](World& w) {
      w.person.pace = Cap{static_cast<std::uint32_t>(*rc::gen::inRange(0, 4)), std::chrono::minutes(40)};
    },
    [](World& w) { w.policy.purposes["tips"].double_opt_in = {channel("email")}; },
    [](World& w) {
      w.address.consents.push_back(w.event(ConsentAct::confirmed, any_minute()));
      w.address.consents.back().recorded_at = minute(any_minute());
    },
    [](World& w) { w.ask.zones.clear(); },
    [](World& w) { w.ask.zones.push_back(*Zone::find("America/New_York")); },
    [](World& w) { w.policy.purposes["tips"].consent_expires = std::chrono::minutes(any_minute() + 1); },
    [](World& w) { w.policy.notices["tips-v1"].covers[0].channels = {any_channel()}; },
    [](World& w) { w.ask.channel = channel("sms"); },
    [](World& w) { w.ask.purpose = "offers"; },
    [](World& w) { w.ask.expires_at = minute(any_minute()); },
    [](World& w) { w.ask.content.complete = false; },
    [](World& w) { w.ask.content.data_permitted = false; },
    [](World& w) { w.ask.held_out = true; },
    [](World& w) { w.ask.journey_paused = true; },
    [](World& w) { w.ask.channel_paused = true; },
    [](World& w) { w.ask.channel_available = false; },
};

World any_world() {
  World w;
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i)
    kChanges[*rc::gen::inRange<std::size_t>(0, kChanges.size())](w);
  Seq leaf = 100;
  for (ConsentEvent& e : w.address.consents) e.leaf_seq = leaf++;
  return w;
}

bool stops_this(const World& w, const Stop& s) {
  if (s.objection) return true;
  return (!s.channel || s.channel->text() == w.ask.channel.text()) &&
         (!s.purpose || *s.purpose == w.ask.purpose);
}

// When the last thing that speaks against this message was recorded.
std::optional<Utc> last_no(const World& w) {
  std::optional<Utc> last;
  auto no = [&](Utc t) { last = last ? std::max(*last, t) : t; };
  for (const Stop& s : w.person.stops) {
    if (stops_this(w, s)) no(s.recorded_at);
  }
  for (const Stop& s : w.address.stops) {
    if (stops_this(w, s)) no(s.recorded_at);
  }
  for (const ConsentEvent& e : w.address.consents) {
    bool here = e.channel.text() == w.ask.channel.text() && e.purpose == w.ask.purpose;
    switch (e.act) {
      case ConsentAct::requested:
      case ConsentAct::given:
      case ConsentAct::confirmed:
        break;
      case ConsentAct::objected:
        no(e.recorded_at);
        break;
      case ConsentAct::withdrawn:
        if (here) no(e.recorded_at);
        break;
      case ConsentAct::refused:
      case ConsentAct::expired:
      case ConsentAct::revoked:
      case ConsentAct::invalidated:
        if (here && e.contact == w.person.id) no(e.recorded_at);
        break;
    }
  }
  return last;
}

// P1: is there a grant that says yes to this message, and is it the last word? Of several grants at the last
// instant any may be the one that is vouched for, but none may have run out.
bool invited(const World& w) {
  std::map<Utc, std::vector<const ConsentEvent*>> grants;
  for (const ConsentEvent& e : w.address.consents) {
    if (e.act != ConsentAct::given && e.act != ConsentAct::confirmed) continue;
    if (e.contact != w.person.id || e.channel != w.ask.channel || e.purpose != w.ask.purpose) continue;
    grants[std::min(e.event_time, e.recorded_at)].push_back(&e);
  }
  if (grants.empty()) return false;
  auto [when, last] = *grants.rbegin();
  if (auto no = last_no(w); no && *no >= when) return false;
  bool vouched = false;
  for (const ConsentEvent* e : last) {
    if (e->expires_at && *e->expires_at <= w.ask.now) return false;
    vouched = vouched || (!e->evidence.credential.empty() && e->evidence.notice == "tips-v1");
  }
  auto expires = w.policy.purposes.at("tips").consent_expires;
  const auto& covers = w.policy.notices.at("tips-v1").covers[0];
  bool covered = w.ask.purpose == covers.purpose && std::find(covers.channels.begin(), covers.channels.end(),
                                                              w.ask.channel) != covers.channels.end();
  return vouched && covered && (!expires || when + *expires > w.ask.now);
}

// Where the policy wants it, a confirmation of this very consent that nothing has ended since.
bool confirmed(const World& w) {
  if (w.policy.purposes.at("tips").double_opt_in.empty() || w.ask.purpose != "tips") return true;
  std::optional<Utc> no = last_no(w);
  return std::any_of(w.address.consents.begin(), w.address.consents.end(), [&](const ConsentEvent& e) {
    return e.act == ConsentAct::confirmed && e.contact == w.person.id && e.channel == w.ask.channel &&
           e.purpose == w.ask.purpose && (!no || std::min(e.event_time, e.recorded_at) > *no) &&
           (!e.expires_at || *e.expires_at > w.ask.now);
  });
}

bool grants_at_one_instant(const World& w) {
  std::set<Utc> instants;
  std::size_t grants = 0;
  for (const ConsentEvent& e : w.address.consents) {
    if (e.act != ConsentAct::given && e.act != ConsentAct::confirmed) continue;
    instants.insert(std::min(e.event_time, e.recorded_at));
    ++grants;
  }
  return instants.size() < grants;
}

bool provided(const World& w) {
  for (const Point& p : w.address.holders) {
    if (p.contact == w.person.id) return p.provided_by == ProvidedBy::contact && !p.credential.empty();
  }
  return false;
}

// P3 and the limits.
bool leaves_room(const World& w) {
  std::set<MessageId> all;
  std::set<MessageId> of_journey;
  for (const auto* claims : {&w.person.claims, &w.address.claims}) {
    for (const Claim& c : *claims) {
      if (c.message == w.ask.message) continue;
      if (c.intent == w.ask.intent) return false;
      if (c.template_name == w.ask.template_name && c.journey != w.ask.journey)
        return false;  // all are recent
      if (c.at <= w.ask.now - std::chrono::minutes(40)) continue;
      all.insert(c.message);
      if (c.journey == w.ask.journey) of_journey.insert(c.message);
    }
  }
  if (w.person.pace && all.size() >= w.person.pace->messages) return false;
  if (w.policy.cap && all.size() >= w.policy.cap->messages) return false;
  return !w.ask.journey_cap || of_journey.size() < w.ask.journey_cap->messages;
}

bool hour_is_allowed(const World& w, const std::optional<QuietHours>& quiet) {
  if (!quiet) return true;
  for (const Zone& zone : w.ask.zones) {
    auto local = zone.local(w.ask.now);
    auto of_day = (local - date::floor<date::days>(local)) / std::chrono::minutes(1);
    bool asleep = false;
    for (int m = quiet->from_minute; m != quiet->to_minute; m = (m + 1) % 1440) {
      asleep = asleep || m == of_day;
    }
    if (asleep) return false;
  }
  return !w.ask.zones.empty();
}

bool nothing_in_the_way(const World& w) {
  for (const Pause& p : w.person.pauses) {
    if (*p.channel == w.ask.channel && *p.purpose == w.ask.purpose && p.until > w.ask.now) return false;
  }
  return !w.person.erased && !w.person.restricted && w.address.suppressions.empty() && !w.address.paused &&
         w.ask.content.complete && w.ask.content.data_permitted && w.ask.now < w.ask.expires_at &&
         !w.ask.held_out && !w.ask.journey_paused && !w.ask.channel_paused && w.ask.channel_available &&
         w.ask.channel.text() == "email";
}

RC_GTEST_PROP(GateProperty, AnAllowIsAnInvitation, ()) {
  World w = any_world();
  Decision d = w.decide();
  bool good = invited(w) && provided(w) && leaves_room(w) && hour_is_allowed(w, w.policy.quiet_hours) &&
              hour_is_allowed(w, w.person.own_quiet_hours) && confirmed(w) && nothing_in_the_way(w);
  RC_CLASSIFY(good, "good");
  RC_ASSERT(good || d.outcome != Outcome::allow);
  // And the other way: no silence without a reason.
  RC_ASSERT(!good || d.outcome == Outcome::allow || grants_at_one_instant(w));
}

RC_GTEST_PROP(GateProperty, TheSameQuestionGetsTheSameAnswer, ()) {
  World w = any_world();
  Decision a = w.decide();
  Decision b = w.decide();
  RC_ASSERT(a.outcome == b.outcome);
  RC_ASSERT(a.reasons == b.reasons);
  RC_ASSERT(a.until == b.until);
}

// Policy can only tighten: taking its limits away never turns an allow into a no, adding them never a no into
// an allow.
RC_GTEST_PROP(GateProperty, PolicyOnlyTightens, ()) {
  World w = any_world();
  bool with_limits = w.decide().outcome == Outcome::allow;
  w.policy.cap.reset();
  w.policy.quiet_hours.reset();
  w.policy.purposes["tips"].consent_expires.reset();
  RC_ASSERT(!with_limits || w.decide().outcome == Outcome::allow);
}

}  // namespace
}  // namespace assent::channels
