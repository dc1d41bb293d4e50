// The contact's own page over HTTP: what each link may do, what each form changes, and that looking changes nothing.
#include <fmt/format.h>

#include <regex>

#include "engine/apply/entity_record.h"
#include "engine/pages/link_token.h"
#include "storage/layout.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Ada agreed to tips (email, sms) and news; the links of her page, as a message and an access mail carry them.
class OwnPageTest : public testing::Test {
 protected:
  OwnPageTest() {
    world.submit({.user = "ada",
                  .provided = {{"email", "ada@acme.example"}, {"phone", "+33612345678"}},
                  .consents = {{"tips", {"email", "sms"}}, {"news", {"email"}}}});
    ada = *ContactId::parse(world.contact("ada"));
    auto contact = read_contact(world.engine().store(), world.engine().keys(), ada).value();
    for (const auto& hold : contact->points) {
      if (hold.kind.text() == "email") email = hold.address;
    }
  }

  std::string reduce() { return link_token(world.engine().keys(), {LinkScope::reduce, ada, email, {}}); }
  std::string access() {
    return link_token(world.engine().keys(), {LinkScope::access, ada, email,
                                              world.engine().clock().now() + std::chrono::minutes(30)});
  }
  Reply get(const std::string& token) { return world.call("GET", "/c/" + token, "", ""); }
  Reply post(const std::string& token, const std::string& body) {
    return world.call("POST", "/c/" + token, body, "");
  }
  channels::Person person() {
    world.settle();
    return read_contact(world.engine().store(), world.engine().keys(), ada).value()->person;
  }
  std::string hidden(const std::string& page, const std::string& name) {
    std::smatch found;
    std::regex field("name=\"" + name + "\" value=\"([^\"]*)\"");
    return std::regex_search(page, found, field) ? found[1].str() : "";
  }
  std::string outcome(const std::string& event) {
    world.track("ada", event);
    return world.verdict("ada");
  }

  World world;
  ContactId ada;
  AddressId email;
};

TEST_F(OwnPageTest, LookingChangesNothing) {
  Bytes32 before = world.state_hash();
  std::size_t leaves = world.leaves().size();
  for (const std::string& token : {reduce(), access()}) {
    for (const char* method : {"GET", "HEAD"}) {
      for (const auto& query : {std::map<std::string, std::string>{},
                                {{"do", "stop"}},
                                {{"lang", "th"}},
                                {{"do", "erase"}, {"sure", "yes"}}}) {
        Reply reply = world.call(method, "/c/" + token, "do=stop", "", query);
        EXPECT_EQ(reply.status, 200u);
      }
    }
  }
  EXPECT_EQ(world.state_hash(), before);
  EXPECT_EQ(world.leaves().size(), leaves);
}

TEST_F(OwnPageTest, ALinkThatIsNotOursOpensNothing) {
  std::string good = reduce();
  Bytes32 before = world.state_hash();
  std::vector<std::string> bad{"", "x", good.substr(1), good + "A", good.substr(0, good.size() - 4)};
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    bad.push_back(changed);
  }
  // A message's link with the beginning of an access link is none.
  auto bytes = *from_base64url(good);
  bytes[0] = 2;
  bad.push_back(to_base64url(bytes));
  for (const std::string& token : bad) {
    EXPECT_EQ(get(token).status, 404u) << token;
    EXPECT_EQ(post(token, "do=stop").status, 404u) << token;
  }
  EXPECT_EQ(world.state_hash(), before);
}

TEST_F(OwnPageTest, WhereNothingIsHeldAnyMoreAStopStillHoldsForTheAddress) {
  World other;
  std::string foreign = link_token(other.engine().keys(), {LinkScope::reduce, ada, email, {}});
  EXPECT_EQ(get(foreign).status, 404u);  // another store's pepper
  std::string nobody =
      link_token(world.engine().keys(), {LinkScope::reduce, ContactId::from({1, 2, 3}), email, {}});
  EXPECT_THAT(get(nobody).text, HasSubstr("no longer hold anything"));
  EXPECT_EQ(post(nobody, "do=pause&for=month").status, 200u);
  EXPECT_EQ(outcome("Start"), "allow");
  EXPECT_EQ(post(nobody, "do=stop").status, 200u);
  EXPECT_EQ(outcome("News"), "deny consent_withdrawn");
}

