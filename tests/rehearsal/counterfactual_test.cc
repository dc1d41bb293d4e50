// Every reason has a change that takes it away, or says that nothing does; and where a scene can play the change, the
// decision flips when it is played.
#include "engine/api/counterfactual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "channels/reason.h"
#include "engine/rehearsal/play.h"
#include "engine/rehearsal/stage_of.h"
#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using channels::Reason;

constexpr std::string_view kPolicy = R"(controller:
  name: Acme SARL
  country: FR
  postal_address: 1 rue de la Paix
  contact: privacy@acme.example
purposes:
  tips: {title: Tips, description: How to, channels: [email, sms], expires: 30 days}
notices:
  all: {language: en, text: Yes, covers: [{purpose: tips, channels: [email, sms]}]}
limits: {at_most: 1 messages per 7 days, quiet_hours: 21:00-08:00}
)";

constexpr std::string_view kGreet = R"(journey: greet
purpose: tips
enter: {event: Signed Up, again: always}
steps:
  - send: hello
    by: email
)";
constexpr std::string_view kWink = R"(journey: wink
purpose: tips
enter: {event: Winked, again: always}
steps:
  - send: hello
    by: email
)";

struct Loaded {
  TemporaryFolder folder;
  Workspace workspace;
  Loaded() {
    folder.write("assent.yaml", good_settings);
    folder.write("policy.yaml", kPolicy);
    folder.write("templates/hello.yaml",
                 "template: hello\nemail: {subject: hello, text: hello}\nsms: {text: hello}\n");
    folder.write("journeys/greet.yaml", kGreet);
    folder.write("journeys/wink.yaml", kWink);
    workspace = load_workspace(folder.path());
  }
};

Scene scene_of(const Workspace& workspace, const std::string& given, const std::string& when) {
  Cast cast{*workspace.policy, {"greet", "wink"}, {"hello"}};
  Scene scene;
  Issues of_given("given", given), of_when("when", when);
  if (auto root = parse_yaml(given, of_given)) scene.given = read_given(*root, cast, of_given);
  if (auto root = parse_yaml(when, of_when)) scene.when = read_when(*root, cast, scene.given.points, of_when);
  for (const Issues* issues : {&of_given, &of_when}) {
    for (const Issue& issue : issues->all()) ADD_FAILURE() << render(issue, issues->text());
  }
  return scene;
}

// The first decision at the last event; and all of it, for the message of a failure.
json::object decision_of(const Workspace& workspace, const std::string& given, const std::string& when) {
  auto played = play(workspace, scene_of(workspace, given, when), {});
  if (!played) {
    ADD_FAILURE() << played.error().message << " in " << when;
    return {};
  }
  Filter filter;
  filter.contact = kSceneUser;
  auto all = played.value().stage->reads().decisions(filter, false);
  const json::array& list = all.value().at("decisions").as_array();
  const json::object* found = nullptr;
  for (const json::value& one : list) {
    if (one.at("stage") == "plan") found = &one.as_object();
  }
  return found ? *found : json::object();
}

std::string inside(const std::string& list) {  // without its brackets
  auto open = list.find('['), close = list.rfind(']');
  return list.substr(open + 1, close - open - 1);
}

const std::string kAda = "points: [{channel: email, address: ada@acme.example}]";
const std::string kKnown = ", contact: {country: FR}}";
const std::string kAgreed = "{" + kAda + ", consents: [tips]" + kKnown;

struct Row {
  Reason reason;
  std::string given, before;  // `before`: what happens before the event
  std::string who;            // may bring the change about
};

// Reasons that a scene can bring about. At the end of each the event comes once more.
const std::vector<Row>& played_rows() {
  static const std::vector<Row> rows{
      {Reason::objected, kAgreed, "{withdraw: {objection: true}}, {after: 1 minute}", "contact"},
      {Reason::already_reached, "{" + kAda + ", consents: [{purpose: tips}]" + kKnown, "{event: Winked}",
       "time"},
      {Reason::frequency_cap, kAgreed, "{event: Signed Up}", "time"},
      {Reason::no_address, "{contact: {country: FR}}", "", "contact"},
      {Reason::not_provided_by_contact,
       "{points: [{channel: email, address: ada@acme.example, provided_by: third_party}]" + kKnown, "",
       "contact"},
      {Reason::not_provided_by_contact,
       "{points: [{channel: email, address: ada@acme.example, provided_by: operator}]" + kKnown, "",
       "contact"},
      {Reason::consent_missing, "{" + kAda + kKnown, "", "contact"},
      {Reason::consent_withdrawn, kAgreed, "{withdraw: email}, {after: 1 minute}", "contact"},
      {Reason::consent_expired, "{" + kAda + ", consents: [{purpose: tips, ago: 40 days}]" + kKnown, "",
       "contact"},
      {Reason::time_zone_unknown, "{" + kAda + ", consents: [tips]}", "", "upstream"},
      {Reason::quiet_hours, kAgreed, "{at: 22:30}", "time"},
      {Reason::journey_paused, kAgreed, "{pause: greet}", "operator"},
      {Reason::channel_paused, kAgreed, "{pause: email}", "operator"},
  };
  return rows;
}

