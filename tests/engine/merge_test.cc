// Two contacts that turn out to be one person: stops are united, grants intersected, the older run stays.
#include <boost/json.hpp>
#include <random>
#include <set>

#include "engine/apply/entity_record.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kAda = "ada@acme.example";

Reply merge(World& world, const std::string& into, const std::string& with) {
  return world.call("POST", "/v1/contacts/" + into + "/merge",
                    json::serialize(json::object{{"with", with}, {"reason", "the same person, by phone"}}),
                    "admin");
}

using Said = std::function<void(World&)>;

Said agrees(const std::string& user, const std::string& purpose = "tips") {
  return [=](World& w) { w.invite(user, kAda, purpose); };
}
Said stops(const std::string& body) {
  return [=](World& w) { w.withdraw(body); };
}
Said is_said_to_have(const std::string& user) {  // an address that upstream asserts of them
  return [=](World& w) { w.identify(user, {{"email", kAda}}); };
}
Said nothing() {
  return [](World&) {};
}

TEST(Merge, IntersectsWhatEachHadASayIn) {
  struct {
    std::string what;
    Said one, other;  // of u1, who stays, and of u2
    std::string verdict;
  } const rows[] = {
      {"only u1 agreed, u2 is unknown there", agrees("u1"), nothing(), "allow"},
      {"only u2 agreed, u1 is unknown there", nothing(), agrees("u2"), "allow"},
      {"both agreed", agrees("u1"), agrees("u2"), "allow"},
      {"u1 agreed, u2 provided the address for something else", agrees("u1"), agrees("u2", "news"),
       "deny consent_invalidated"},
      {"u2 agreed, u1 provided the address for something else", agrees("u1", "news"), agrees("u2"),
       "deny consent_invalidated"},
      {"u1 agreed, upstream says that u2 has the address", agrees("u1"), is_said_to_have("u2"), "allow"},
      {"u2 agreed, upstream says that u1 has the address", is_said_to_have("u1"), agrees("u2"), "allow"},
      {"u1 agreed and stopped, then u2 agreed",
       [](World& w) { agrees("u1")(w), w.advance("1 minute"), stops(R"({"userId":"u1"})")(w); }, agrees("u2"),
       "deny consent_invalidated"},
      {"both agreed, u2 stopped and only u1 agreed again", agrees("u1"),
       [](World& w) {
         agrees("u2")(w), w.advance("1 minute"), stops(R"({"userId":"u2"})")(w), w.advance("1 minute");
         agrees("u1")(w);
       },
       "deny consent_invalidated"},
      {"upstream says that both have it", is_said_to_have("u1"), is_said_to_have("u2"),
       "deny not_provided_by_contact,consent_missing"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    World world;
    world.track("u1", "Login");
    world.track("u2", "Login");
    row.one(world);
    world.advance("1 minute");
    row.other(world);
    world.advance("1 minute");
    Reply done = merge(world, "u1", "u2");
    ASSERT_EQ(done.status, 200U) << done.text;
    EXPECT_EQ(done.body.at("contact"), json::value("u1"));
    world.track("u2", "Start");
    EXPECT_EQ(world.contact("u1"), world.contact("u2"));
    EXPECT_EQ(world.verdict("u1"), row.verdict);
    EXPECT_TRUE(world.replay(1).value().matches());
    EXPECT_TRUE(world.replay(1000).value().matches());
  }
}

TEST(Merge, WhatBothAgreedToHoldsAsLongAsBothWould) {
  World world;
  world.invite("u1", kAda, "brief");  // expires after 30 days
  world.advance("20 days");
  world.invite("u2", kAda, "brief");
  world.advance("1 day");
  merge(world, "u1", "u2");
  world.advance("8 days");
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "allow");
  world.advance("2 days");
  world.track("u1", "Start");
  world.track({.user = "u1", .name = "Brief"});
  EXPECT_THAT(world.verdict("u1"), HasSubstr("consent_expired")) << "31 days after the first of the two";
}

