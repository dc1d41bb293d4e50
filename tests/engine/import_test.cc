// Imports: complete evidence is a submission of the past, anything less a point that nobody writes to.
#include <boost/json.hpp>
#include <sstream>

#include "engine/cli/contact_import.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kAda = "ada@acme.example";
const std::string kSha(64, 'a');

json::object row(const std::string& user, const std::string& at = "2026-01-05T09:00:00Z") {
  return {{"line", 2},
          {"id", user},
          {"userId", user},
          {"timestamp", at},
          {"form", {{"id", "old-signup"}, {"notice", "all"}, {"language", "en"}}},
          {"provided", json::array{{{"channel", "email"}, {"address", kAda}}}},
          {"consents", json::array{{{"purpose", "tips"}, {"channels", json::array{"email"}}}}},
          {"traits", {{"plan", "pro"}}},
          {"evidence", {{"action", "tick"}}}};
}

Reply import(World& world, const json::object& one, bool check = false, const std::string& as = "admin") {
  json::object body{{"import", kSha}, {"check", check}, {"rows", json::array{one}}};
  return world.call("POST", "/v1/imports", json::serialize(body), as);
}

std::string fate(const Reply& reply) {
  const json::object& row = reply.body.at("rows").as_array().at(0).as_object();
  std::string out(row.at("result").as_string());
  if (const json::string* why = string_member(row, "why")) out += ": " + std::string(*why);
  return out;
}

TEST(Import, ACompleteRowIsASubmissionOfThePast) {
  World world;
  Reply done = import(world, row("u1"));
  ASSERT_EQ(done.status, 200U) << done.text;
  EXPECT_EQ(fate(done), "consent");
  world.track("u1", "Plan");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example plan"));
  Reply decision = world.call("GET", "/v1/decisions", "", "reviewer", {{"contact", "u1"}});
  const json::value& evidence = decision.body.at("decisions").as_array().at(0).at("evidence");
  EXPECT_EQ(evidence.at("credential"), json::value("admin")) << "the importing key vouches";
  EXPECT_TRUE(world.replay(1).value().matches());
}

TEST(Import, WhatIsMissingMakesAPointThatNobodyWritesTo) {
  struct {
    std::function<void(json::object&)> without;
    std::string fate;
  } const rows[] = {
      {[](json::object& r) { r["evidence"] = json::object(); },
       "point: evidence.action is missing: a consent needs the act by which it was given, such as \"tick\""},
      {[](json::object& r) { r.erase("timestamp"); },
       "point: timestamp is missing: a consent needs the time at which it was given"},
      {[](json::object& r) { r["timestamp"] = "last spring"; }, "point: timestamp"},
      {[](json::object& r) { r["timestamp"] = "2030-01-01T00:00:00Z"; },
       "point: timestamp lies in the future: nobody has agreed to that yet"},
      {[](json::object& r) { r["form"].as_object().erase("id"); },
       "point: form.id is missing: a consent needs the form in which it was given"},
      {[](json::object& r) { r["form"].as_object().erase("notice"); },
       "point: form.notice is missing: a consent needs the wording that was shown"},
      {[](json::object& r) { r["form"].as_object()["notice"] = "old"; },
       "point: form.notice: notice \"old\" is not declared in policy.yaml"},
      {[](json::object& r) { r["wording"] = "Something else."; },
       "point: wording is not the text of notice \"all\": declare the notice that was shown"},
      {[](json::object& r) { r["consents"].as_array()[0].as_object()["channels"] = json::array{"voice"}; },
       "point: consents[0].channels[0]"},
      {[](json::object& r) { r.erase("consents"); }, "point: no consent stands in this row"},
      {[](json::object& r) { r["provided"].as_array()[0].as_object()["address"] = "ada"; },
       "refused: provided[0].address: \"ada\" is no email address"},
      {[](json::object& r) { r.erase("id"); }, "refused: id is missing: it makes a repeated import safe"},
  };
  for (const auto& one : rows) {
    SCOPED_TRACE(one.fate);
    World world;
    json::object r = row("u1");
    one.without(r);
    Bytes32 before = world.state_hash();
    EXPECT_THAT(fate(import(world, r, true)), testing::StartsWith(one.fate));
    EXPECT_EQ(world.state_hash(), before) << "a check records nothing";
    EXPECT_THAT(fate(import(world, r)), testing::StartsWith(one.fate));
    world.track("u1", "Start");
    EXPECT_THAT(world.knocks(), IsEmpty());
    if (!one.fate.starts_with("point")) continue;
    EXPECT_EQ(world.explain("u1").at("points").as_array().at(0).at("provided_by"), json::value("import"));
    EXPECT_THAT(world.verdict("u1"), HasSubstr("not_provided_by_contact"));
    EXPECT_TRUE(world.replay(1000).value().matches());
  }
}

