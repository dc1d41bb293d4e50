// What reviewers decide about a contact: restrict, invalidate, rectify. Tighten only, with a reason, on the record.
#include <boost/json.hpp>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kAda = "ada@acme.example";

Reply review(World& world, const std::string& contact, const std::string& what, std::string_view body,
             const std::string& as = "reviewer") {
  return world.call("POST", "/v1/contacts/" + contact + "/" + what, body, as);
}

std::vector<std::string> leaf_outcomes(World& world) {
  std::vector<std::string> out;
  for (const storage::Leaf& leaf : world.leaves()) {
    out.push_back(std::string(storage::name(leaf.type)) + " " + leaf.outcome.value_or(""));
  }
  return out;
}

TEST(Review, ARestrictedContactHearsNothingUntilItIsLifted) {
  World world;
  world.invite("u1", kAda);
  Reply done = review(world, "u1", "restrict", R"({"restricted":true,"reason":"disputes the address"})");
  EXPECT_EQ(done.status, 200U) << done.text;
  EXPECT_EQ(done.body.at("restricted"), json::value(true));
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny processing_restricted");
  EXPECT_EQ(review(world, "u1", "restrict", R"({"restricted":false,"reason":"settled by phone"})").status,
            200U);
  world.track("u1", "News");
  world.invite("u1", kAda, "news");
  world.track({.user = "u1", .name = "Order", .properties = {{"order", "o-1"}}});
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example order"));
  EXPECT_THAT(leaf_outcomes(world), Contains("suppression restricted"));
  EXPECT_THAT(leaf_outcomes(world), Contains("suppression restriction_lifted"));
  EXPECT_TRUE(world.replay(1).value().matches());
}

TEST(Review, ARestrictionReachesWhatIsQueued) {
  World world({.clock = "2026-11-23T21:30:00Z"});  // quiet hours in Paris
  world.invite("u1", kAda);
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "defer quiet_hours");
  review(world, "u1", "restrict", R"({"restricted":true,"reason":"asked us to"})");
  world.advance("12 hours");
  EXPECT_EQ(world.verdict("u1"), "deny processing_restricted");
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(Review, AnInvalidatedConsentIsOverForGoodUntilThePersonAgreesAgain) {
  struct {
    std::string body;
    std::string tips, news;  // the verdicts afterwards
  } const rows[] = {
      {R"({"purpose":"tips","reason":"the form was ticked already"})", "deny consent_invalidated", "allow"},
      {R"({"channel":"email","reason":"x"})", "deny consent_invalidated", "deny consent_invalidated"},
      {R"({"channel":"email","purpose":"news","reason":"x"})", "allow", "deny consent_invalidated"},
      {R"({"channel":"email","address":"Ada@ACME.example","reason":"x"})", "deny consent_invalidated",
       "deny consent_invalidated"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.body);
    World world;
    world.invite("u1", kAda);
    world.invite("u1", kAda, "news");
    world.advance("1 minute");
    Reply done = review(world, "u1", "invalidate", row.body);
    ASSERT_EQ(done.status, 200U) << done.text;
    world.track("u1", "Start");
    EXPECT_EQ(world.verdict("u1"), row.tips);
    world.track("u1", "News");
    EXPECT_EQ(world.verdict("u1"), row.news);
    world.advance("1 minute");
    world.invite("u1", kAda);
    world.track({.user = "u1", .name = "Order", .properties = {{"order", "o-1"}}});
    EXPECT_EQ(world.verdict("u1"), "allow") << "a later submission is the person's own word";
    EXPECT_THAT(leaf_outcomes(world), Contains("withdrawal invalidated"));
    EXPECT_TRUE(world.replay(1000).value().matches());
  }
}

TEST(Review, AConsentIsNamedByTheNumberThatDecisionsGive) {
  World world;
  world.invite("u1", kAda);
  world.track("u1", "Start");
  Reply list = world.call("GET", "/v1/decisions", "", "reviewer", {{"contact", "u1"}});
  std::int64_t consent =
      list.body.at("decisions").as_array().at(0).at("evidence").at("consent").to_number<std::int64_t>();
  std::string body = json::serialize(json::object{{"consent", consent}, {"reason", "not their tick"}});
  Reply done = review(world, "u1", "invalidate", body);
  ASSERT_EQ(done.status, 200U) << done.text;
  EXPECT_EQ(done.body.at("invalidated").as_array().at(0).at("purpose"), json::value("tips"));
  Reply again = review(world, "u1", "invalidate", body);
  EXPECT_EQ(again.status, 200U);
  EXPECT_THAT(again.body.at("invalidated").as_array(), IsEmpty()) << "it has ended already";
  world.advance("1 minute");
  world.invite("u1", kAda);
  Reply old = review(world, "u1", "invalidate", body);
  EXPECT_EQ(old.status, 422U);
  EXPECT_THAT(old.text, HasSubstr("no longer governs"));
}

