// P2, stop means stop: after a withdrawal is acknowledged no hand-over in its scope begins, wherever the
// message is.
#include <fmt/format.h>
#include <string>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Scope {
  std::string withdrawal;  // {0}: the user, {1}: the address
  bool goes;               // tips by e-mail to this person still go
};

const Scope kScopes[] = {
    {R"({{"userId":"{0}"}})", false},
    {R"({{"address":"{1}"}})", false},
    {R"({{"address":"  {1} ","method":"phone call","verbatim":"stop it"}})", false},
    {R"({{"userId":"{0}","channel":"email"}})", false},
    {R"({{"userId":"{0}","purpose":"tips"}})", false},
    {R"({{"userId":"{0}","channel":"email","purpose":"tips"}})", false},
    {R"({{"userId":"{0}","purpose":"no such purpose"}})", false},  // unknown: widened to all
    {R"({{"userId":"{0}","channel":"fax"}})", false},
    {R"({{"userId":"{0}","purpose":"news","kind":"objection"}})", false},  // an objection covers everything
    {R"({{"userId":"{0}","channel":"sms"}})", true},
    {R"({{"userId":"{0}","purpose":"news"}})", true},
    {R"({{"userId":"{0}","channel":"email","purpose":"news"}})", true},
    {R"({{"userId":"somebody else"}})", true},
    {R"({{"address":"somebody.else@acme.example"}})", true},
};

struct Place {
  std::string name, event;
  std::function<void(World&)> before, after;  // before the event, and after the stop
  bool on_its_way;                            // there is a message to cancel
};

const std::vector<Place>& places() {
  static const std::vector<Place> all{
      {"queued behind the channel's brake", "Start", [](World& w) { w.pause(R"({"channel":"email"})"); },
       [](World& w) { w.resume(R"({"channel":"email"})"); }, true},
      {"queued behind the journey's brake", "Start", [](World& w) { w.pause(R"({"journey":"start"})"); },
       [](World& w) { w.resume(R"({"journey":"start"})"); }, true},
      {"deferred to the morning", "Start", [](World& w) { w.advance("12 hours"); },
       [](World& w) { w.advance("12 hours"); }, true},
      {"asleep in a wait", "Nap", [](World&) {}, [](World& w) { w.advance("2 days"); }, false},
  };
  return all;
}

TEST(StopMeansStop, WhereverTheMessageIsAndAsWideAsItWasSaid) {
  for (const Place& place : places()) {
    World world;
    int person = 0;
    for (const Scope& scope : kScopes) {
      std::string user = fmt::format("user-{}", ++person);
      std::string address = fmt::format("p{}@acme.example", person);
      std::string said = fmt::format(fmt::runtime(scope.withdrawal), user, address);
      SCOPED_TRACE(place.name + ": " + said);
      world.invite(user, address);
      place.before(world);
      world.track(user, place.event);
      world.settle();
      std::size_t sent = world.sinks().size();
      Reply stopped = world.withdraw(said);
      EXPECT_EQ(stopped.status, 200U) << stopped.text;
      EXPECT_THAT(stopped.list("cancelled"), SizeIs(place.on_its_way && !scope.goes ? 1 : 0)) << stopped.text;
      EXPECT_THAT(stopped.list("already_sent"), IsEmpty());
      EXPECT_THAT(stopped.list("in_flight"), IsEmpty());
      place.after(world);
      EXPECT_EQ(world.knocks().size() - sent, scope.goes ? 1U : 0U);
    }
  }
}

TEST(StopMeansStop, ByTheLinkInAMessageForItsPurposeChannelAndAddress) {
  World world;
  for (const char* user : {"u1", "u2"}) {
    world.submit({.user = user,
                  .provided = {{"email", "ada@acme.example"}, {"phone", "+33612345678"}},
                  .consents = {{"tips", {"email", "sms"}}, {"news", {"email"}}}});
  }
  world.track("u1", "Start");
  std::string token = world.token("ada@acme.example");
  EXPECT_EQ(world.click(token).status, 200U);
  EXPECT_EQ(world.click(token).status, 200U) << "idempotent";
  world.track("u1", "Ladder");
  world.track("u1", "News");
  world.track({.user = "u2", .name = "Order", .properties = {{"order", 1}}});
  EXPECT_EQ(world.verdict("u2"), "deny consent_withdrawn") << "the address is silent, whoever holds it";
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example news", "email ada@acme.example welcome",
                                          "sms +33612345678 ladder"));
}

TEST(StopMeansStop, ALinkThatIsNotOursStopsNobody) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.track("u1", "Start");
  std::string token = world.token("ada@acme.example");
  token[4] = token[4] == 'A' ? 'B' : 'A';
  EXPECT_EQ(world.click(token).status, 404U);
  EXPECT_EQ(world.click("").status, 404U);
  world.advance("8 days");
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "allow");
}

