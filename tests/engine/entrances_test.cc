// Journeys found by what their conditions demand: nobody who could enter is left out, and a thousand journeys that
// cannot match are not looked at.
#include "engine/apply/entrances.h"

#include <gmock/gmock.h>

namespace assent::engine {
namespace {

using testing::ElementsAre;

Bundle waiting_for(const std::string& event, const std::string& condition, const std::string& name = "j") {
  Bundle bundle;
  bundle.journey.name = name;
  bundle.journey.enter.door = workflows::ByEvent{event};
  if (condition.empty()) return bundle;
  auto compiled = rules::compile(condition, rules::journey_environment());
  EXPECT_TRUE(compiled.program) << condition;
  bundle.journey.enter.condition = workflows::Expression{condition, compiled.program};
  return bundle;
}

struct Row {
  std::string condition;
  json::object properties;
  json::object attributes;
  bool looked_at;
};

TEST(Entrances, LeaveOutOnlyWhatCannotHold) {
  const Row rows[] = {
      {"", {}, {}, true},
      {"event.plan == 'pro'", {{"plan", "pro"}}, {}, true},
      {"event.plan == 'pro'", {{"plan", "trial"}}, {}, false},
      {"event.plan == 'pro'", {}, {}, false},
      {"event.plan == 'pro'", {{"plan", json::array{"pro"}}}, {}, false},
      {"'pro' == event.plan", {{"plan", "pro"}}, {}, true},
      {"event['Order ID'] == 'x'", {{"Order ID", "x"}}, {}, true},
      {"event['Order ID'] == 'x'", {{"Order ID", "y"}}, {}, false},
      {"event.plan == 'pro' && event.n > 3", {{"plan", "pro"}, {"n", 1}}, {}, true},
      {"event.n > 3 && event.plan == 'pro'", {{"plan", "trial"}, {"n", 9}}, {}, false},
      {"event.plan == 'pro' || event.n > 3", {{"plan", "trial"}, {"n", 9}}, {}, true},
      {"!(event.plan == 'pro')", {{"plan", "trial"}}, {}, true},
      {"event.plan != 'pro'", {{"plan", "trial"}}, {}, true},
      {"event.plan == 'pro' ? true : true", {{"plan", "trial"}}, {}, true},
      {"event.n == 1", {{"n", 1}}, {}, true},
      {"event.n == 1", {{"n", 1.0}}, {}, true},
      {"event.n == 1", {{"n", std::uint64_t{1}}}, {}, true},
      {"event.n == 1", {{"n", "1"}}, {}, false},
      {"event.n == 0.0", {{"n", -0.0}}, {}, true},
      {"event.yes == true", {{"yes", true}}, {}, true},
      {"event.yes == true", {{"yes", "true"}}, {}, false},
      {"contact.plan == 'pro'", {}, {{"plan", "pro"}}, true},
      {"contact.plan == 'pro'", {{"plan", "pro"}}, {{"plan", "trial"}}, false},
      {"contact.plan == 'pro' && event.a == 1",
       {{"a", 1}},
       {{"plan", "trial"}},
       true},  // one demand is enough
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.condition + " " + json::serialize(row.properties) + json::serialize(row.attributes));
    Bundle bundle = waiting_for("Plan", row.condition);
    storage::Contact contact;
    for (const auto& [key, value] : row.attributes)
      contact.attributes[key] = {value, Source::upstream, Utc{}, 1};
    Entrances entrances;
    entrances.add(bundle);
    bool looked_at = !entrances.candidates("Plan", row.properties, contact).empty();
    EXPECT_EQ(looked_at, row.looked_at);
    EXPECT_TRUE(entrances.candidates("Other", row.properties, contact).empty());
  }
}

TEST(Entrances, KeepTheOrderInWhichJourneysWereAdded) {
  Bundle a = waiting_for("E", "event.p == 1", "a"), b = waiting_for("E", "", "b"),
         c = waiting_for("E", "contact.q == 2", "c"), d = waiting_for("E", "event.p == 1", "d");
  Entrances entrances;
  for (const Bundle* bundle : {&a, &b, &c, &d}) entrances.add(*bundle);
  storage::Contact contact;
  contact.attributes["q"] = {json::value(2), Source::contact, Utc{}, 1};
  EXPECT_THAT(entrances.candidates("E", {{"p", 1}}, contact), ElementsAre(&a, &b, &c, &d));
  EXPECT_THAT(entrances.candidates("E", {{"p", 2}}, contact), ElementsAre(&b, &c));
}

TEST(Entrances, AThousandThatCannotMatchAreNotLookedAt) {
  std::vector<Bundle> bundles;
  for (int i = 0; i < 1000; ++i) bundles.push_back(waiting_for("E", "event.n == " + std::to_string(i)));
  Entrances entrances;
  for (const Bundle& bundle : bundles) entrances.add(bundle);
  EXPECT_THAT(entrances.candidates("E", {{"n", 500}}, {}), ElementsAre(&bundles[500]));
}

}  // namespace
}  // namespace assent::engine
