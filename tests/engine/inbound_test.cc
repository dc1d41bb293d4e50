// Messages from people: a stop word stops, what may be one silences the address until somebody has read it, and only a
// word of the policy that comes from the address beyond doubt agrees to anything.
#include <fmt/format.h>

#include <string>

#include "engine/apply/suppressions.h"
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kPhone = "+33612345678";
const std::string kAda = "ada@acme.example";

// TIPS agrees to tips by text message, LINE and e-mail; by e-mail it must be confirmed.
Setting with_keywords() {
  Setting given;
  std::string policy = policy_text();
  std::string tips = "channels: [email, sms, social.line]}\n  news";
  policy.replace(policy.find(tips), tips.size(),
                 "channels: [email, sms, social.line], double_opt_in: [email]}\n  news");
  given.files["policy.yaml"] =
      policy + "keywords:\n  TIPS: {channels: [sms, email, social.line], purposes: [tips], notice: all}\n";
  return given;
}

struct Words {
  std::string channel = "sms", from = kPhone, text;
  std::string id{}, at = "2026-11-23T10:00:00Z", more{};
};

Reply send(World& world, const Words& m, const std::string& as = "signup") {
  json::object body{{"channel", m.channel}, {"from", m.from}, {"text", m.text}};
  if (!m.at.empty()) body["timestamp"] = m.at;
  if (!m.id.empty()) body["messageId"] = m.id;
  std::string text = json::serialize(body);
  if (!m.more.empty()) text.insert(text.size() - 1, "," + m.more);
  return world.call("POST", "/v1/inbound", text, as);
}

std::string understood(const Reply& reply) {
  const json::value* word = reply.body.if_contains("understood");
  return word && word->is_string() ? std::string(word->get_string()) : reply.text;
}

Form everything(const std::string& user = "u1") {
  return {.user = user,
          .provided = {{"email", kAda}, {"phone", kPhone}, {"social.line", "U1"}},
          .consents = {{"tips", {"email", "sms", "social.line"}}, {"news", {"email"}}}};
}

std::string decision_by(World& world, const std::string& channel, const std::string& user = "u1") {
  std::string last;
  for (const std::string& d : world.decisions(user)) {
    if (d.find(" " + channel + " ") != std::string::npos) last = d.substr(d.find(' ', 6) + 1);
  }
  return last;
}

TEST(Inbound, AStopWordStopsThatPointForEveryPurpose) {
  const struct {
    const char *channel, *from, *text;
    const char* silent;  // the channel that falls silent
  } rows[] = {
      {"sms", "+33612345678", "STOP", "sms"},
      {"sms", "+33 6 12 34 56 78", "หยุด", "sms"},
      {"sms", "33612345678", "arrêt", "sms"},
      {"voice", "+33612345678", "stop", "sms"},
      {"phone", "+33612345678", "Abmelden", "sms"},
      {"social.line", "U1", "baja", "social.line"},
      {"email", "Ada <ADA@acme.example>", "unsubscribe", "email"},
      {"", "ada@acme.example", "unsubscribe", "email"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.channel) + " " + row.from + " " + row.text);
    World world;
    world.submit(everything());
    world.advance("1 minute");
    Reply reply = send(world, {.channel = row.channel, .from = row.from, .text = row.text});
    EXPECT_EQ(reply.status, 200U) << reply.text;
    EXPECT_EQ(understood(reply), "stop");
    world.track("u1", "Ladder");
    std::vector<std::string> silent{"email", "sms", "social.line"};
    for (const std::string& channel : silent) {
      world.write("journeys/only.yaml",
                  journey_text("only", "Only", "  again: always\n", send_text("ladder", channel, "")));
      world.reload();
      world.advance("8 days");
      world.track("u1", "Only");
      world.settle();
      bool stopped = channel == row.silent;
      EXPECT_EQ(decision_by(world, channel).find("consent_withdrawn") != std::string::npos, stopped)
          << channel << ": " << decision_by(world, channel);
    }
  }
}

TEST(Inbound, AStopBySmsIsAStopByVoice) {
  World world;
  world.submit(everything());
  send(world, {.text = "STOP"});
  json::object story = world.explain("u1");
  for (const json::value& point : story.at("points").as_array()) {
    const json::array& stops = point.at("stops").as_array();
    if (point.at("point") != json::value("phone")) {
      EXPECT_THAT(stops, IsEmpty());
      continue;
    }
    ASSERT_THAT(stops, SizeIs(1));
    EXPECT_EQ(stops[0].at("channel"), "all") << "sms and voice";
    EXPECT_EQ(stops[0].at("purpose"), "all");
  }
}