TEST(StopMeansStop, ForEveryContactOfTheAddressAlsoWhileQueued) {
  World world;
  world.invite("u1", "shared@acme.example");
  world.invite("u2", "shared@acme.example");
  world.invite("u3", "other@acme.example");
  world.pause();
  for (const char* user : {"u1", "u2", "u3"}) world.track(user, "Start");
  EXPECT_THAT(world.withdraw(R"({"userId":"u2"})").list("cancelled"), SizeIs(2));
  world.resume();
  EXPECT_THAT(world.knocks(), ElementsAre("email other@acme.example welcome"));
  EXPECT_THAT(world.states("u1"), ElementsAre("email cancelled"));
}

TEST(StopMeansStop, CoversPointsAddedLaterUntilAFreshGrant) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.withdraw(R"({"userId":"u1"})");
  std::string before = "2026-11-23T09:00:00Z";  // given before the stop, told after it
  world.submit({.user = "u1",
                .provided = {{"email", "new@acme.example"}},
                .consents = {{"tips", {"email"}}},
                .at = before});
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn");
  world.advance("1 minute");
  world.invite("u1", "new@acme.example");
  world.track("u1", "Start");
  EXPECT_THAT(world.knocks(), ElementsAre("email new@acme.example welcome"));
}

struct Kept {
  std::string withdrawal;
  std::string verdict;  // of a grant from before the stop that is told after it
};

TEST(StopMeansStop, IsKeptForWhoeverIsNotKnownYet) {
  const Kept rows[] = {
      {R"({"address":"late@acme.example"})", "deny consent_withdrawn"},
      {R"({"address":"LATE@Acme.Example","purpose":"tips"})", "deny consent_withdrawn"},
      {R"({"address":"late@acme.example","channel":"email"})", "deny consent_withdrawn"},
      {R"({"userId":"u1"})", "deny consent_withdrawn"},
      {R"({"userId":"u1","purpose":"tips"})", "deny consent_withdrawn"},
      {R"({"address":"late@acme.example","purpose":"news"})", "allow"},
      {R"({"userId":"u1","channel":"sms"})", "allow"},
      {R"({"userId":"u2"})", "allow"},
  };
  for (const Kept& row : rows) {
    SCOPED_TRACE(row.withdrawal);
    World world;
    Reply kept = world.withdraw(row.withdrawal);
    EXPECT_EQ(kept.status, 200U) << kept.text;
    world.advance("1 hour");
    world.submit({.user = "u1",
                  .provided = {{"email", "late@acme.example"}},
                  .consents = {{"tips", {"email"}}},
                  .at = "2026-11-23T09:59:00Z"});
    world.track("u1", "Start");
    EXPECT_EQ(world.verdict("u1"), row.verdict);
    world.invite("u1", "late@acme.example");  // after the stop: they came back
    world.track({.user = "u1", .name = "Order", .properties = {{"order", 1}}});
    EXPECT_EQ(world.verdict("u1"), "allow");
  }
}

TEST(StopMeansStop, NoClientsClockBeatsIt) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.submit({.user = "u1",
                .provided = {{"email", "ada@acme.example"}},
                .consents = {{"tips", {"email"}}},
                .at = "2027-01-01T00:00:00Z"});  // counts when it was recorded: now
  world.advance("1 minute");
  world.withdraw(R"({"userId":"u1"})");
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn");
}

TEST(StopMeansStop, ARestartForgetsNothing) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.pause();
  world.track("u1", "Start");
  world.track("u1", "Nap");
  EXPECT_THAT(world.withdraw(R"({"userId":"u1"})").list("cancelled"), SizeIs(1));
  world.restart();
  world.resume();
  world.advance("3 days");
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(StopMeansStop, IsNeverRefusedForItsContent) {
  World world;
  for (const char* body :
       {R"({"userId":"u1","channel":7,"purpose":{},"method":[]})", R"({"address":"not an address"})",
        R"({"userId":12345})", R"({"address":"+33 6 12 34 56 78","channel":"email"})"}) {
    EXPECT_EQ(world.withdraw(body).status, 200U) << body;
  }
  EXPECT_EQ(world.withdraw("{}").status, 422U);
  EXPECT_EQ(world.withdraw("[").status, 400U);
}

TEST(StopMeansStop, HoweverTheAddressIsWritten) {
  World world;
  const struct {
    std::string user, kind, address, channel, written;
  } rows[] = {
      {"u1", "email", "ada@acme.example", "email", "Ada <ada@acme.example>"},
      {"u2", "email", "bob@acme.example", "email", "mailto:bob@acme.example"},
      {"u3", "email", "cyd@acme.example", "email", "cyd@acme.example."},
      {"u4", "phone", "+33612345670", "sms", "06 12 34 56 70"},
      {"u5", "phone", "+33612345671", "sms", "+33 (0)6 12 34 56 71"},
      {"u6", "phone", "+33612345672", "sms", "33612345672"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.written);
    world.submit(
        {.user = row.user, .provided = {{row.kind, row.address}}, .consents = {{"tips", {row.channel}}}});
    world.withdraw(R"({"address":")" + row.written + R"("})");
    world.advance("1 hour");
    world.track(row.user, "Ladder");
    EXPECT_THAT(world.decisions(row.user),
                testing::Contains("plan " + row.channel + " deny consent_withdrawn"));
  }
  EXPECT_THAT(world.knocks(), IsEmpty());
}

}  // namespace
}  // namespace assent::engine