TEST(Review, ARectifiedAddressIsANewPointAndConsentStaysBehind) {
  World world;
  world.invite("u1", "ada@acme.exmaple");
  Reply done = review(
      world, "u1", "rectify",
      R"({"channel":"email","address":"ada@acme.exmaple","to":"ada@acme.example","reason":"misspelt"})");
  ASSERT_EQ(done.status, 200U) << done.text;
  json::object story = world.explain("u1");
  ASSERT_THAT(story.at("points").as_array(), SizeIs(1));
  world.track("u1", "Start");
  EXPECT_THAT(world.verdict("u1"), HasSubstr("not_provided_by_contact"));
  world.advance("1 minute");
  world.invite("u1", kAda);
  world.track({.user = "u1", .name = "Order", .properties = {{"order", "o-1"}}});
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example order"));
  EXPECT_THAT(leaf_outcomes(world), Contains("withdrawal revoked"));
  EXPECT_TRUE(world.replay(1).value().matches());
}

TEST(Review, ARectifiedAttributeIsSeenAtOnce) {
  World world;
  world.invite("u1", kAda);
  world.submit({.user = "u1", .traits = {{"plan", "free"}, {"country", "JP"}}});
  ASSERT_EQ(
      review(world, "u1", "rectify", R"({"attribute":"plan","value":"pro","reason":"their invoice"})").status,
      200U);
  world.track("u1", "Plan");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example plan"));
  ASSERT_EQ(review(world, "u1", "rectify", R"({"attribute":"plan","value":null,"reason":"unknown"})").status,
            200U);
  EXPECT_FALSE(world.explain("u1").at("attributes").as_object().contains("plan"));
}

TEST(Review, WhatIsMissingIsNamedAndNothingIsRecorded) {
  struct {
    std::string what, body, as;
    unsigned status;
    std::string field;
  } const rows[] = {
      {"restrict", R"({"restricted":true})", "reviewer", 422, "reason"},
      {"restrict", R"({"restricted":true,"reason":"  "})", "reviewer", 422, "reason"},
      {"restrict", R"({"restricted":"yes","reason":"x"})", "reviewer", 422, "restricted"},
      {"restrict", R"({"restrict":true,"reason":"x"})", "reviewer", 422, "restrict"},
      {"restrict", R"({"restricted":true,"reason":"x"})", "author", 403, ""},
      {"restrict", R"({"restricted":false,"reason":"x"})", "signup", 403, ""},
      {"invalidate", R"({"reason":"x"})", "reviewer", 422, "consent"},
      {"invalidate", R"({"purpose":"tipps","reason":"x"})", "reviewer", 422, "purpose"},
      {"invalidate", R"({"channel":"fax","reason":"x"})", "reviewer", 422, "channel"},
      {"invalidate", R"({"consent":"seven","reason":"x"})", "reviewer", 422, "consent"},
      {"invalidate", R"({"consent":99999,"reason":"x"})", "reviewer", 404, "consent"},
      {"invalidate", R"({"channel":"sms","reason":"x"})", "reviewer", 404, ""},
      {"invalidate", R"({"purpose":"tips"})", "reviewer", 422, "reason"},
      {"rectify", R"({"reason":"x"})", "reviewer", 422, "attribute"},
      {"rectify", R"({"attribute":"plan","reason":"x"})", "reviewer", 422, "value"},
      {"rectify", R"({"attribute":"email","value":"a@b.example","reason":"x"})", "reviewer", 422,
       "attribute"},
      {"rectify", R"({"channel":"email","address":"ada","to":null,"reason":"x"})", "reviewer", 422,
       "address"},
      {"rectify", R"({"channel":"email","address":"eve@acme.example","to":null,"reason":"x"})", "reviewer",
       404, "address"},
      {"rectify", R"({"channel":"email","address":"ada@acme.example","to":"ada","reason":"x"})", "reviewer",
       422, "to"},
      {"merge", R"({"with":"u2","reason":"x"})", "reviewer", 403, ""},
      {"merge", R"({"with":"nobody","reason":"x"})", "admin", 404, "with"},
      {"merge", R"({"with":"u1","reason":"x"})", "admin", 422, "with"},
      {"merge", R"({"with":"u2"})", "admin", 422, "reason"},
      {"restrict", R"([1])", "reviewer", 400, ""},
  };
  World world;
  world.invite("u1", kAda);
  world.track("u2", "Login");
  Bytes32 before = world.state_hash();
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what + " " + row.body);
    Reply refused = review(world, "u1", row.what, row.body, row.as);
    EXPECT_EQ(refused.status, row.status) << refused.text;
    if (!row.field.empty()) {
      EXPECT_EQ(refused.body.at("error").at("field"), json::value(row.field)) << refused.text;
    }
    EXPECT_EQ(world.state_hash(), before);
  }
  EXPECT_EQ(review(world, "nobody", "restrict", R"({"restricted":true,"reason":"x"})").status, 404U);
  EXPECT_EQ(world.state_hash(), before);
}

}  // namespace
}  // namespace assent::engine
