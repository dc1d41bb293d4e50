// The fold against a model that cannot be wrong because it is too simple: lay everything that was ever said in a row by
// the instant at which it counts, walk along it once, and remember the last word. Written from design.md, section 4,
// not from the code.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "channels/keep_consent.h"
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

ConsentEvent any_event(const World& w, Seq leaf) {
  ConsentEvent e = w.event(static_cast<ConsentAct>(*rc::gen::inRange(1, 10)), few_minutes());
  e.recorded_at = minute(few_minutes());  // late, in time, or ahead of the client's clock
  e.contact = *rc::gen::element(w.ada, w.ada, w.bob);
  e.channel = channel(*rc::gen::element<std::string>("email", "email", "sms"));
  e.purpose = *rc::gen::element<std::string>("tips", "tips", "offers");
  if (*rc::gen::inRange(0, 3) == 0) e.expires_at = minute(few_minutes());
  e.leaf_seq = leaf;
  return e;
}

Stop any_stop() {
  Stop stop{{}, {}, *rc::gen::inRange(0, 4) == 0, minute(few_minutes()), 0};
  if (*rc::gen::arbitrary<bool>()) stop.channel = channel(*rc::gen::element<std::string>("email", "sms"));
  if (*rc::gen::arbitrary<bool>()) stop.purpose = *rc::gen::element<std::string>("tips", "offers");
  return stop;
}

History any_history(const World& w) {
  History h;
  int events = *rc::gen::inRange(0, 9);
  for (int i = 0; i < events; ++i) {
    h.events.push_back(any_event(w, static_cast<Seq>(i + 1)));
    if (*rc::gen::inRange(0, 4) == 0) h.events.push_back(h.events.back());  // arrived twice
  }
  int stops = *rc::gen::inRange(0, 3);
  for (int i = 0; i < stops; ++i) h.stops.push_back(any_stop());
  return h;
}

// One word of somebody's history with one channel and purpose, at the instant at which it counts.
struct Word {
  Utc at{};
  int order = 0;  // at one instant: requests, then grants, then ends, the strongest end last
  ConsentState means = ConsentState::missing;
  std::optional<Utc> expires;
  Utc ran_out{};  // of what tells that a grant ran out
};

// Design: "a grant counts at the earlier of event time and record time, a withdrawal at record time; the later wins, a
// tie is a withdrawal." That a grant ran out is told of that grant, and counts just after it. A stop that somebody says binds every holder of the address; what else ends a consent, its own.
std::optional<Word> word_of(const ConsentEvent& e, ContactId who, const Channel& by,
                            const std::string& purpose) {
  bool mine = e.channel == by && e.purpose == purpose;
  bool own = mine && e.contact == who;
  Utc earlier = e.event_time < e.recorded_at ? e.event_time : e.recorded_at;
  switch (e.act) {
    case ConsentAct::requested:
      if (!own) return std::nullopt;
      return Word{earlier, 0, ConsentState::pending, {}};
    case ConsentAct::given:
    case ConsentAct::confirmed:
      if (!own) return std::nullopt;
      return Word{earlier, 1, ConsentState::given, e.expires_at};
    case ConsentAct::expired:
      if (!own) return std::nullopt;
      return Word{earlier, 2, ConsentState::expired, {}, e.expires_at.value_or(earlier)};
    case ConsentAct::refused:
      if (!own) return std::nullopt;
      return Word{e.recorded_at, 3, ConsentState::refused, {}};
    case ConsentAct::revoked:
    case ConsentAct::invalidated:
      if (!own) return std::nullopt;
      return Word{e.recorded_at, 4, ConsentState::invalidated, {}};
    case ConsentAct::withdrawn:
      if (!mine) return std::nullopt;
      return Word{e.recorded_at, 5, ConsentState::withdrawn, {}};
    case ConsentAct::objected:
      return Word{e.recorded_at, 6, ConsentState::objected, {}};
  }
  return std::nullopt;
}