TEST(Merge, UnitesRestrictionsAndFindsBothNames) {
  World world;
  world.invite("u1", kAda);
  world.track("u2", "Login");
  world.call("POST", "/v1/contacts/u2/restrict", R"({"restricted":true,"reason":"asked"})", "reviewer");
  std::string u2 = world.contact("u2");
  merge(world, "u1", "u2");
  EXPECT_EQ(world.contact(u2), world.contact("u1"));
  world.track("u1", "Habit");
  EXPECT_EQ(world.silence("u1", "habit"), "") << "u2 had logged in";
  EXPECT_EQ(world.verdict("u1"), "deny processing_restricted");
  EXPECT_EQ(merge(world, "u1", "u2").status, 422U) << "they are one already";
}

TEST(Merge, KeepsTheOlderRunAndCancelsTheOther) {
  World world;
  world.invite("u1", kAda);
  world.invite("u2", "eve@acme.example");
  world.track("u2", "Nap");
  world.advance("1 day");
  world.track("u1", "Nap");
  merge(world, "u1", "u2");
  world.advance("1 day");
  EXPECT_THAT(world.knocks(), SizeIs(1)) << "the older of two naps ends";
  world.advance("5 days");
  EXPECT_THAT(world.knocks(), SizeIs(1));
}

TEST(Merge, AnAnonymousVisitorWhoseAddressWasOnlyAssertedEndsNoConsent) {
  World world;
  world.invite("u1", kAda);
  world.identify("", {{"email", kAda}}, "website", "cookie");
  world.track({.user = "u1", .name = "Start", .anonymous = "cookie"});
  EXPECT_EQ(world.verdict("u1"), "allow");
}

// Whether the contact's consent is in force at the address that it provided, by the fold.
bool given(World& world, const std::string& user, const std::string& purpose) {
  auto id = ContactId::parse(world.contact(user));
  const storage::Store& store = world.engine().store();
  auto contact = read_contact(store, world.engine().keys(), *id).value();
  for (const auto& hold : contact->points) {
    auto address = read_address(store, world.engine().keys(), hold.address).value();
    std::vector<const channels::Stop*> all;
    for (const auto& stop : address->stops) all.push_back(&stop);
    for (const auto& stop : contact->person.stops) all.push_back(&stop);
    auto standing = channels::consent_standing(address->consents, *id, Channel(), purpose, all,
                                               world.engine().clock().now());
    if (standing.state == channels::ConsentState::given) return true;
  }
  return false;
}

// Random lives of two people who turn out to be one: whatever may be sent afterwards, at once or later, was allowed at
// that address to each of the two who had a say there.
TEST(Merge, MakesNothingAllowedThatWasNot) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 dice(seed);
    auto roll = [&](std::uint32_t n) { return dice() % n; };
    World world;
    const std::vector<std::string> purposes{"tips", "news", "brief"};
    const std::map<std::string, std::string> events{{"tips", "Start"}, {"news", "News"}, {"brief", "Brief"}};
    std::map<std::string, std::set<std::string>>
        provided_by;  // user -> whether they have a say at the address
    for (std::string user : {"u1", "u2"}) world.track(user, "Login");
    for (int i = 0; i < 7; ++i) {
      std::string user = roll(2) ? "u1" : "u2", purpose = purposes[roll(3)];
      switch (roll(5)) {
        case 0:
        case 1:
        case 2:
          world.invite(user, kAda, purpose);
          provided_by[user].insert(purpose);
          break;
        case 3:
          world.withdraw(R"({"userId":")" + user + R"(","purpose":")" + purpose + R"("})");
          break;
        case 4:
          world.identify(user, {{"email", kAda}});
          break;
      }
      world.advance(std::to_string(1 + roll(10 * 24)) + " hours");
    }
    std::map<std::string, std::map<std::string, bool>> allowed;  // before: user -> purpose -> given in force
    for (std::string user : {"u1", "u2"}) {
      for (const std::string& purpose : purposes) allowed[user][purpose] = given(world, user, purpose);
    }
    ASSERT_EQ(merge(world, "u1", "u2").status, 200U);
    for (const std::string& purpose : purposes) {
      world.track({.user = "u1", .name = events.at(purpose)});
      std::string verdict = world.verdict("u1");
      if (verdict != "allow" && verdict.find("defer") == std::string::npos) continue;
      for (std::string user : {"u1", "u2"}) {
        EXPECT_TRUE(provided_by[user].empty() || allowed[user][purpose])
            << user << " had a say and had not agreed to " << purpose;
      }
    }
    EXPECT_TRUE(world.replay(7).value().matches());
  }
}

}  // namespace
}  // namespace assent::engine
