// Which point is judged, and in which zones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

struct Candidate {
  ProvidedBy by;
  std::int64_t provided;
  std::int64_t agreed;  // 0: never
  bool stopped = false;
};

struct Row {
  std::string name;
  std::vector<Candidate> candidates;
  int chosen;  // -1: none
};

TEST(ChoosePoint, FollowsTheTable) {
  const std::vector<Row> rows{
      {"none", {}, -1},
      {"the latest consent in force",
       {{ProvidedBy::contact, 1, 5}, {ProvidedBy::contact, 2, 6}, {ProvidedBy::contact, 9, 0}},
       1},
      {"a stopped consent is not in force",
       {{ProvidedBy::contact, 1, 5}, {ProvidedBy::contact, 2, 6, true}},
       0},
      {"else the latest that the contact provided",
       {{ProvidedBy::contact, 3, 0}, {ProvidedBy::contact, 4, 0}, {ProvidedBy::third_party, 9, 0}},
       1},
      {"a consent on a point from elsewhere counts for nothing",
       {{ProvidedBy::contact, 3, 0}, {ProvidedBy::import, 4, 8}},
       0},
      {"else the latest known", {{ProvidedBy::third_party, 3, 0}, {ProvidedBy::upstream, 2, 0}}, 0},
  };
  World w;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    std::vector<Address> addresses;
    for (const Candidate& c : row.candidates) {
      Address a = w.address;
      a.id = AddressId::from(bytes_of(static_cast<std::uint8_t>(addresses.size() + 10)));
      a.holders[0].provided_by = c.by;
      a.holders[0].provided_at = minute(c.provided);
      a.consents.clear();
      if (c.agreed != 0) a.consents.push_back(w.event(ConsentAct::given, c.agreed));
      if (c.stopped) a.stops.push_back({{}, {}, false, minute(c.agreed), 0});
      addresses.push_back(a);
    }
    std::vector<const Address*> candidates;
    for (const Address& a : addresses) candidates.push_back(&a);
    const Address* expected = row.chosen < 0 ? nullptr : &addresses[static_cast<std::size_t>(row.chosen)];
    EXPECT_EQ(choose_point(candidates, w.person, channel("email"), "tips", w.ask.now), expected);
    std::reverse(candidates.begin(), candidates.end());
    EXPECT_EQ(choose_point(candidates, w.person, channel("email"), "tips", w.ask.now), expected);
  }
}

TEST(ChoosePoint, LeavesOutWhatTheContactDoesNotHoldAndOtherKinds) {
  World w;
  Address bobs = w.address;
  bobs.holders[0].contact = w.bob;
  std::vector<const Address*> candidates{&bobs};
  EXPECT_EQ(choose_point(candidates, w.person, channel("email"), "tips", w.ask.now), nullptr);
  candidates = {&w.address};
  EXPECT_EQ(choose_point(candidates, w.person, channel("sms"), "tips", w.ask.now), nullptr);
}

std::vector<std::string> names(const std::vector<Zone>& zones) {
  std::vector<std::string> out;
  for (const Zone& zone : zones) out.push_back(zone.name());
  return out;
}

TEST(ZonesFor, TakesTheOwnZoneElseTheCountriesElseTheAssumedOne) {
  using testing::ElementsAre;
  Policy policy;
  std::vector<std::string> none;
  std::vector<std::string> thai{"TH"};
  std::vector<std::string> both{"TH", "FR", "TH"};
  std::vector<std::string> nowhere{"XX"};
  EXPECT_THAT(names(zones_for("Europe/Paris", thai, policy)), ElementsAre("Europe/Paris"));
  EXPECT_THAT(names(zones_for("", thai, policy)), ElementsAre("Asia/Bangkok"));
  EXPECT_THAT(names(zones_for("Mars/Olympus", both, policy)), ElementsAre("Asia/Bangkok", "Europe/Paris"));
  EXPECT_THAT(names(zones_for("", none, policy)), ElementsAre());
  EXPECT_THAT(names(zones_for("", nowhere, policy)), ElementsAre());
  policy.assume_country = "FR";
  EXPECT_THAT(names(zones_for("", none, policy)), ElementsAre("Europe/Paris"));
  EXPECT_THAT(names(zones_for("", thai, policy)), ElementsAre("Asia/Bangkok"));
  std::vector<std::string> states{"US"};
  EXPECT_GT(zones_for("", states, policy).size(), 20u);
}

}  // namespace
}  // namespace assent::channels