TEST(Import, AgainChangesNothing) {
  World world;
  import(world, row("u1"));
  json::object less = row("u2");
  less.erase("consents");
  import(world, less);
  Seq before = world.engine().writer().last_seq();
  EXPECT_EQ(fate(import(world, row("u1"))), "repeated");
  EXPECT_THAT(fate(import(world, less)), HasSubstr("repeated"));
  EXPECT_EQ(world.engine().writer().last_seq(), before);
}

TEST(Import, LiftsNoStopHoweverOftenItComes) {
  World world;
  world.invite("u1", kAda);
  world.withdraw(R"({"address":"ada@acme.example"})");
  world.advance("1 day");
  EXPECT_EQ(fate(import(world, row("u1"))), "consent") << "it did happen, before the stop";
  json::object other = row("u9");
  import(world, other);
  for (std::string user : {"u1", "u9"}) {
    world.track(user, "Start");
    EXPECT_EQ(world.verdict(user), "deny consent_withdrawn");
  }
}

TEST(Import, OfAnExpiredConsentIsExpired) {
  World world;
  json::object r = row("u1");
  r["consents"].as_array()[0].as_object()["purpose"] = "brief";  // for 30 days, and it was in January
  EXPECT_EQ(fate(import(world, r)), "consent");
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "deny consent_expired");
}

TEST(Import, ThirdPartyColumnsAreSeenByNobody) {
  World world;
  json::object r = row("u1");
  r["traits"] = json::object();
  r["thirdPartyTraits"] = json::object{{"plan", "pro"}};
  r["thirdPartyPoints"] = json::array{{{"channel", "phone"}, {"address", "+33612345678"}}};
  EXPECT_EQ(fate(import(world, r)), "consent");
  world.track("u1", "Plan");
  EXPECT_THAT(world.silence("u1", "plan"), HasSubstr("condition"));
  world.track("u1", "Ladder");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example ladder"));
}

TEST(Import, NeedsAnAdministrator) {
  World world;
  for (std::string as : {"signup", "website", "reviewer", "author"})
    EXPECT_EQ(import(world, row("u1"), false, as).status, 403U) << as;
  EXPECT_EQ(world.call("POST", "/v1/imports", R"({"import":"x","rows":[]})", "admin").status, 422U);
}

TEST(Import, FromTheCommandLineSaysWhichRowsAndWhy) {
  World world;
  world.write("old.csv",
              "\xEF\xBB\xBFno,mail,mobile,since,how,ok,score\r\n"
              "1,ada@acme.example,,2026-01-05T09:00:00Z,tick,yes,7\r\n"
              "2,eve@acme.example,,2026-01-05T09:00:00Z,,yes,\r\n"
              "3,\"bo\n@acme\",,2026-01-05T09:00:00Z,tick,yes,\r\n"
              "4,joe@acme.example,,2026-01-05T09:00:00Z,tick,no,\r\n"
              "5,too,few\r\n");
  world.write("mapping.yaml",
              "id: no\nuser_id: no\ntimestamp: since\npoints: {email: mail, phone: mobile}\n"
              "third_party: {lead_score: score}\n"
              "form: {id: {value: old-signup}, notice: {value: all}}\nevidence: {action: how}\n"
              "consents:\n  - {purpose: tips, channels: [email], if: {column: ok, is: [\"yes\"]}}\n");
  world.stop();
  std::string file = world.folder() + "/old.csv";
  std::vector<std::string> args{file, world.folder(), "--mapping", world.folder() + "/mapping.yaml"};
  std::ostringstream out, err;
  EXPECT_EQ(run_contact_import(args, out, err), 1) << err.str();
  EXPECT_EQ(out.str(),
            file + ":7: refused: 3 cells, and the header has 7\n" + file +
                ":3: only a point, not dispatchable: evidence.action is missing: a consent needs the act by "
                "which it was given, such as \"tick\"\n" +
                file + ":4: refused: provided[0].address: \"bo\n@acme\" is no email address\n" + file +
                ":6: only a point, not dispatchable: no consent stands in this row\n" +
                "5 rows: 1 with complete evidence, 2 only points, 2 refused, 0 known already\n");
  ASSERT_FALSE(world.start().has_error());
  world.track("1", "Start");
  world.track("2", "Start");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
  std::vector<std::string> outcomes;
  for (const storage::Leaf& leaf : world.leaves()) outcomes.push_back(leaf.outcome.value_or(""));
  EXPECT_THAT(outcomes, Contains("imported")) << "the whole is on the record";
}

}  // namespace
}  // namespace assent::engine
