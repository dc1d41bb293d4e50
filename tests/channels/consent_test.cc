#include "channels/consent.h"

#include <gtest/gtest.h>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

using enum ConsentAct;

struct Record {
  ConsentAct act;
  std::int64_t event;
  std::int64_t recorded;
  std::int64_t expires = 0;  // 0: does not
};

struct StopRecord {
  std::string channel;  // empty: all
  std::string purpose;  // empty: all
  bool objection;
  std::int64_t recorded;
};

struct Row {
  std::string name;
  std::vector<Record> events;
  std::vector<StopRecord> stops;
  ConsentState state;
  std::int64_t since;
};

// Asked at minute 100, of e-mail for tips.
const std::vector<Row> kRows{
    {"nothing on record", {}, {}, ConsentState::missing, 0},
    {"given", {{given, 10, 10}}, {}, ConsentState::given, 10},
    {"confirmed", {{given, 10, 10}, {confirmed, 12, 12}}, {}, ConsentState::given, 12},
    {"requested only", {{requested, 10, 10}}, {}, ConsentState::pending, 10},
    {"requested, then given", {{requested, 10, 10}, {given, 12, 12}}, {}, ConsentState::given, 12},
    {"given, then asked again", {{given, 10, 10}, {requested, 12, 12}}, {}, ConsentState::given, 10},
    {"refused", {{requested, 10, 10}, {refused, 12, 12}}, {}, ConsentState::refused, 12},
    {"withdrawn", {{given, 10, 10}, {withdrawn, 12, 12}}, {}, ConsentState::withdrawn, 12},
    {"objected", {{given, 10, 10}, {objected, 12, 12}}, {}, ConsentState::objected, 12},
    {"revoked by somebody else", {{given, 10, 10}, {revoked, 12, 12}}, {}, ConsentState::invalidated, 12},
    {"invalidated", {{given, 10, 10}, {invalidated, 12, 12}}, {}, ConsentState::invalidated, 12},
    {"expired by an act", {{given, 10, 10}, {expired, 12, 12}}, {}, ConsentState::expired, 12},
    {"expired by its date", {{given, 10, 10, 50}}, {}, ConsentState::expired, 50},
    {"expires at this very instant", {{given, 10, 10, 100}}, {}, ConsentState::expired, 100},
    {"expires a moment from now", {{given, 10, 10, 101}}, {}, ConsentState::given, 10},
    {"the latest grant's expiry counts",
     {{given, 10, 10}, {given, 20, 20, 50}},
     {},
     ConsentState::expired,
     50},
    {"at one instant the stricter expiry counts",
     {{given, 10, 10}, {given, 10, 10, 50}},
     {},
     ConsentState::expired,
     50},
    {"renewed after expiry", {{given, 10, 10, 50}, {given, 60, 60}}, {}, ConsentState::given, 60},
    {"asked again after expiry", {{given, 10, 10, 50}, {requested, 60, 60}}, {}, ConsentState::pending, 60},
    {"asked again before expiry", {{given, 10, 10, 50}, {requested, 40, 40}}, {}, ConsentState::expired, 50},
    {"a stop beats a later expiry",
     {{given, 10, 10, 50}, {withdrawn, 20, 20}},
     {},
     ConsentState::withdrawn,
     20},
    {"came back", {{given, 10, 10}, {withdrawn, 20, 20}, {given, 30, 30}}, {}, ConsentState::given, 30},
    {"asked again after a stop", {{withdrawn, 20, 20}, {requested, 30, 30}}, {}, ConsentState::pending, 30},
    {"a tie is a stop", {{given, 20, 20}, {withdrawn, 20, 20}}, {}, ConsentState::withdrawn, 20},
    {"a grant dated into the future counts when recorded",
     {{given, 90, 10}, {withdrawn, 20, 20}},
     {},
     ConsentState::withdrawn,
     20},
    {"a grant that arrives late counts when it happened",
     {{withdrawn, 20, 20}, {given, 10, 30}},
     {},
     ConsentState::withdrawn,
     20},
    {"a stop counts when recorded, not when it happened",
     {{given, 15, 15}, {withdrawn, 10, 20}},
     {},
     ConsentState::withdrawn,
     20},
    {"a stop dated into the future counts when recorded",
     {{withdrawn, 90, 20}, {given, 30, 30}},
     {},
     ConsentState::given,
     30},
    {"of two ends at once the person's word is told",
     {{given, 10, 10}, {expired, 20, 20}, {withdrawn, 20, 20}},
     {},
     ConsentState::withdrawn,
     20},
    {"a stop without scope", {{given, 10, 10}}, {{"", "", false, 20}}, ConsentState::withdrawn, 20},
    {"a stop of the channel", {{given, 10, 10}}, {{"email", "", false, 20}}, ConsentState::withdrawn, 20},
    {"a stop of the purpose", {{given, 10, 10}}, {{"", "tips", false, 20}}, ConsentState::withdrawn, 20},
    {"a stop of another channel", {{given, 10, 10}}, {{"sms", "", false, 20}}, ConsentState::given, 10},
    {"a stop of another purpose", {{given, 10, 10}}, {{"", "offers", false, 20}}, ConsentState::given, 10},
    {"a stop that somebody came back from",
     {{given, 30, 30}},
     {{"", "", false, 20}},
     ConsentState::given,
     30},
    {"a stop recorded at the grant's instant",
     {{given, 20, 20}},
     {{"", "", false, 20}},
     ConsentState::withdrawn,
     20},
    {"a stop of somebody who never agreed", {}, {{"", "", false, 20}}, ConsentState::withdrawn, 20},
    {"an objection covers everything",
     {{given, 10, 10}},
     {{"sms", "offers", true, 20}},
     ConsentState::objected,
     20},
    {"a grant after an objection", {{given, 30, 30}}, {{"", "", true, 20}}, ConsentState::given, 30},
};