TEST(Counterfactual, PlayingTheChangeFlipsTheDecision) {
  Loaded loaded;
  const std::string event = "{event: Signed Up, properties: {n: 1}}";
  for (const Row& row : played_rows()) {
    std::string name(channels::name(row.reason));
    std::string before = row.before.empty() ? "" : row.before + ", ";
    json::object was = decision_of(loaded.workspace, row.given, "[" + before + event + "]");
    ASSERT_TRUE(was.contains("reasons")) << name;
    std::vector<Change> changes = changes_for(was);
    std::vector<std::string> reasons;
    for (const Change& change : changes) {
      reasons.push_back(change.reason);
      if (change.reason == name) {
        EXPECT_EQ(assent::engine::name(change.hand), row.who) << name;
      }
      EXPECT_FALSE(change.acts.empty()) << name << ": " << change.reason;
    }
    EXPECT_THAT(reasons, testing::Contains(name));
    EXPECT_NE(was.at("outcome"), "allow") << name;
    // One change at a time, the same one once.
    std::string acts;
    for (const Change& change : changes) {
      std::string more = inside(json::serialize(change.acts));
      if (acts.find(more) == std::string::npos) acts += more + ", ";
    }
    json::object is = decision_of(loaded.workspace, row.given, "[" + before + acts + event + "]");
    EXPECT_EQ(is.at("outcome"), "allow") << name << " with " << acts << "\n" << json::serialize(is);
  }
}

// A change that is left out leaves the reason: the changes are not more than needed.
TEST(Counterfactual, NoChangeIsIdle) {
  Loaded loaded;
  const std::string event = "{event: Signed Up}";
  json::object was =
      decision_of(loaded.workspace, "{contact: {country: FR}}", "[{at: 22:30}, " + event + "]");
  std::vector<Change> changes = changes_for(was);
  ASSERT_EQ(changes.size(), 2u);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    std::string one = inside(json::serialize(changes[i].acts));
    json::object is = decision_of(loaded.workspace, "{contact: {country: FR}}",
                                  "[{at: 22:30}, " + one + ", " + event + "]");
    EXPECT_NE(is.at("outcome"), "allow") << changes[i].reason;
  }
}

json::object decision_with(Reason reason) {
  return {{"purpose", "tips"},      {"channel", "email"},
          {"journey", "greet"},     {"address", "ada@acme.example"},
          {"until", nullptr},       {"reasons", json::array{json::value(channels::name(reason))}},
          {"checks", json::array()}};
}

TEST(Counterfactual, EveryReasonHasItsAnswer) {
  const std::vector<Reason> final{Reason::held_out, Reason::already_reached};
  for (Reason reason : channels::kReasons) {
    std::vector<Change> changes = changes_for(decision_with(reason));
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].reason, channels::name(reason));
    EXPECT_FALSE(changes[0].words.empty());
    EXPECT_EQ(changes[0].words.find('{'), std::string::npos) << changes[0].words;
    bool nobody = std::find(final.begin(), final.end(), reason) != final.end();
    EXPECT_EQ(changes[0].hand == Hand::nobody, nobody) << channels::name(reason);
    EXPECT_EQ(changes[0].words.starts_with("nothing:"), nobody) << changes[0].words;
  }
}

// Where only the person can undo what they said, it says so first.
TEST(Counterfactual, WhatOnlyThePersonCanUndoSaysSo) {
  for (Reason reason : {Reason::objected, Reason::contact_erased, Reason::suppressed_complaint}) {
    Change change = changes_for(decision_with(reason)).at(0);
    EXPECT_TRUE(change.words.starts_with("nothing that we could do: only the person")) << change.words;
    EXPECT_EQ(change.hand, Hand::contact);
  }
}

constexpr std::string_view kPlan = R"(journey: plan
purpose: tips
enter:
  event: Signed Up
  if: contact.plan == 'pro' && event.kind == 'real'
  again: after 5 days
steps:
  - send: hello
    by: email
)";

// Why a journey did not let somebody in, and what would have: played, it does.
TEST(Counterfactual, PlayingTheChangeLetsIn) {
  TemporaryFolder folder;
  folder.write("assent.yaml", good_settings);
  folder.write("policy.yaml", kPolicy);
  folder.write("templates/hello.yaml",
               "template: hello\nemail: {subject: hello, text: hello}\nsms: {text: hello}\n");
  folder.write("journeys/plan.yaml", kPlan);
  Workspace workspace = load_workspace(folder.path());
  const struct {
    std::string code, when, who;
  } rows[] = {
      {"condition_false", "{event: Signed Up, properties: {kind: real}}", "upstream"},
      {"condition_false", "{event: Signed Up, properties: {kind: test}}", "upstream"},
      {"data_not_permitted",
       "{identify: {plan: pro}}, {event: Signed Up, properties: {kind: real}, source: third_party}",
       "upstream"},
      {"again_too_soon",
       "{identify: {plan: pro}}, {event: Signed Up, properties: {kind: real}}, {after: 1 day}, {event: "
       "Signed Up, "
       "properties: {kind: real}}",
       "time"},
  };
  auto last_of = [&](const std::string& when) {
    auto played =
        play(workspace,
             scene_of(workspace, "{" + kAda + ", contact: {plan: free, country: FR}}", "[" + when + "]"), {});
    EXPECT_TRUE(played.has_value()) << when;
    json::object last;
    if (!played) return last;
    for (const json::value& item : played.value().told.at("items").as_array()) {
      bool entry = item.at("kind") == "entered" || item.at("kind") == "not_entered";
      if (entry) last = item.as_object();
    }
    return last;
  };
  for (const auto& row : rows) {
    json::object was = last_of(row.when);
    ASSERT_EQ(was.at("kind"), "not_entered") << row.when;
    EXPECT_EQ(was.at("because").as_string(), row.code) << row.when;
    const json::object& instead = was.at("instead").at(0).as_object();
    EXPECT_EQ(instead.at("who").as_string(), row.who);
    std::string acts = inside(json::serialize(instead.at("acts")));
    EXPECT_EQ(last_of(row.when + ", " + acts).at("kind"), "entered") << row.when << " with " << acts;
  }
}

}  // namespace
}  // namespace assent::engine
