// The seam of the module, as journeys use it.
#include "rules/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "rules/json_contact.h"

namespace assent::rules {
namespace {

const Utc kNow = *parse_rfc3339("2026-11-21T10:00:00Z");

const JsonContact& ada() {
  static const JsonContact contact(
      json::parse(
          R"({"plan":"trial","score":55,"tags":["beta","eu"],"address":{"city":"Paris"},"first name":"Ada","vip":false,
          "joined":"2026-01-05T00:00:00Z","ratio":0.5,"nothing":null})")
          .as_object(),
      {{"Login", kNow - std::chrono::hours(1)},
       {"Login", kNow - std::chrono::hours(30)},
       {"Login", kNow - std::chrono::hours(500)},
       {"Signed Up", kNow - std::chrono::hours(1000)}});
  return contact;
}

const json::object& order() {
  static const json::object event =
      json::parse(
          R"({"Order ID":"A-17","amount":19.5,"items":[{"sku":"x","n":2},{"sku":"y","n":1}],"kind":"real"})")
          .as_object();
  return event;
}

const json::object& run_values() {
  static const json::object values = json::parse(R"({"tries":2})").as_object();
  return values;
}

Activation activation() {
  return {&ada(), &order(), &run_values(), kNow};
}

std::string outcome(std::string_view text) {
  Compiled c = compile(text, journey_environment());
  if (!c.program) return "issue: " + c.issues.at(0).message;
  Verdict v = decide(*c.program, activation());
  return v.error.empty() ? (v.holds ? "holds" : "does not hold") : "error: " + v.error;
}

struct Row {
  std::string_view text;
  std::string_view outcome;
};

class Decide : public testing::TestWithParam<Row> {};

TEST_P(Decide, AsTheTableSays) {
  EXPECT_EQ(outcome(GetParam().text), GetParam().outcome) << GetParam().text;
}

constexpr Row kRows[] = {
    {"contact.plan == 'trial'", "holds"},
    {"contact.plan == 'pro'", "does not hold"},
    {"'trial' == contact.plan", "holds"},
    {"contact.plan != 'pro' && contact.score >= 50", "holds"},
    {"contact.plan in ['pro', 'trial']", "holds"},
    {"contact.score in [54, 55.0]", "holds"},
    {"!contact.vip", "holds"},
    {"contact.missing == 1", "error: no such attribute: missing"},
    {"contact.missing == 1 || contact.vip == false", "holds"},
    {"contact.missing == 1 && contact.vip", "does not hold"},
    {"has(contact.missing)", "does not hold"},
    {"has(contact.plan) && has(contact.address.city)", "holds"},
    {"'plan' in contact", "holds"},
    {"'beta' in contact.tags", "holds"},
    {"contact.nothing == null", "holds"},
    {"contact['first name'].startsWith('A')", "holds"},
    {"event['Order ID'].matches('^A-[0-9]+$')", "holds"},
    {"event.items.exists(i, i.sku == 'y' && i.n > 0)", "holds"},
    {"event.items.all(i, i.n > 1)", "does not hold"},
    {"event.items.exists_one(i, i.n == 1)", "holds"},
    {"event.items.filter(i, i.n > 1).size() == 1", "holds"},
    {"event.items.map(i, i.n) == [2, 1]", "holds"},
    {"event.amount * 2.0 > 38.0 ? run.tries < 3 : false", "holds"},
    {"contact.did('Login')", "holds"},
    {"contact.did('Login', duration('30m'))", "does not hold"},
    {"contact.count('Login') == 3 && contact.count('Login', duration('168h')) == 2", "holds"},
    {"now - contact.last('Login') < duration('2h')", "holds"},
    {"contact.last('Paid') < now", "error: there was never an event 'Paid'"},
    {"timestamp(contact.joined) < now", "holds"},
    {"now.getFullYear() == 2026 && now.getHours('Europe/Paris') == 11", "holds"},
    {"contact.plan", "error: the condition is 'trial', neither true nor false"},
    {"contact.plan > 3", "error: > does not work with these types"},
    {"contact.plan && true", "error: 'trial' is neither true nor false"},
    {"1 / run.tries == 0", "holds"},
    {"1 / (run.tries - 2) == 0", "error: division by zero"},
    {"contact.all(k, true)", "issue: all() goes through a list or a map, not contact"},
    {"contact.score.foo == 1", "error: 55 has no field \"foo\""},
    {"contat.plan == 'pro'", "issue: unknown name \"contat\""},
    {"contact.did()", "issue: did() does not take 0 arguments"},
    {"now + 1 > now", "issue: \"+\" does not work with (timestamp, int)"},
    {"event.items.exist(i, true)", "issue: unknown function \"exist\""},
    {"contact.plan = 'pro'", "issue: one '=' means nothing here"},
    {"contact.plan == \u2018pro\u2019", "issue: \u2018 is no quote here"},
    {"contact.did('Login', duration('7d'))", "issue: '7d' is not a duration"},
    {"contact.vip || timestamp('soon') < now", "issue: 'soon' is not a timestamp"},
    {"contact.plan.matches('(')", "issue: bad regular expression: missing ): ("},
    {"matches(contact.plan, '[')", "issue: bad regular expression: missing ]: ["},
    {"now.getHours('Europe/Pari') == 3", "issue: 'Europe/Pari' is not a time zone"},
    {"now.getHours(contact.plan) == 3", "error: 'trial' is not a time zone"},
    {"duration(contact.plan) == duration('1h')", "error: 'trial' is not a duration"},
};
INSTANTIATE_TEST_SUITE_P(Conditions, Decide, testing::ValuesIn(kRows));

TEST(Compile, PointsAtTheMistakeAndSuggests) {
  Compiled c = compile("true && contat.plan == 'pro' && now.getYear() == 3", journey_environment());
  ASSERT_EQ(c.issues.size(), 2u);
  EXPECT_EQ(c.issues[0].offset, 8u);
  EXPECT_EQ(c.issues[0].length, 6u);
  EXPECT_EQ(c.issues[0].suggestion, "contact");
  EXPECT_EQ(c.issues[0].expected, "one of: contact, event, run, now");
  EXPECT_EQ(c.issues[1].message, "unknown function \"getYear\"");
  EXPECT_EQ(c.program, nullptr);
}

TEST(Compile, KnowsWhatPeopleWriteFirst) {
  constexpr std::pair<std::string_view, std::string_view> kWritten[] = {
      {"contact.vip and contact.plan == 'pro'", "&&"},
      {"contact.vip OR contact.plan == 'pro'", "||"},
      {"not contact.vip", "!"},
      {"contact.plan is 'pro'", "=="},
      {"contact.did('Login', duration('7d'))", "168h"},
      {"contact.vip contact.plan", ""}};
  for (const auto& [text, suggestion] : kWritten) {
    Compiled c = compile(text, journey_environment());
    ASSERT_EQ(c.issues.size(), 1u) << text;
    EXPECT_EQ(c.issues[0].suggestion, suggestion) << text;
  }
}

TEST(Compile, SaysWhatItGives) {
  EXPECT_EQ(result_type(*compile("contact.score > 3", journey_environment()).program), "bool");
  EXPECT_EQ(result_type(*compile("contact.score", journey_environment()).program), "dyn");
  EXPECT_EQ(result_type(*compile("['a']", journey_environment()).program), "list(string)");
}

TEST(Evaluate, GivesJson) {
  auto value = [](std::string_view text) -> std::string {
    Compiled c = compile(text, journey_environment());
    if (!c.program) return "issue: " + c.issues.at(0).message;
    std::string error;
    auto v = evaluate(*c.program, activation(), &error);
    return v ? json::serialize(*v) : "error: " + error;
  };
  EXPECT_EQ(value("contact.score + 1"), "56");
  EXPECT_EQ(value("event"), json::serialize(order()));
  EXPECT_EQ(value("now + duration('1h')"), "\"2026-11-21T11:00:00Z\"");
  EXPECT_EQ(value("duration('3500ms')"), "\"3.5s\"");
  EXPECT_EQ(value("b'hi'"), "\"aGk=\"");
  EXPECT_EQ(value("[1, 'a', null, {'k': 2.5}]"), R"([1,"a",null,{"k":2.5E0}])");
  EXPECT_EQ(value("{1: 2}"), "error: a map with keys that are not text has no JSON form");
  EXPECT_EQ(value("contact.none"), "error: no such attribute: none");
  EXPECT_EQ(value("contact"), "error: the contact's attributes can be looked up, not listed");
}

TEST(Explain, NamesWhatDecided) {
  auto explained = [](std::string_view text) {
    return explain(*compile(text, journey_environment()).program, activation());
  };
  EXPECT_EQ(explained("contact.plan == 'pro'"), "contact.plan == 'pro' is false: plan is 'trial'");
  EXPECT_EQ(explained("contact.plan == 'pro' && contact.score > 3"),
            "contact.plan == 'pro' is false: plan is 'trial'");
  EXPECT_EQ(explained("contact.plan == 'pro' || contact.score > 3"),
            "contact.score > 3 is true: score is 55");
  EXPECT_EQ(
      explained("contact.score > 60 || contact.count('Login', duration('168h')) > 3"),
      "contact.score > 60 is false: score is 55; contact.count('Login', duration('168h')) > 3 is false: "
      "contact.count('Login', duration('168h')) is 2");
  EXPECT_EQ(explained("contact.lang == 'fr'"),
            "contact.lang == 'fr' could not be told: no such attribute: lang");
  EXPECT_EQ(explained("!contact.vip"), "!contact.vip is true: vip is false");
  EXPECT_EQ(explained("event['Order ID'] == 'x'"),
            "event['Order ID'] == 'x' is false: event['Order ID'] is 'A-17'");
}

TEST(Reads, NamesEachAttributeOnce) {
  auto read = [](std::string_view text) {
    std::string out;
    Compiled c = compile(text, journey_environment());
    for (const Read& r : reads(*c.program)) out += r.variable + "." + r.attribute + " ";
    return out;
  };
  EXPECT_EQ(read("contact.plan == 'pro' && contact.plan != event['Order ID'] && has(contact.city)"),
            "contact.city contact.plan event.Order ID ");
  EXPECT_EQ(read("contact[event.kind] == 1"), "contact. event.kind ");
  EXPECT_EQ(read("cel.bind(c, contact, c.plan == 'x')"), "contact. ");
  EXPECT_EQ(read("contact.did('Login') && 'plan' in contact && contact.?lang.hasValue()"),
            "contact.lang contact.plan ");
  EXPECT_EQ(read("event.items.exists(i, i.n > run.tries)"), "event.items run.tries ");
}

TEST(RequiredEqualities, ComeFromTheTopLevelConjunction) {
  auto required = [](std::string_view text) {
    std::string out;
    for (const auto& r : required_equalities(*compile(text, journey_environment()).program)) {
      out += r.variable + "." + r.attribute + "=" + json::serialize(r.constant) + " ";
    }
    return out;
  };
  EXPECT_EQ(required("event.plan == 'pro' && (event.kind == 'a' || event.n == 1) && 3 == event['n m']"),
            "event.plan=\"pro\" event.n m=3 ");
  EXPECT_EQ(required("event.plan == 'pro' || event.kind == 'a'"), "");
  EXPECT_EQ(required("!(event.plan == 'pro') && event.?plan == optional.of('pro') && event.a != 'x'"), "");
}

}  // namespace
}  // namespace assent::rules