TEST_F(OwnPageTest, AMessagesLinkShowsChoicesAndNothingThatIsHeld) {
  Reply page = get(reduce());
  EXPECT_EQ(page.status, 200u);
  EXPECT_THAT(page.text, HasSubstr("a***@acme.example"));
  EXPECT_THAT(page.text, HasSubstr("tips:email"));
  for (const char* secret : {"ada@", "+336", "203.0.113.7", "Firefox", "signup", "Download everything"})
    EXPECT_THAT(page.text, Not(HasSubstr(secret))) << secret;
}

TEST_F(OwnPageTest, AnAccessLinkWorksForHalfAnHour) {
  std::string token = access();
  EXPECT_THAT(get(token).text, HasSubstr("ada@acme.example"));
  EXPECT_THAT(get(token).text, HasSubstr("form signup"));
  world.advance("29 min");
  EXPECT_EQ(get(token).status, 200u);
  world.advance("1 min");
  EXPECT_EQ(get(token).status, 410u);
  EXPECT_EQ(post(token, "do=erase&sure=yes").status, 410u);
  EXPECT_FALSE(person().restricted);
  world.advance("1000d");
  EXPECT_EQ(get(reduce()).status, 200u);
}

TEST_F(OwnPageTest, AnAccessLinkIsSentOnRequestThreeTimesADay) {
  for (int i = 0; i < 3; ++i) {
    Reply asked = post(reduce(), "do=access");
    EXPECT_EQ(asked.status, 200u);
    EXPECT_THAT(asked.text, HasSubstr("We are sending a link to a***@acme.example"));
    world.settle();
    world.advance("1h");
  }
  Reply fourth = post(reduce(), "do=access");
  EXPECT_EQ(fourth.status, 422u);
  EXPECT_THAT(fourth.text, HasSubstr("three links within a day"));
  const std::string mail = "email ada@acme.example Your page at Acme SARL";
  EXPECT_THAT(world.knocks(), ElementsAre(mail, mail, mail));
  world.advance("22h");
  EXPECT_EQ(post(reduce(), "do=access").status, 200u);
  EXPECT_EQ(world.knocks().size(), 4u);
  EXPECT_THAT(world.decisions("ada"), testing::Contains("claim email allow"));
}

TEST_F(OwnPageTest, TheLinkThatWasSentWorksForHalfAnHourAndStopsBarNone) {
  post(reduce(), "do=stop");
  world.identify("ada", {{"language", "de"}});
  post(reduce(), "do=access");
  world.settle();
  std::string mail = std::regex_replace(world.sinks().at(0).text, std::regex("=\r?\n"), "");
  EXPECT_THAT(mail, HasSubstr("Er gilt 30 Minuten"));
  EXPECT_THAT(mail, Not(HasSubstr("List-Unsubscribe:")));
  std::smatch link;
  ASSERT_TRUE(std::regex_search(mail, link, std::regex("https://news.acme.example/c/([A-Za-z0-9_-]+)")));
  EXPECT_THAT(get(link[1]).text, HasSubstr("ada@acme.example"));
  world.advance("29 min");
  EXPECT_EQ(get(link[1]).status, 200u);
  world.advance("1 min");
  EXPECT_EQ(get(link[1]).status, 410u);
  // By text message to the phone that a text message's link belongs to.
  auto contact = read_contact(world.engine().store(), world.engine().keys(), ada).value();
  for (const auto& hold : contact->points) {
    if (hold.address == email) continue;
    post(link_token(world.engine().keys(), {LinkScope::reduce, ada, hold.address, {}}), "do=access");
  }
  world.settle();
  ASSERT_EQ(world.sinks().size(), 2u);
  EXPECT_EQ(world.sinks()[1].channel, "sms");
  EXPECT_THAT(world.sinks()[1].text, HasSubstr("30 Minuten"));
  for (std::size_t batch : {1u, 1000u}) {
    auto report = world.replay(batch);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report.value().matches());
  }
}

