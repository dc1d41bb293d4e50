// The fold against a model that cannot be wrong because it is too simple: sort everything by the instant at
// which it counts, walk through it, and remember the last word.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

struct History {
  std::vector<ConsentEvent> events;
  std::vector<Stop> stops;
};

std::int64_t few_minutes() {
  return *rc::gen::inRange<std::int64_t>(0, 8);
}

History any_history(const World& w) {
  History h;
  int events = *rc::gen::inRange(0, 7);
  for (int i = 0; i < events; ++i) {
    ConsentEvent e = w.event(static_cast<ConsentAct>(*rc::gen::inRange(1, 10)), few_minutes());
    e.recorded_at = minute(few_minutes());
    e.contact = *rc::gen::element(w.ada, w.ada, w.bob);
    e.channel = channel(*rc::gen::element<std::string>("email", "email", "sms"));
    e.purpose = *rc::gen::element<std::string>("tips", "tips", "offers");
    if (*rc::gen::inRange(0, 3) == 0) e.expires_at = minute(few_minutes());
    e.leaf_seq = static_cast<Seq>(i + 1);
    h.events.push_back(e);
    if (*rc::gen::inRange(0, 4) == 0) h.events.push_back(e);  // arrived twice
  }
  int stops = *rc::gen::inRange(0, 3);
  for (int i = 0; i < stops; ++i) {
    Stop stop{{}, {}, *rc::gen::inRange(0, 4) == 0, minute(few_minutes()), 0};
    if (*rc::gen::arbitrary<bool>()) stop.channel = channel(*rc::gen::element<std::string>("email", "sms"));
    if (*rc::gen::arbitrary<bool>()) stop.purpose = *rc::gen::element<std::string>("tips", "offers");
    h.stops.push_back(stop);
  }
  return h;
}

// One moment of somebody's history with one channel and purpose.
struct Moment {
  Utc at{};
  int order = 0;  // at one instant: requests, then grants, then stops
  std::optional<Utc> expires;
};

// Is consent given at `now`? Walks the moments from first to last.
bool model_given(const History& h, ContactId who, const Channel& by, const std::string& purpose, Utc now) {
  std::vector<Moment> moments;
  for (const ConsentEvent& e : h.events) {
    bool grant = e.act == ConsentAct::given || e.act == ConsentAct::confirmed;
    bool mine = e.channel == by && e.purpose == purpose;
    if (grant && mine && e.contact == who) {
      moments.push_back({e.event_time < e.recorded_at ? e.event_time : e.recorded_at, 1, e.expires_at});
    }
    bool stops_all = e.act == ConsentAct::objected;
    bool stops_holders = e.act == ConsentAct::withdrawn && mine;
    bool stops_me = !grant && e.act != ConsentAct::requested && mine && e.contact == who;
    if (stops_all || stops_holders || stops_me) moments.push_back({e.recorded_at, 2, {}});
  }
  for (const Stop& s : h.stops) {
    bool covers = (!s.channel || *s.channel == by) && (!s.purpose || *s.purpose == purpose);
    if (s.objection || covers) moments.push_back({s.recorded_at, 2, {}});
  }
  std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.order != b.order) return a.order < b.order;
    return a.expires.value_or(Utc::max()) > b.expires.value_or(Utc::max());  // the stricter has the last word
  });
  if (moments.empty() || moments.back().order == 2) return false;
  return !moments.back().expires || *moments.back().expires > now;
}

std::vector<const Stop*> borrowed(const std::vector<Stop>& stops) {
  std::vector<const Stop*> out;
  for (const Stop& s : stops) out.push_back(&s);
  return out;
}

RC_GTEST_PROP(ConsentProperty, TheFoldAgreesWithTheModel, ()) {
  World w;
  History h = any_history(w);
  Utc now = minute(few_minutes());
  for (ContactId who : {w.ada, w.bob}) {
    for (const char* by : {"email", "sms"}) {
      for (const char* purpose : {"tips", "offers"}) {
        Standing s = consent_standing(h.events, who, channel(by), purpose, borrowed(h.stops), now);
        RC_ASSERT((s.state == ConsentState::given) == model_given(h, who, channel(by), purpose, now));
        RC_ASSERT(s.state != ConsentState::given || (s.grant != nullptr && s.grant->contact == who));
      }
    }
  }
}

RC_GTEST_PROP(ConsentProperty, EveryOrderOfArrivalGivesTheSameStanding, ()) {
  World w;
  History h = any_history(w);
  Utc now = minute(few_minutes());
  auto stops = borrowed(h.stops);
  Standing first = consent_standing(h.events, w.ada, channel("email"), "tips", stops, now);
  std::optional<Seq> grant = first.grant == nullptr ? std::nullopt : std::optional(first.grant->leaf_seq);
  ConsentState state = first.state;
  Utc since = first.since;
  std::mt19937 order(*rc::gen::arbitrary<std::uint32_t>());
  for (int i = 0; i < 5; ++i) {
    std::vector<ConsentEvent> events = h.events;
    std::shuffle(events.begin(), events.end(), order);
    std::shuffle(stops.begin(), stops.end(), order);
    Standing s = consent_standing(events, w.ada, channel("email"), "tips", stops, now);
    RC_ASSERT(s.state == state);
    RC_ASSERT(s.since == since);
    RC_ASSERT((s.grant == nullptr ? std::nullopt : std::optional(s.grant->leaf_seq)) == grant);
  }
}

}  // namespace
}  // namespace assent::channels
