// Double opt-in: what policy wants confirmed counts only once the person at the address has said yes, and nobody can
// make Assent bury an address in questions.
#include <fmt/format.h>

#include <regex>
#include <string>

#include "base/limits.h"
#include "engine/apply/outbox.h"
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kAda = "ada@acme.example";

// Tips must be confirmed on every channel; news need not.
Setting confirming() {
  Setting given;
  std::string policy = policy_text();
  std::string tips = "channels: [email, sms, social.line]}\n  news";
  policy.replace(policy.find(tips), tips.size(),
                 "channels: [email, sms, social.line], double_opt_in: true}\n  news");
  given.files["policy.yaml"] = policy;
  return given;
}

Form tips(const std::string& user = "u1", const std::string& email = kAda) {
  return {.user = user, .provided = {{"email", email}}, .consents = {{"tips", {"email"}}}};
}

Reply yes(World& world, const std::string& link) {
  return world.call("POST", link, "answer=yes", "");
}

std::string last_act(World& world, const std::string& user = "u1") {
  json::object story = world.explain(user);
  const json::array& consents = story.at("points").as_array().at(0).at("consents").as_array();
  return consents.empty() ? "" : std::string(consents.back().at("act").as_string());
}

std::size_t of_type(World& world, storage::LeafType type, const std::string& outcome = "") {
  std::size_t found = 0;
  for (const storage::Leaf& leaf : world.leaves())
    found += leaf.type == type && (outcome.empty() || leaf.outcome == outcome);
  return found;
}

TEST(DoubleOptIn, CountsOnceItIsConfirmed) {
  World world(confirming());
  Reply reply = world.submit(tips());
  EXPECT_EQ(json::serialize(reply.body.at("pending")),
            R"([{"channel":"email","purpose":"tips","why":"double_opt_in"}])");
  world.track("u1", "Start");
  EXPECT_THAT(world.decisions("u1"),
              testing::Contains("plan email deny consent_pending,double_opt_in_missing"));
  std::vector<std::string> links = world.confirm_links(kAda);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_THAT(world.knocks(), SizeIs(1)) << "nothing but the question";
  Reply page = world.call("GET", links[0], "", "");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(page.text, HasSubstr("Tips, by e-mail"));
  EXPECT_THAT(page.text, HasSubstr("Send me what I ticked")) << "the words that were agreed to";
  EXPECT_THAT(page.text, Not(HasSubstr(kAda))) << "the page shows no address in full";
  world.track({.user = "u1", .name = "Order", .properties = {{"order", 1}}});
  EXPECT_EQ(world.verdict("u1"), "deny consent_pending,double_opt_in_missing") << "looking confirms nothing";
  EXPECT_THAT(yes(world, links[0]).text, HasSubstr("<h1>Confirmed</h1>"));
  world.track({.user = "u1", .name = "Order", .properties = {{"order", 2}}});
  EXPECT_THAT(world.knocks(), testing::Contains("email ada@acme.example order"));
  EXPECT_EQ(of_type(world, storage::LeafType::confirmation, "confirmed"), 1U);
  EXPECT_EQ(world.replay(1).value().rebuilt_root, world.replay(1000).value().rebuilt_root);
}

TEST(DoubleOptIn, TheQuestionIsOnTheRecordAsAnyMessage) {
  World world(confirming());
  world.submit(tips());
  EXPECT_THAT(world.decisions("u1"), ElementsAre("plan email allow", "claim email allow"));
  EXPECT_THAT(world.states("u1"), ElementsAre("email accepted"));
  Reply found = world.call("GET", "/v1/decisions", "", "reviewer", {{"contact", "u1"}});
  const json::object& decision = found.body.at("decisions").as_array().at(1).as_object();
  EXPECT_EQ(decision.at("kind"), "confirmation_request");
  EXPECT_EQ(decision.at("template"), "confirmation_request");
  EXPECT_TRUE(decision.at("journey").is_null());
  EXPECT_EQ(decision.at("purpose"), "tips");
  EXPECT_GT(decision.at("checks").as_array().size(), 20U);
  auto report = world.replay(7);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report.value().rebuilt_root, report.value().recorded_root);
  EXPECT_EQ(report.value().rebuilt_state, report.value().recorded_state);
}

TEST(DoubleOptIn, ARepeatedSubmissionGetsItsFirstAnswerAndAsksNobodyAgain) {
  World world(confirming());
  Form form = tips();
  form.id = "f-1";
  Reply first = world.submit(form);
  EXPECT_EQ(world.submit(form).text, first.text);
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(1));
}

TEST(DoubleOptIn, WhatNeedsNoConfirmationNeedsNone) {
  World world(confirming());
  Reply reply = world.submit(
      {.user = "u1", .provided = {{"email", kAda}}, .consents = {{"news", {"email"}}, {"tips", {"email"}}}});
  EXPECT_THAT(reply.body.at("pending").as_array(), SizeIs(1));
  world.track("u1", "News");
  EXPECT_EQ(world.verdict("u1"), "allow");
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_pending,double_opt_in_missing");
}