TEST_F(OwnPageTest, WhatIsUntickedStopsAndNothingElse) {
  Reply done = post(
      reduce(), "do=topics&shown=tips:email&shown=tips:sms&shown=news:email&keep=tips:sms&keep=news:email");
  EXPECT_EQ(done.status, 200u);
  EXPECT_THAT(done.text, HasSubstr("role=\"status\""));
  EXPECT_THAT(done.text, Not(HasSubstr("tips:email")));
  EXPECT_EQ(outcome("Start"), "deny consent_withdrawn");
  EXPECT_EQ(outcome("News"), "allow");
  EXPECT_EQ(outcome("Ladder"), "allow");  // by sms
  // A form that shows nothing stops nothing.
  post(reduce(), "do=topics");
  EXPECT_EQ(outcome("News"), "allow");
}

TEST_F(OwnPageTest, EachChoiceIsKeptAndOnTheRecord) {
  struct Row {
    const char *body, *said;
  };
  const Row rows[] = {
      {"do=pace&pace=week", "keep to this pace"},
      {"do=pause&for=month", "hear nothing from us until 23 December 2026"},
      {"do=quiet&from=21%3A30&to=09%3A00", "quiet at these hours"},
      {"do=preferred&channel=sms", "there first"},
  };
  std::size_t leaves = world.leaves().size();
  for (const Row& row : rows) {
    Reply done = post(reduce(), row.body);
    EXPECT_EQ(done.status, 200u) << row.body;
    EXPECT_THAT(done.text, HasSubstr(row.said));
    auto all = world.leaves();
    ASSERT_EQ(all.size(), ++leaves);
    EXPECT_EQ(all.back().type, storage::LeafType::submission);
    EXPECT_EQ(all.back().outcome, "preference");
  }
  channels::Person is = person();
  EXPECT_EQ(is.pace->messages, 1u);
  EXPECT_EQ(is.pace->window, std::chrono::hours(24 * 7));
  EXPECT_EQ(is.own_quiet_hours->from_minute, 21 * 60 + 30);
  EXPECT_EQ(is.own_quiet_hours->to_minute, 9 * 60);
  EXPECT_EQ(is.preferred, Channel::parse("sms"));
  EXPECT_EQ(outcome("Start").substr(0, 22), "deny paused_by_contact");
}

TEST_F(OwnPageTest, AMessagesLinkOnlyReduces) {
  post(reduce(), "do=pace&pace=week");
  post(reduce(), "do=pause&for=month");
  post(reduce(), "do=quiet&from=22:00&to=08:00");
  for (const char* loosens : {"do=pace&pace=any", "do=pace&pace=day", "do=pause&for=week", "do=pause_end",
                              "do=quiet&from=23:00&to=08:00", "do=quiet_end", "do=grant&agree=yes",
                              "do=download", "do=download_page", "do=erase&sure=yes"}) {
    Reply refused = post(reduce(), loosens);
    EXPECT_EQ(refused.status, 422u) << loosens;
    EXPECT_THAT(refused.text, HasSubstr("role=\"alert\"")) << loosens;
  }
  channels::Person is = person();
  EXPECT_EQ(is.pace->window, std::chrono::hours(24 * 7));
  EXPECT_EQ(is.pauses.size(), 1u);
  EXPECT_EQ(is.own_quiet_hours->from_minute, 22 * 60);
  EXPECT_FALSE(is.restricted);
  for (const char* loosens : {"do=pace&pace=any", "do=pause_end", "do=quiet_end"})
    EXPECT_EQ(post(access(), loosens).status, 200u) << loosens;
  is = person();
  EXPECT_FALSE(is.pace);
  EXPECT_THAT(is.pauses, IsEmpty());
  EXPECT_FALSE(is.own_quiet_hours);
}

