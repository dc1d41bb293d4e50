// `sources:` in assent.yaml: names that carry data from elsewhere are absent for a purpose that may not use it (P6).
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::HasSubstr;

Setting labelled(const std::string& third_party = "never") {
  Setting given;
  given.files["assent.yaml"] = settings_text(given.email) + "sources: {third_party: [\"plan*\"]}\n";
  given.files["policy.yaml"] = policy_text(third_party);
  // What a file reads, `check` refuses; a name that is computed only shows when it is read.
  given.files["journeys/plan.yaml"] =
      journey_text("plan", "Plan", "  if: contact['pl' + 'an'] == 'pro'\n", send_text("plan"));
  given.files["journeys/order.yaml"] =
      journey_text("order", "Order", "  if: event['pl' + 'an'] == 'pro'\n", send_text("order"));
  return given;
}

TEST(SourceLabels, ALabelledTraitIsAbsentWhoeverSendsIt) {
  for (std::string third_party : {"never", "[tips]"}) {
    SCOPED_TRACE(third_party);
    World world(labelled(third_party));
    world.invite("u1", "ada@acme.example");
    world.identify("u1", {{"plan", "pro"}});
    EXPECT_EQ(world.explain("u1").at("attributes").at("plan").at("source"), json::value("third_party"));
    world.track("u1", "Plan");
    bool sees = third_party != "never";
    EXPECT_THAT(world.knocks(), testing::SizeIs(sees ? 1 : 0));
    if (!sees) {
      EXPECT_THAT(world.silence("u1", "plan"), HasSubstr("condition"));
    }
    EXPECT_TRUE(world.replay(1).value().matches());
  }
}

TEST(SourceLabels, ALabelledPropertyOfAnEventIsAbsent) {
  for (std::string third_party : {"never", "[tips]"}) {
    SCOPED_TRACE(third_party);
    World world(labelled(third_party));
    world.invite("u1", "ada@acme.example");
    world.track({.user = "u1", .name = "Order", .properties = {{"plan", "pro"}}});
    EXPECT_THAT(world.knocks(), testing::SizeIs(third_party == "never" ? 0 : 1));
    EXPECT_EQ(world.silence("u1", "order").empty(), third_party != "never");
  }
}

TEST(SourceLabels, ALabelNeverMakesAValueBetter) {
  World world;
  SourceLabels labels;
  labels.add("plan", Source::upstream);
  EXPECT_EQ(labels.of("plan", Source::contact), Source::upstream);
  EXPECT_EQ(labels.of("plan", Source::third_party), Source::third_party);
  EXPECT_EQ(labels.of("planet", Source::contact), Source::contact);
}

}  // namespace
}  // namespace assent::engine