TEST(DoubleOptIn, EachPointIsAskedWhereItIs) {
  World world(confirming());
  world.submit({.user = "u1",
                .provided = {{"email", kAda}, {"phone", "+33612345678"}, {"social.line", "U1"}},
                .consents = {{"tips", {"email", "sms", "social.line"}}}});
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(1));
  EXPECT_THAT(world.confirm_links("U1"), SizeIs(1));
  std::vector<std::string> links = world.confirm_links("+33612345678");
  ASSERT_THAT(links, SizeIs(1));
  yes(world, links[0]);
  world.track("u1", "Ladder");
  EXPECT_THAT(world.knocks(), testing::Contains("sms +33612345678 ladder"));
  EXPECT_THAT(world.knocks(), Not(testing::Contains("email ada@acme.example ladder")))
      << "the link of the phone confirms the phone only";
}

TEST(DoubleOptIn, SpeaksTheLanguageOfTheForm) {
  const struct {
    const char* language;
    const char* says;
  } rows[] = {{"en", "Do you want these messages?"},       {"de", "Möchten Sie diese Nachrichten?"},
              {"de-AT", "Möchten Sie diese Nachrichten?"}, {"fr", "Voulez-vous ces messages ?"},
              {"th", "คุณต้องการรับข้อความเหล่านี้หรือไม่"},        {"pt", "Do you want these messages?"}};
  World world(confirming());
  int person = 0;
  for (const auto& row : rows) {
    std::string address = fmt::format("p{}@acme.example", ++person);
    Form form = tips(fmt::format("u{}", person), address);
    form.language = row.language;
    world.submit(form);
    std::vector<std::string> links = world.confirm_links(address);
    ASSERT_THAT(links, SizeIs(1)) << row.language;
    EXPECT_THAT(world.call("GET", links[0], "", "").text, HasSubstr(row.says));
  }
}

TEST(DoubleOptIn, NoScannerConfirmsAndNoLinkIsForged) {
  World world(confirming());
  world.submit(tips());
  std::string link = world.confirm_links(kAda).at(0);
  Bytes32 before = world.state_hash();
  for (const char* method : {"GET", "HEAD"}) EXPECT_EQ(world.call(method, link, "", "").status, 200U);
  for (const char* body : {"List-Unsubscribe=One-Click", "", "answer=", "answer=maybe", "x=answer=yes",
                           "List-Unsubscribe=One-Click&answer"}) {
    EXPECT_THAT(world.call("POST", link, body, "").text, HasSubstr("value=\"yes\""))
        << "a grant needs more than the one-click body: " << body;
  }
  std::string forged = link;
  forged[10] = forged[10] == 'A' ? 'B' : 'A';
  std::string other_scope = "/o/" + unsubscribe_token(world.engine().keys(), MessageId::from({1}));
  for (const std::string& bad : {forged, link.substr(0, link.size() - 3), link + "AAAA", std::string("/o/"),
                                 std::string("/o/x"), other_scope}) {
    EXPECT_EQ(world.call("GET", bad, "", "").status, 404U) << bad;
    EXPECT_EQ(yes(world, bad).status, 404U) << bad;
  }
  EXPECT_EQ(world.state_hash(), before);
  EXPECT_EQ(world.click(link.substr(3)).status, 404U) << "a confirmation link is no unsubscribe link";
  EXPECT_EQ(last_act(world), "requested");
}

TEST(DoubleOptIn, AStopBetweenRequestAndClickWins) {
  const char* stops[] = {R"({"userId":"u1"})", R"({"address":"ada@acme.example"})",
                         R"({"userId":"u1","purpose":"tips","channel":"email"})",
                         R"({"address":"ada@acme.example","kind":"objection"})"};
  for (const char* stop : stops) {
    SCOPED_TRACE(stop);
    World world(confirming());
    world.submit(tips());
    std::string link = world.confirm_links(kAda).at(0);
    world.advance("1 minute");
    world.withdraw(stop);
    EXPECT_THAT(yes(world, link).text, HasSubstr("You have stopped these messages"));
    world.track("u1", "Start");
    EXPECT_THAT(world.verdict("u1"), HasSubstr("consent_withdrawn"));
    world.advance("25 hours");
    world.submit(tips());  // they came back
    std::vector<std::string> links = world.confirm_links(kAda);
    ASSERT_THAT(links, SizeIs(2));
    for (const std::string& one : links) yes(world, one);
    world.track({.user = "u1", .name = "Order", .properties = {{"order", 1}}});
    EXPECT_EQ(world.verdict("u1"), "allow");
  }
}

TEST(DoubleOptIn, AStopWhileTheQuestionWaitsCancelsIt) {
  World world(confirming());
  world.pause(R"({"channel":"email"})");
  world.submit(tips());
  EXPECT_THAT(world.withdraw(R"({"userId":"u1","purpose":"news"})").list("cancelled"), IsEmpty());
  world.advance("1 minute");
  EXPECT_THAT(world.withdraw(R"({"userId":"u1","purpose":"tips"})").list("cancelled"), SizeIs(1));
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.knocks(), IsEmpty());
  EXPECT_THAT(world.states("u1"), ElementsAre("email cancelled"));
}