TEST(Inbound, AStopCancelsWhatIsQueued) {
  World world;
  world.submit(everything());
  world.pause(R"({"channel":"email"})");
  world.track("u1", "Start");
  Reply reply = send(world, {.channel = "email", .from = kAda, .text = "STOP"});
  EXPECT_THAT(reply.list("cancelled"), SizeIs(1));
  EXPECT_THAT(reply.list("in_flight"), IsEmpty());
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(Inbound, WhatMayBeAStopSilencesTheAddressUntilSomebodyHasReadIt) {
  for (bool stop : {true, false}) {
    World world;
    world.invite("u1", kAda);
    world.invite("u2", kAda);
    Reply reply = send(world, {.channel = "email", .from = kAda, .text = "bitte keine Werbung mehr"});
    EXPECT_EQ(understood(reply), "paused");
    world.track("u2", "Start");
    EXPECT_EQ(world.verdict("u2"), "deny address_paused") << "whoever holds it";
    Reply listed = world.call("GET", "/v1/addresses/paused", "", "reviewer");
    const json::array& addresses = listed.body.at("addresses").as_array();
    ASSERT_THAT(addresses, SizeIs(1));
    EXPECT_EQ(addresses[0].at("address"), json::value(kAda));
    EXPECT_EQ(addresses[0].at("said").at(0).at("text"), "bitte keine Werbung mehr");
    EXPECT_THAT(addresses[0].at("contacts").as_array(), SizeIs(2));
    std::string path = "/v1/addresses/" + std::string(addresses[0].at("id").as_string()) + "/judge";
    std::string decision = stop ? "stop" : "not_stop";
    EXPECT_EQ(world.call("POST", path, R"({"decision":")" + decision + R"("})", "reviewer").status, 422U)
        << "no reason";
    EXPECT_EQ(world.call("POST", path, R"({"decision":"maybe","reason":"x"})", "reviewer").status, 422U);
    EXPECT_EQ(world.call("POST", path, R"({"decision":"stop","reason":"x"})", "author").status, 403U);
    world.advance("1 minute");
    Reply judged =
        world.call("POST", path, R"({"decision":")" + decision + R"(","reason":"read by Eve"})", "reviewer");
    EXPECT_EQ(judged.status, 200U) << judged.text;
    EXPECT_EQ(world.call("POST", path, R"({"decision":"stop","reason":"again"})", "reviewer").status, 422U);
    world.track({.user = "u1", .name = "Order", .properties = {{"order", 1}}});
    EXPECT_EQ(world.verdict("u1"), stop ? "deny consent_withdrawn" : "allow");
    EXPECT_THAT(world.call("GET", "/v1/addresses/paused", "", "reviewer").body.at("addresses").as_array(),
                IsEmpty());
    auto report = world.replay(3);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_EQ(report.value().rebuilt_root, report.value().recorded_root);
    EXPECT_EQ(report.value().rebuilt_state, report.value().recorded_state);
  }
}

TEST(Inbound, WhatIsQueuedForAPausedAddressStaysUnsent) {
  World world;
  world.invite("u1", kAda);
  world.pause(R"({"channel":"email"})");
  world.track("u1", "Start");
  send(world, {.channel = "email", .from = kAda, .text = "who is this, leave me alone"});
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.knocks(), IsEmpty());
  EXPECT_EQ(world.verdict("u1"), "deny address_paused");
}

TEST(Inbound, AnOrdinaryMessageChangesNothing) {
  World world;
  world.submit(everything());
  EXPECT_EQ(understood(send(world, {.text = "What time do you open?"})), "kept");
  world.track("u1", "Ladder");
  EXPECT_EQ(world.verdict("u1"), "allow");
}

TEST(Inbound, IsNeverRefusedForItsContentAndKeptForWhoeverComes) {
  World world;
  const char* bodies[] = {
      R"({"channel":"sms","from":"+33698765432","text":"STOP"})",
      R"({"channel":"fax","from":"+33698765432","text":"STOP"})",
      R"({"from":"+33698765432","text":"STOP","timestamp":"yesterday"})",
      R"({"channel":7,"from":"06 98 76 54 32","text":"Stop","messageId":9,"authentication":"yes"})",
      R"({"channel":"sms","from":"not a number","text":"STOP"})",
      R"({"channel":"sms","from":"+33698765432"})",
  };
  for (const char* body : bodies)
    EXPECT_EQ(world.call("POST", "/v1/inbound", body, "signup").status, 200U) << body;
  EXPECT_EQ(world.call("POST", "/v1/inbound", R"({"text":"STOP"})", "signup").status, 422U);
  EXPECT_EQ(world.call("POST", "/v1/inbound", "[", "signup").status, 400U);
  EXPECT_EQ(world.call("POST", "/v1/inbound", bodies[0], "website").status, 403U);
  world.advance("1 hour");
  world.submit({.user = "late",
                .provided = {{"phone", "+33698765432"}},
                .consents = {{"tips", {"sms"}}},
                .at = "2026-11-23T09:59:00Z"});
  world.track("late", "Ladder");
  EXPECT_THAT(world.decisions("late"), Contains("plan sms deny consent_withdrawn"));
}

TEST(Inbound, ARepeatChangesNothing) {
  World world;
  world.submit(everything());
  Words stop{.text = "STOP", .id = "in-1"};
  EXPECT_EQ(understood(send(world, stop)), "stop");
  world.advance("1 hour");
  world.submit(everything());  // they came back
  EXPECT_EQ(understood(send(world, stop)), "stop");
  world.track("u1", "Hurry");
  EXPECT_EQ(world.verdict("u1"), "allow");
  EXPECT_EQ(understood(send(world, {.text = "STOP", .id = "in-2"})), "stop") << "a new one";
}