TEST(ConsentStanding, FollowsTheTable) {
  World w;
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    std::vector<ConsentEvent> events;
    for (const Record& r : row.events) {
      ConsentEvent e = w.event(r.act, r.event);
      e.recorded_at = minute(r.recorded);
      if (r.expires != 0) e.expires_at = minute(r.expires);
      events.push_back(e);
    }
    std::vector<Stop> stops;
    for (const StopRecord& r : row.stops) {
      Stop stop{{}, {}, r.objection, minute(r.recorded), 0};
      if (!r.channel.empty()) stop.channel = channel(r.channel);
      if (!r.purpose.empty()) stop.purpose = r.purpose;
      stops.push_back(stop);
    }
    std::vector<const Stop*> borrowed;
    for (const Stop& stop : stops) borrowed.push_back(&stop);
    Standing s = consent_standing(events, w.ada, channel("email"), "tips", borrowed, minute(100));
    EXPECT_EQ(name(s.state), name(row.state));
    EXPECT_EQ(s.since, row.state == ConsentState::missing ? Utc{} : minute(row.since));
    EXPECT_EQ(s.grant != nullptr, std::any_of(row.events.begin(), row.events.end(), [](const Record& r) {
                return r.act == given || r.act == confirmed;
              }));
  }
}

ConsentState state_for(const std::vector<ConsentEvent>& events, ContactId contact, std::string_view by) {
  return consent_standing(events, contact, channel(by), "tips", {}, minute(100)).state;
}

TEST(ConsentStanding, AGrantIsForOneContactOneChannelAndOnePurpose) {
  World w;
  std::vector<ConsentEvent> events{w.event(given, 10)};
  EXPECT_EQ(state_for(events, w.ada, "email"), ConsentState::given);
  EXPECT_EQ(state_for(events, w.bob, "email"), ConsentState::missing);
  EXPECT_EQ(consent_standing(events, w.ada, channel("email"), "offers", {}, minute(100)).state,
            ConsentState::missing);
  events[0].channel = channel("sms");
  EXPECT_EQ(state_for(events, w.ada, "sms"), ConsentState::given);
  EXPECT_EQ(state_for(events, w.ada, "voice"), ConsentState::missing);
}

TEST(ConsentStanding, AWithdrawalOnTheAddressBindsWhoeverHoldsIt) {
  World w;
  ConsentEvent of_bob = w.event(given, 10);
  of_bob.contact = w.bob;
  for (ConsentAct act : {withdrawn, objected}) {
    EXPECT_NE(state_for({of_bob, w.event(act, 20)}, w.bob, "email"), ConsentState::given) << name(act);
  }
  for (ConsentAct act : {refused, expired, revoked, invalidated}) {
    EXPECT_EQ(state_for({of_bob, w.event(act, 20)}, w.bob, "email"), ConsentState::given) << name(act);
  }
}

TEST(ConsentStanding, AnObjectionIsLiftedByALaterGrantAlone) {
  World w;
  Stop objection{{}, {}, true, minute(20), 0};
  Stop withdrawal{{}, {}, false, minute(40), 0};
  std::vector<const Stop*> stops{&objection, &withdrawal};
  auto in_force = [&](const std::vector<ConsentEvent>& events) {
    return objection_in_force(events, w.ada, channel("email"), "tips", stops);
  };
  EXPECT_EQ(in_force({w.event(given, 10)}), minute(20));
  EXPECT_EQ(in_force({w.event(given, 20)}), minute(20));
  EXPECT_EQ(in_force({w.event(requested, 30)}), minute(20));
  EXPECT_EQ(in_force({w.event(given, 30)}), std::nullopt);  // withdrawn since, but objected to no more
  ConsentEvent other_channel = w.event(given, 30);
  other_channel.channel = channel("sms");
  EXPECT_EQ(in_force({other_channel}), minute(20));
}

}  // namespace
}  // namespace assent::channels