std::vector<Word> words_of(const History& h, ContactId who, const Channel& by, const std::string& purpose) {
  std::vector<Word> words;
  for (const ConsentEvent& e : h.events) {
    if (auto word = word_of(e, who, by, purpose)) words.push_back(*word);
  }
  for (const Stop& s : h.stops) {
    bool covers = (!s.channel || *s.channel == by) && (!s.purpose || *s.purpose == purpose);
    if (s.objection) words.push_back({s.recorded_at, 6, ConsentState::objected, {}});
    if (!s.objection && covers) words.push_back({s.recorded_at, 5, ConsentState::withdrawn, {}});
  }
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.order != b.order) return a.order < b.order;
    if (a.ran_out != b.ran_out) return a.ran_out < b.ran_out;
    return a.expires.value_or(Utc::max()) > b.expires.value_or(Utc::max());  // the stricter has the last word
  });
  return words;
}

// Walks the words from first to last. A request asks again only where nothing is given; a grant that has expired by
// `now` is over from its expiry on, and a request after that waits for an answer.
ConsentState model(const History& h, ContactId who, const Channel& by, const std::string& purpose, Utc now) {
  ConsentState state = ConsentState::missing;
  std::optional<Utc> expires, asked;
  Utc ran_out{};
  for (const Word& word : words_of(h, who, by, purpose)) {
    if (word.means == ConsentState::pending) {
      asked = word.at;
      bool still = state == ConsentState::given || (state == ConsentState::expired && word.at <= ran_out);
      if (!still) state = ConsentState::pending;
      continue;
    }
    state = word.means;
    expires = word.expires;
    ran_out = word.ran_out;
    if (state == ConsentState::expired && asked && *asked > ran_out) state = ConsentState::pending;
  }
  if (state != ConsentState::given || !expires || *expires > now) return state;
  return asked && *asked > *expires ? ConsentState::pending : ConsentState::expired;
}

std::vector<const Stop*> borrowed(const std::vector<Stop>& stops) {
  std::vector<const Stop*> out;
  for (const Stop& s : stops) out.push_back(&s);
  return out;
}

template <class Visit>
void each_scope(const World& w, Visit visit) {
  for (ContactId who : {w.ada, w.bob}) {
    for (const char* by : {"email", "sms"}) {
      for (const char* purpose : {"tips", "offers"}) visit(who, channel(by), std::string(purpose));
    }
  }
}

RC_GTEST_PROP(ConsentProperty, TheFoldAgreesWithTheModelInEveryState, ()) {
  World w;
  History h = any_history(w);
  Utc now = minute(few_minutes());
  each_scope(w, [&](ContactId who, const Channel& by, const std::string& purpose) {
    Standing s = consent_standing(h.events, who, by, purpose, borrowed(h.stops), now);
    ConsentState expected = model(h, who, by, purpose, now);
    RC_LOG() << "fold: " << name(s.state) << ", model: " << name(expected) << "\n";
    RC_ASSERT(s.state == expected);
    RC_ASSERT(s.state != ConsentState::given || (s.grant != nullptr && s.grant->contact == who));
  });
}