TEST(Inbound, AKeywordAgreesByTextMessage) {
  World world(with_keywords());
  Reply reply = send(world, {.text = " tips! "});
  EXPECT_EQ(understood(reply), "opt_in");
  std::string contact(reply.body.at("contact").as_string());
  EXPECT_THAT(reply.body.at("pending").as_array(), IsEmpty());
  world.track(contact, "Ladder");
  EXPECT_THAT(world.knocks(), ElementsAre("sms +33612345678 ladder"));
  json::object story = world.explain(contact);
  const json::value& point = story.at("points").as_array().at(0);
  EXPECT_EQ(point.at("provided_by"), "contact");
  EXPECT_EQ(point.at("through"), "inbound message");
  EXPECT_EQ(point.at("credential"), "signup");
  EXPECT_EQ(point.at("consents").at(0).at("notice"), "all");
}

TEST(Inbound, AKeywordByWhoeverIsKnownIsTheirs) {
  World world(with_keywords());
  world.identify("u1", {{"phone", kPhone}});  // the operator says so; that alone sends nothing
  world.track("u1", "Ladder");
  EXPECT_THAT(world.knocks(), IsEmpty());
  EXPECT_EQ(send(world, {.text = "TIPS"}).body.at("contact"), "u1");
  world.track("u1", "Hurry");
  EXPECT_THAT(world.knocks(), ElementsAre("sms +33612345678 hurry"));
}

TEST(Inbound, WhoAgreesMustBeBeyondDoubt) {
  const struct {
    const char* what;
    Words message;
    const char* as;
    const char* understood;
  } rows[] = {
      {"no authentication", {.channel = "email", .from = kAda, .text = "TIPS"}, "signup", "kept"},
      {"a failed one",
       {.channel = "email",
        .from = kAda,
        .text = "TIPS",
        .more = R"("authentication":{"dkim":"fail","dmarc":"none"})"},
       "signup",
       "kept"},
      {"DKIM",
       {.channel = "email",
        .from = kAda,
        .text = "TIPS",
        .more = R"("authentication":{"dkim":"pass","dmarc":"fail"})"},
       "signup",
       "opt_in"},
      {"DMARC",
       {.channel = "email", .from = kAda, .text = "TIPS", .more = R"("authentication":{"dmarc":"PASS"})"},
       "signup",
       "opt_in"},
      {"no time", {.text = "TIPS", .at = ""}, "signup", "kept"},
      {"a third party's key", {.text = "TIPS"}, "partner", "kept"},
      {"another word", {.text = "TIP"}, "signup", "kept"},
      {"more words", {.text = "TIPS please"}, "signup", "kept"},
      {"a text message", {.text = "TIPS"}, "signup", "opt_in"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    World world(with_keywords());
    Reply reply = send(world, row.message, row.as);
    EXPECT_EQ(reply.status, 200U);
    EXPECT_EQ(understood(reply), row.understood) << reply.text;
  }
}

TEST(Inbound, ByEMailTheConfirmationFollowsAllTheSame) {
  World world(with_keywords());
  Reply reply =
      send(world,
           {.channel = "email", .from = kAda, .text = "Tips", .more = R"("authentication":{"dkim":"pass"})"});
  EXPECT_EQ(json::serialize(reply.body.at("pending")),
            R"([{"channel":"email","purpose":"tips","why":"double_opt_in"}])");
  std::string contact(reply.body.at("contact").as_string());
  world.track(contact, "Start");
  EXPECT_THAT(world.verdict(contact), HasSubstr("consent_pending"));
  std::vector<std::string> links = world.confirm_links(kAda);
  ASSERT_THAT(links, SizeIs(1));
  world.call("POST", links[0], "answer=yes", "");
  world.track({.user = contact, .name = "Order", .properties = {{"order", 1}}});
  EXPECT_EQ(world.verdict(contact), "allow");
}

TEST(Inbound, AnOldKeywordDoesNotBeatANewerStop) {
  World world(with_keywords());
  Reply agreed = send(world, {.text = "TIPS", .id = "in-1"});
  std::string contact(agreed.body.at("contact").as_string());
  world.advance("1 hour");
  send(world, {.text = "STOP", .id = "in-2"});
  EXPECT_EQ(understood(send(world, {.text = "TIPS", .id = "in-3"})), "opt_in")
      << "sent before the stop, told late";
  world.track(contact, "Hurry");
  EXPECT_THAT(world.decisions(contact), Contains("plan sms deny consent_withdrawn"));
  world.advance("1 hour");
  send(world, {.text = "TIPS", .id = "in-4", .at = "2026-11-23T11:30:00Z"});
  world.track(contact, "Ladder");
  EXPECT_THAT(world.knocks(), Contains("sms +33612345678 ladder"));
}

}  // namespace
}  // namespace assent::engine