TEST(DoubleOptIn, AReplayOfTheClickAfterAStopGrantsNothing) {
  World world(confirming());
  world.submit(tips());
  std::string link = world.confirm_links(kAda).at(0);
  yes(world, link);
  world.advance("1 minute");
  world.withdraw(R"({"userId":"u1"})");
  Bytes32 before = world.state_hash();
  EXPECT_THAT(yes(world, link).text, HasSubstr("<h1>Confirmed</h1>")) << "the first answer, for ever";
  EXPECT_EQ(world.state_hash(), before);
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn");
}

TEST(DoubleOptIn, ANoIsRemembered) {
  World world(confirming());
  world.submit(tips());
  std::string link = world.confirm_links(kAda).at(0);
  EXPECT_THAT(world.call("POST", link, "answer=no", "").text, HasSubstr("Nothing will be sent"));
  EXPECT_THAT(yes(world, link).text, HasSubstr("Nothing will be sent"));
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_refused");
}

TEST(DoubleOptIn, EndsByItselfWhenNobodyAnswers) {
  World world(confirming());
  world.submit(tips());
  std::string link = world.confirm_links(kAda).at(0);
  world.advance("29 days");
  EXPECT_EQ(last_act(world), "requested");
  world.advance("1 day");
  auto leaves = world.leaves();
  EXPECT_EQ(
      std::count_if(leaves.begin(), leaves.end(), [](const auto& leaf) { return leaf.outcome == "expired"; }),
      1)
      << "on the record";
  EXPECT_EQ(world.call("GET", link, "", "").status, 410U);
  EXPECT_EQ(yes(world, link).status, 410U);
  world.track("u1", "Start");
  EXPECT_THAT(world.verdict("u1"), testing::StartsWith("deny "));
  world.advance("2 days");  // and then retention lets go of what was never confirmed, the address included
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny no_address");
}

TEST(DoubleOptIn, NobodyIsBuriedInQuestions) {
  World world(confirming());
  for (int i = 0; i < 200; ++i) {  // forms filled in by somebody else, each as another person
    Form form = tips(fmt::format("bot-{}", i));
    form.ip = fmt::format("198.51.100.{}", i);
    EXPECT_EQ(world.submit(form).status, 200U);
  }
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(1));
  world.advance("23 hours");
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(1));
  world.advance("1 hour");
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(2)) << "the one that waited for its turn";
  world.advance("10 days");
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(2)) << "and no more of them";
}

TEST(DoubleOptIn, OneIpAddressAsksForSoManyAddressesOnly) {
  World world(confirming());
  for (std::uint32_t i = 0; i < limits::confirmations_per_ip + 5; ++i)
    world.submit(tips(fmt::format("u{}", i), fmt::format("p{}@acme.example", i)));
  EXPECT_THAT(world.knocks(), SizeIs(limits::confirmations_per_ip));
  Form other = tips("other", "other@acme.example");
  other.ip = "198.51.100.1";
  world.submit(other);
  EXPECT_THAT(world.confirm_links("other@acme.example"), SizeIs(1));
  world.advance("1 day");
  world.submit(tips("late", "late@acme.example"));
  EXPECT_THAT(world.confirm_links("late@acme.example"), SizeIs(1));
}

TEST(DoubleOptIn, OnlyTheContactsOwnWordAsksAtAll) {
  World world(confirming());
  Form bought = tips();
  bought.as = "partner";
  world.submit(bought);
  world.identify("u2", {{"email", "bo@acme.example"}});
  EXPECT_THAT(world.knocks(), IsEmpty());
  EXPECT_THAT(world.decisions("u1"), IsEmpty()) << "what others say for them is no consent to confirm";
}

TEST(DoubleOptIn, ALaterFormOfSomebodyConfirmedAsksNoMore) {
  World world(confirming());
  world.submit(tips());
  yes(world, world.confirm_links(kAda).at(0));
  world.advance("3 days");
  EXPECT_THAT(world.submit(tips()).body.at("pending").as_array(), IsEmpty());
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(1));
  world.submit(tips("somebody else"));
  EXPECT_THAT(world.confirm_links(kAda), SizeIs(2)) << "another person has confirmed nothing";
}

TEST(DoubleOptIn, PolicyMayAskForItLater) {
  World world;
  world.invite("u1", kAda);
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "allow");
  world.write("policy.yaml", confirming().files.at("policy.yaml"));
  EXPECT_EQ(world.reload().status, 200U);
  world.track({.user = "u1", .name = "Order", .properties = {{"order", 1}}});
  EXPECT_EQ(world.verdict("u1"), "deny double_opt_in_missing");
}

}  // namespace
}  // namespace assent::engine