TEST_F(OwnPageTest, WhatMakesNoSenseIsSaidAndChangesNothing) {
  Bytes32 before = world.state_hash();
  for (const char* body :
       {"", "do=", "do=fly", "do=pace&pace=x", "do=pause&for=ever", "do=quiet&from=22:00",
        "do=quiet&from=22:00&to=22:00", "do=quiet&from=25:00&to=x", "do=preferred&channel=fax"}) {
    EXPECT_EQ(post(reduce(), body).status, 422u) << body;
  }
  EXPECT_EQ(world.state_hash(), before);
}

TEST_F(OwnPageTest, StopEverythingStopsEverywhere) {
  world.pause(R"({"channel":"email"})");
  world.track("ada", "Start");
  EXPECT_EQ(post(reduce(), "do=stop").status, 200u);
  world.resume(R"({"channel":"email"})");
  EXPECT_THAT(world.states("ada"), ElementsAre("email cancelled"));
  EXPECT_EQ(outcome("News"), "deny consent_withdrawn");
  EXPECT_EQ(outcome("Ladder").substr(0, 4), "deny");
  EXPECT_THAT(world.knocks(), IsEmpty());
  // Whoever else holds the address is silent too.
  world.submit({.user = "bob",
                .provided = {{"email", "ada@acme.example"}},
                .consents = {{"tips", {"email"}}},
                .at = "2026-11-23T09:00:00Z"});
  world.track("bob", "Start");
  EXPECT_EQ(world.verdict("bob"), "deny consent_withdrawn");
}

TEST_F(OwnPageTest, AGrantHasTheNoticeAsShownAndNeedsItsTick) {
  post(reduce(), "do=stop");
  std::string shown = get(access()).text;
  EXPECT_THAT(shown, HasSubstr("Send me what I ticked. I can stop at any time."));
  std::string notice = "notice=all&sha256=" + hidden(shown, "sha256") + "&once=" + hidden(shown, "once");
  struct Row {
    std::string body;
    unsigned status;
  };
  world.advance("1s");
  const Row rows[] = {
      {"List-Unsubscribe=One-Click", 422},
      {"do=grant", 422},
      {"do=grant&" + notice + "&give=tips:email", 422},                         // not ticked
      {"do=grant&" + notice + "&agree=yes", 422},                               // nothing chosen
      {"do=grant&" + notice + "&agree=yes&give=tips:sms", 422},                 // not of this point
      {"do=grant&" + notice + "&agree=yes&give=other:email", 422},              // not covered
      {"do=grant&notice=all&sha256=00&once=x&agree=yes&give=tips:email", 422},  // another wording
      {"do=grant&" + notice + "&agree=yes&give=tips:email", 200},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(outcome("Start"), "deny consent_withdrawn") << row.body;
    EXPECT_EQ(post(access(), row.body).status, row.status) << row.body;
  }
  EXPECT_EQ(outcome("Start"), "allow");
  EXPECT_EQ(outcome("News"), "deny consent_withdrawn");
  post(access(), rows[7].body);  // the same form, sent twice
  auto address = read_address(world.engine().store(), world.engine().keys(), email).value();
  const channels::Evidence& evidence = address->consents.back().evidence;
  EXPECT_EQ(address->consents.size(), 3u);  // two of the form, one of the page
  EXPECT_EQ(evidence.notice, "all");
  EXPECT_EQ(to_hex(evidence.notice_sha256), hidden(shown, "sha256"));
  EXPECT_EQ(evidence.form, "contact page");
  EXPECT_EQ(evidence.method, "page");
  EXPECT_EQ(evidence.action, "tick");
  EXPECT_EQ(evidence.language, "en");
  EXPECT_EQ(evidence.ip, "203.0.113.9");
  EXPECT_EQ(evidence.credential, "contact page");
}