RC_GTEST_PROP(ConsentProperty, AnObjectionHoldsUntilALaterGrantOfThePersonsOwn, ()) {
  World w;
  History h = any_history(w);
  each_scope(w, [&](ContactId who, const Channel& by, const std::string& purpose) {
    std::optional<Utc> objected;
    for (const Word& word : words_of(h, who, by, purpose)) {  // the tie is an objection: it is sorted last
      if (word.means == ConsentState::objected) objected = word.at;
      if (word.means == ConsentState::given) objected.reset();
    }
    RC_ASSERT(objection_in_force(h.events, who, by, purpose, borrowed(h.stops)) == objected);
  });
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

// No client clock beats a stop: whatever arrives after it, however it is dated, gives nothing back unless the person
// said it later than the stop was recorded.
RC_GTEST_PROP(ConsentProperty, NothingThatArrivesLateLiftsAStop, ()) {
  World w;
  History h = any_history(w);
  Stop stop{{}, {}, false, minute(8), 0};
  h.stops.push_back(stop);
  for (int i = 0; i < 4; ++i) {
    ConsentEvent late = any_event(w, static_cast<Seq>(100 + i));
    late.event_time = minute(few_minutes());  // before the stop
    late.recorded_at = minute(8 + few_minutes());
    h.events.push_back(late);
  }
  each_scope(w, [&](ContactId who, const Channel& by, const std::string& purpose) {
    Standing s = consent_standing(h.events, who, by, purpose, borrowed(h.stops), minute(20));
    RC_ASSERT(s.state != ConsentState::given);
  });
}

// Append-only: an end only tightens, and a request changes no grant that is in force.
RC_GTEST_PROP(ConsentProperty, OnlyAGrantCanGive, ()) {
  World w;
  History h = any_history(w);
  ConsentEvent more = any_event(w, 100);
  Utc now = minute(few_minutes());
  std::vector<ConsentEvent> longer = h.events;
  longer.push_back(more);
  bool grants = more.act == ConsentAct::given || more.act == ConsentAct::confirmed;
  each_scope(w, [&](ContactId who, const Channel& by, const std::string& purpose) {
    auto before = consent_standing(h.events, who, by, purpose, borrowed(h.stops), now).state;
    auto after = consent_standing(longer, who, by, purpose, borrowed(h.stops), now).state;
    if (!grants) RC_ASSERT(after != ConsentState::given || before == ConsentState::given);
    if (more.act == ConsentAct::requested && before == ConsentState::given) RC_ASSERT(after == before);
  });
}

// The timer that puts an expiry on the record tells what held already.
RC_GTEST_PROP(ConsentProperty, RecordingAnExpiryChangesNoStanding, ()) {
  World w;
  History h = any_history(w);
  auto stops = borrowed(h.stops);
  Utc now = minute(8 + few_minutes());
  Standing before = consent_standing(h.events, w.ada, channel("email"), "tips", stops, now);
  bool ran_out = before.state == ConsentState::expired && before.grant != nullptr && before.grant->expires_at;
  RC_CLASSIFY(ran_out);
  if (!ran_out) return;
  std::vector<ConsentEvent> events = h.events;
  ConsentEvent expired = *before.grant;
  expired.act = ConsentAct::expired;
  expired.event_time = granted_at(*before.grant);
  expired.recorded_at = now;
  events.push_back(expired);
  ConsentEvent renewed = w.event(ConsentAct::given, few_minutes());  // from before, and arrives after
  renewed.recorded_at = now + std::chrono::minutes(1);
  renewed.leaf_seq = 200;
  for (bool late : {false, true}) {
    auto with = events, without = h.events;
    if (late) with.push_back(renewed), without.push_back(renewed);
    Utc then = now + std::chrono::minutes(2);
    RC_ASSERT(consent_standing(with, w.ada, channel("email"), "tips", stops, then).state ==
              consent_standing(without, w.ada, channel("email"), "tips", stops, then).state);
  }
}

RC_GTEST_PROP(ConsentProperty, WhatIsLetGoForRoomChangesNoStanding, ()) {
  World w;
  std::size_t most = *rc::gen::inRange<std::size_t>(1, 40);
  History all;
  std::vector<ConsentEvent> kept;
  int events = *rc::gen::inRange(0, 80);
  bool full = false;
  for (int i = 0; i < events; ++i) {
    ConsentEvent e = any_event(w, static_cast<Seq>(i + 1));
    if (keep_consent(kept, e, most)) {
      all.events.push_back(e);
    } else {
      full = true;
      RC_ASSERT(e.act == ConsentAct::given || e.act == ConsentAct::confirmed ||
                e.act == ConsentAct::requested);
    }
  }
  RC_CLASSIFY(full);
  Utc now = minute(few_minutes());
  each_scope(w, [&](ContactId who, const Channel& by, const std::string& purpose) {
    RC_ASSERT(consent_standing(kept, who, by, purpose, {}, now).state ==
              consent_standing(all.events, who, by, purpose, {}, now).state);
  });
}

}  // namespace
}  // namespace assent::channels
