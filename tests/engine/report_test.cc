// Reports for reviewers: bulk patterns, from the record.
#include <boost/json.hpp>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Reply report(World& world, const std::string& name, std::map<std::string, std::string> query = {}) {
  return world.call("GET", "/v1/reports/" + name, "", "reviewer", std::move(query));
}

std::vector<std::string> groups(const Reply& reply, const char* count) {
  std::vector<std::string> out;
  for (const json::value& group : reply.body.at("groups").as_array()) {
    out.push_back(std::string(group.at("by").as_string()) + " " + std::string(group.at("value").as_string()) +
                  " " + std::to_string(group.at(count).to_number<int>()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Reports, ManySubmissionsFromOnePlaceAreSeen) {
  World world;
  for (int i = 0; i < 12; ++i) {  // every ten minutes: six within any hour
    world.invite("u" + std::to_string(i), "ada" + std::to_string(i) + "@acme.example");
    world.advance("10 minutes");
  }
  Reply found = report(world, "bulk_submissions", {{"at_least", "6"}});
  ASSERT_EQ(found.status, 200U) << found.text;
  EXPECT_THAT(groups(found, "most_in_window"),
              ElementsAre("form signup 6", "ip 203.0.113.7 6", "user_agent Firefox 6"));
  EXPECT_EQ(found.body.at("groups").as_array().at(0).at("contacts"), json::value(12));
  EXPECT_EQ(found.body.at("submissions"), json::value(12));
  EXPECT_EQ(found.body.at("complete"), json::value(true));
  EXPECT_THAT(groups(report(world, "bulk_submissions", {{"at_least", "7"}}), "most_in_window"), IsEmpty());
  EXPECT_THAT(
      groups(report(world, "bulk_submissions", {{"at_least", "7"}, {"window", "2 hours"}}), "most_in_window"),
      SizeIs(3));
  Reply late = report(world, "bulk_submissions", {{"at_least", "1"}, {"from", "2026-11-23T11:45:00Z"}});
  EXPECT_EQ(late.body.at("submissions"), json::value(1)) << "from 11:45 there is only the one of 11:50";
  Reply early = report(world, "bulk_submissions", {{"at_least", "1"}, {"to", "2026-11-23T10:25:00Z"}});
  EXPECT_EQ(early.body.at("submissions"), json::value(3));
}

TEST(Reports, OneAddressSubmittedAgainAndAgain) {
  World world;
  for (int i = 0; i < 4; ++i) world.invite("u" + std::to_string(i), "ada@acme.example");
  EXPECT_THAT(groups(report(world, "bulk_submissions", {{"at_least", "4"}}), "most_in_window"),
              testing::Contains("address ada@acme.example 4"));
  EXPECT_THAT(groups(report(world, "shared_addresses", {{"at_least", "4"}}), "contacts"),
              ElementsAre("email ada@acme.example 4"));
  EXPECT_THAT(groups(report(world, "shared_addresses", {{"at_least", "5"}}), "contacts"), IsEmpty());
}

TEST(Reports, WhatWasRefusedForLackOfAnActIsCountedAndNotKept) {
  World world;
  std::string body = R"({"submissionId":"ID","userId":"u1","timestamp":"2026-11-23T09:00:00Z",
    "form":{"id":"popup","notice":"all"},"provided":[{"channel":"email","address":"ada@acme.example"}],
    "consents":[{"purpose":"tips","channels":["email"]}],"evidence":{}})";
  Bytes32 before = world.state_hash();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.call("POST", "/v1/submissions", body, "signup").status, 422U);
  EXPECT_EQ(world.state_hash(), before);
  Reply found = report(world, "bulk_submissions");
  const json::value& refused = found.body.at("refused_since_start").as_array().at(0);
  EXPECT_EQ(refused.at("credential"), json::value("signup"));
  EXPECT_EQ(refused.at("form"), json::value("popup"));
  EXPECT_EQ(refused.at("field"), json::value("evidence.action"));
  EXPECT_EQ(refused.at("count"), json::value(3));
}

TEST(Reports, AreForReviewersAndNamed) {
  World world;
  Reply list = world.call("GET", "/v1/reports", "", "reviewer");
  EXPECT_THAT(list.body.at("reports").as_array(), SizeIs(testing::Ge(2U)));
  EXPECT_EQ(report(world, "nothing").status, 404U);
  EXPECT_EQ(report(world, "bulk_submissions", {{"windows", "1 hour"}}).status, 422U);
  EXPECT_EQ(report(world, "bulk_submissions", {{"window", "soon"}}).status, 422U);
  EXPECT_EQ(report(world, "bulk_submissions", {{"at_least", "0"}}).status, 422U);
  EXPECT_EQ(world.call("GET", "/v1/reports/bulk_submissions", "", "author").status, 403U);
}

}  // namespace
}  // namespace assent::engine