TEST_F(OwnPageTest, ARequestForErasureActsAtOnceAndWaitsForAPerson) {
  world.pause(R"({"channel":"email"})");
  world.track("ada", "Start");
  EXPECT_EQ(post(access(), "do=erase").status, 422u);
  EXPECT_EQ(post(access(), "do=erase&sure=yes").status, 200u);
  world.resume(R"({"channel":"email"})");
  EXPECT_TRUE(person().restricted);
  auto address = read_address(world.engine().store(), world.engine().keys(), email).value();
  ASSERT_EQ(address->suppressions.size(), 1u);
  EXPECT_EQ(address->suppressions[0].cause, channels::SuppressionCause::erasure);
  EXPECT_THAT(world.states("ada"), ElementsAre("email cancelled"));
  // Another contact with the address is silent as well.
  world.advance("1h");
  world.invite("bob", "ada@acme.example");
  world.track("bob", "Start");
  EXPECT_THAT(world.verdict("bob"), HasSubstr("deny contact_erased"));
  Reply list = world.call("GET", "/v1/requests", "", "reviewer");
  ASSERT_EQ(list.body.at("requests").as_array().size(), 1u);
  const json::object& request = list.body.at("requests").as_array()[0].as_object();
  EXPECT_EQ(request.at("contact"), json::value(ada.text()));
  EXPECT_EQ(request.at("at"), json::value("2026-11-23T10:00:00.000Z"));
  EXPECT_EQ(request.at("due"), json::value("2026-12-23T10:00:00.000Z"));
  EXPECT_EQ(world.call("GET", "/v1/requests", "", "author").status, 403u);
  // Asked again, the first time counts.
  post(access(), "do=erase&sure=yes");
  list = world.call("GET", "/v1/requests", "", "reviewer");
  EXPECT_EQ(list.body.at("requests").as_array()[0].at("at"), json::value("2026-11-23T10:00:00.000Z"));
  Reply page = get(access());
  EXPECT_THAT(page.text, HasSubstr("You asked for this on 23 November 2026"));
  EXPECT_THAT(page.text, Not(HasSubstr("name=\"give\"")));
}

TEST_F(OwnPageTest, TheLinkInAMessageLeadsThere) {
  world.write("templates/welcome.yaml",
              "template: welcome\nemail: {subject: \"welcome\", text: \"Hello {{ links.preferences }} {{ "
              "links.unsubscribe }}\"}\nsms: {text: x}\nsocial: {text: x}\n");
  ASSERT_EQ(world.reload().status, 200u);
  world.track("ada", "Start");
  world.settle();
  std::string mail = world.sinks().at(0).text;
  std::string unfolded = std::regex_replace(mail, std::regex("=\r?\n"), "");
  EXPECT_THAT(unfolded, HasSubstr("https://news.acme.example/c/" + reduce()));
  EXPECT_THAT(world.call("GET", "/u/" + world.token("ada@acme.example"), "", "").text,
              HasSubstr("../c/" + reduce()));
}

TEST_F(OwnPageTest, ItSpeaksTheirLanguage) {
  struct Row {
    const char *trait, *query, *lang;
  };
  const Row rows[] = {
      {"", "", "en"}, {"th", "", "th"}, {"th", "fr", "fr"}, {"xx", "", "en"}, {"de-AT", "", "de"}};
  for (const Row& row : rows) {
    if (*row.trait) world.identify("ada", {{"language", row.trait}});
    std::map<std::string, std::string> query;
    if (*row.query) query["lang"] = row.query;
    Reply page = world.call("GET", "/c/" + reduce(), "", "", query);
    EXPECT_THAT(page.text, HasSubstr(fmt::format("<html lang=\"{}\">", row.lang)));
  }
}

TEST_F(OwnPageTest, AReplayComesToTheSame) {
  post(reduce(), "do=pace&pace=week");
  post(reduce(), "do=pause&for=week");
  post(reduce(), "do=topics&shown=news:email");
  world.call("GET", "/v1/contacts/ada", "", "reviewer");
  post(access(), "do=download");
  post(access(), "do=erase&sure=yes");
  for (std::size_t batch : {1u, 1000u}) {
    auto report = world.replay(batch);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report.value().matches());
  }
}

}  // namespace
}  // namespace assent::engine
