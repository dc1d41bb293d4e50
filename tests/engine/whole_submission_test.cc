// A submission is recorded whole or refused by name, and answered the same for ever.
#include <fmt/format.h>

#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

const std::string kAda = "ada@acme.example";

TEST(WholeSubmission, MorePointsThanAContactMayHaveAreRefused) {
  World world;
  for (int i = 0; i < 32; ++i)
    ASSERT_EQ(world.invite("u1", fmt::format("ada{}@acme.example", i)).status, 200U);
  Bytes32 before = world.state_hash();
  std::size_t leaves = world.leaves().size();
  Seq inputs = world.engine().writer().last_seq();
  Reply refused = world.invite("u1", kAda);
  EXPECT_EQ(refused.status, 422U) << refused.text;
  EXPECT_EQ(refused.body.at("error").at("field"), json::value("provided"));
  EXPECT_EQ(world.leaves().size(), leaves);
  EXPECT_EQ(world.engine().writer().last_seq(), inputs) << "what is refused leaves no input";
  EXPECT_THAT(world.explain("u1").at("points").as_array(), SizeIs(32));
  EXPECT_EQ(world.invite("u1", "ada7@acme.example").status, 200U) << "a point that is held is no further one";
  EXPECT_NE(world.state_hash(), before);
}

TEST(WholeSubmission, TraitsBeyondTheirBoundsAreRefusedByName) {
  World world;
  Reply refused = world.submit({.user = "u1", .traits = {{"novel", std::string(9000, 'x')}}});
  EXPECT_EQ(refused.status, 422U);
  EXPECT_EQ(refused.body.at("error").at("field"), json::value("traits.novel"));
  EXPECT_EQ(world.identify("u1", {{"novel", std::string(9000, 'x')}}).status, 422U);
  json::object many;
  for (int i = 0; i < 200; ++i) many[fmt::format("a{}", i)] = i;
  EXPECT_EQ(world.submit({.user = "u1", .traits = many}).status, 200U);
  json::object more;
  for (int i = 0; i < 200; ++i) more[fmt::format("b{}", i)] = i;
  EXPECT_EQ(world.submit({.user = "u1", .traits = more}).status, 422U);
}

TEST(WholeSubmission, ARepeatGetsItsFirstAnswerWhateverThePolicySaysNow) {
  World world;
  Form form{.user = "u1", .provided = {{"email", kAda}}, .consents = {{"tips", {"email"}}}, .id = "f-1"};
  Reply first = world.submit(form);
  ASSERT_EQ(first.status, 200U);
  world.withdraw(R"({"userId":"u1"})");
  form.notice = "no such notice";
  Reply again = world.submit(form);
  EXPECT_EQ(again.status, 200U) << again.text;
  EXPECT_EQ(again.body, first.body);
  form.id = "f-2";
  EXPECT_EQ(world.submit(form).status, 422U);
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn") << "a repeat never undoes a stop";
}

struct Row {
  std::string what;
  std::function<void(World&)> said;
  std::string verdict;  // at 02:00 in Paris: 10:00 in Tokyo
};

TEST(WhereSomebodyIs, EverySourceCountsAndThirdPartiesOnlyAdd) {
  auto country = [](const char* text, const char* key = "website") {
    return [=](World& w) { w.identify("u1", {{"country", text}}, key); };
  };
  const Row rows[] = {
      {"nothing is known", [](World&) {}, "defer quiet_hours"},
      {"upstream says Japan", country("JP"), "allow"},
      {"a third party says Japan", country("JP", "broker"), "defer quiet_hours"},
      {"upstream says Japan, a third party France",
       [&](World& w) { country("JP")(w), country("FR", "broker")(w); }, "defer quiet_hours"},
      {"upstream says France, the person Japan",
       [&](World& w) {
         country("FR")(w);
         w.submit({.user = "u1", .traits = {{"country", "JP"}}});
       },
       "defer quiet_hours"},
      {"upstream says France, later Japan", [&](World& w) { country("FR")(w), country("JP")(w); }, "allow"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    World world({.clock = "2026-11-24T01:00:00Z"});
    world.invite("u1", kAda);
    row.said(world);
    world.track("u1", "Start");
    EXPECT_EQ(world.verdict("u1"), row.verdict);
  }
}

}  // namespace
}  // namespace assent::engine
