// P3, one intent, one knock: through one channel, once, across journeys, contacts that share the address, and
// channels.
#include <future>
#include <string>

#include "storage/layout.h"
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kAda = "ada@acme.example", kPhone = "+33612345678";

void invite_twice(World& world, const std::string& user) {
  world.submit({.user = user,
                .provided = {{"email", kAda}, {"phone", kPhone}},
                .consents = {{"tips", {"email", "sms"}}}});
}

Event order(const std::string& user, int number) {
  return {.user = user, .name = "Order", .properties = {{"order", number}}};
}

TEST(OneKnock, ForOneOccasion) {
  World world;
  world.invite("u1", kAda);
  world.track(order("u1", 1));
  world.track(order("u1", 2));
  world.settle();
  world.track(order("u1", 1));
  EXPECT_EQ(world.verdict("u1"), "deny already_reached");
  EXPECT_THAT(world.knocks(), SizeIs(2));
}

TEST(OneKnock, ForOneTemplateFromTwoJourneysWithinSevenDays) {
  World world;
  world.invite("u1", kAda);
  world.track("u1", "Start");
  world.track("u1", "Twin");
  EXPECT_EQ(world.verdict("u1"), "deny already_reached");
  world.advance("6 days");
  world.track("u1", "Twin");
  EXPECT_EQ(world.verdict("u1"), "deny already_reached");
  world.advance("1 day");
  world.track("u1", "Twin");
  EXPECT_EQ(world.verdict("u1"), "allow");
  EXPECT_THAT(world.knocks(), SizeIs(2));
}

TEST(OneKnock, ForTwoContactsWithOneAddress) {
  World world;
  world.invite("u1", kAda);
  world.invite("u2", kAda);
  world.track(order("u1", 7));
  world.settle();
  world.track(order("u2", 7));
  EXPECT_EQ(world.verdict("u2"), "deny already_reached");
  world.track("u1", "Start");
  world.settle();
  world.track("u2", "Twin");
  EXPECT_EQ(world.verdict("u2"), "deny already_reached");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example order", "email ada@acme.example welcome"));
}

TEST(OneKnock, ForOnePersonWhateverAddressOrChannelIsNext) {
  World world({.files = {{"journeys/order-sms.yaml",
                          journey_text("order-sms", "Order By SMS", "  again: always\n  key: event.order\n",
                                       send_text("order", "sms"))}}});
  invite_twice(world, "u1");
  world.track(order("u1", 7));
  world.settle();
  world.track({.user = "u1", .name = "Order By SMS", .properties = {{"order", 7}}});
  EXPECT_EQ(world.verdict("u1"), "deny already_reached") << "by another channel";
  world.advance("1 minute");
  world.invite("u1", "new@acme.example");
  world.track(order("u1", 7));
  EXPECT_EQ(world.verdict("u1"), "deny already_reached") << "at another address";
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example order"));
}

TEST(OneKnock, WhenBothAreQueuedAtOnce) {
  World world;
  world.invite("u1", kAda);
  world.invite("u2", kAda);
  world.pause();
  world.track(order("u1", 7));
  world.track(order("u2", 7));
  world.resume();
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example order"));
}

struct Fallback {
  std::string what;
  std::function<void(World&)> before;
  std::vector<std::string> decisions;
  std::vector<std::string> knocks;
};

TEST(OneKnock, AnotherChannelIsTriedOnlyForAReasonAboutThePointOrChannel) {
  const Fallback rows[] = {
      {"never both",
       [](World& w) { invite_twice(w, "u1"); },
       {"plan email allow", "claim email allow"},
       {"email ada@acme.example ladder"}},
      {"no consent by e-mail",
       [](World& w) {
         w.submit({.user = "u1",
                   .provided = {{"email", kAda}, {"phone", kPhone}},
                   .consents = {{"tips", {"sms"}}}});
       },
       {"plan email deny consent_missing", "plan sms allow", "claim sms allow"},
       {"sms +33612345678 ladder"}},
      {"stopped by e-mail",
       [](World& w) { invite_twice(w, "u1"), w.withdraw(R"({"userId":"u1","channel":"email"})"); },
       {"plan email deny consent_withdrawn", "plan sms allow", "claim sms allow"},
       {"sms +33612345678 ladder"}},
      {"objected: about the person",
       [](World& w) { invite_twice(w, "u1"), w.withdraw(R"({"userId":"u1","kind":"objection"})"); },
       {"plan email deny objected,consent_withdrawn"},
       {}},
      {"no channel is left",
       [](World& w) {
         w.submit({.user = "u1", .provided = {{"email", kAda}}});
       },
       {"plan email deny consent_missing", "plan sms deny no_address", "plan social.line deny no_address"},
       {}},
  };
  for (const Fallback& row : rows) {
    SCOPED_TRACE(row.what);
    World world;
    row.before(world);
    world.track("u1", "Ladder");
    EXPECT_EQ(world.decisions("u1"), row.decisions);
    EXPECT_EQ(world.knocks(), row.knocks);
  }
}

TEST(OneKnock, APersonReachedIsNotTriedByAnotherChannel) {
  World world({.files = {{"journeys/order.yaml",
                          journey_text("order", "Order", "  again: always\n  key: event.order\n",
                                       send_text("order", "[email, sms]"))}}});
  invite_twice(world, "u1");
  world.track(order("u1", 1));
  world.settle();
  world.track(order("u1", 1));
  EXPECT_EQ(world.decisions("u1").back(), "plan email deny already_reached");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example order"));
}

TEST(OneKnock, ADeferWaitsUntilItExpiresAndThenFallsBackOnce) {
  World world({.clock = "2026-11-23T21:00:00Z"});  // 22:00 in Paris; 10 hours later the night ends
  invite_twice(world, "u1");
  world.track("u1", "Hurry");
  world.advance("11 hours");
  EXPECT_THAT(world.decisions("u1"),
              ElementsAre("plan email defer quiet_hours", "plan sms allow", "claim sms allow"));
  EXPECT_THAT(world.states("u1"), ElementsAre("sms accepted"));
  EXPECT_THAT(world.knocks(), ElementsAre("sms +33612345678 hurry"));
}

TEST(OneKnock, ADeferThatExpiresInTheNightFallsBackOnceAndEnds) {
  World world({.clock = "2026-11-23T20:30:00Z"});  // 21:30 in Paris; 10 hours later it is night still
  invite_twice(world, "u1");
  world.track("u1", "Hurry");
  world.advance("1 day");
  EXPECT_THAT(world.decisions("u1"),
              ElementsAre("plan email defer quiet_hours", "plan sms defer quiet_hours"));
  EXPECT_THAT(world.states("u1"), ElementsAre("sms expired"));
  EXPECT_THAT(world.knocks(), IsEmpty());
}

// The state of a crash between claim and hand-over: claimed, and nobody flies it.
std::string claimed_message(World& world) {
  world.invite("u1", kAda);
  std::string id;
  world.while_nobody_sends([&](Writer& writer) {
    auto run = [&](Command command) {
      std::promise<void> done;
      writer.submit(Lane::ingest, {{std::move(command)}, "website", [&](const auto&) { done.set_value(); }});
      done.get_future().wait();
    };
    EventCommand event;
    event.name = "Start";
    event.user_id = "u1";
    event.message_id = "before the crash";
    run(event);
    std::promise<MessageId> queued;
    writer.between_batches([&](const Transaction& tx, const Deployed&) {
      auto cursor = tx.scan(Space::time, storage::layout::queues_prefix());
      queued.set_value(cursor.valid() ? storage::layout::queued_message(cursor.key()) : MessageId());
    });
    MessageId message = queued.get_future().get();
    run(ClaimCommand{message, 1, 0});
    id = message.text();
  });
  return id;
}

TEST(OneKnock, WhatACrashLeftClaimedIsRepeatedWhereThatIsIdempotent) {
  World world;
  std::string id = claimed_message(world);
  ASSERT_TRUE(world.start());
  EXPECT_EQ(world.engine().recovered_repeated(), 1U);
  EXPECT_THAT(world.states("u1"), ElementsAre("email accepted"));
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
}

TEST(OneKnock, WhatACrashLeftAtTheSinkIsNotWrittenAgain) {
  World world;
  std::string id = claimed_message(world);
  world.write("out/mail/new/" + id, "To: ada@acme.example\nSubject: welcome\n\nfrom before the crash\n");
  ASSERT_TRUE(world.start());
  EXPECT_THAT(world.states("u1"), ElementsAre("email accepted"));
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
  EXPECT_NE(world.sinks().front().text.find("from before the crash"), std::string::npos);
}

TEST(OneKnock, WhatACrashLeftClaimedIsUnknownWhereARepeatWouldBeASecondMessage) {
  World world(
      {.email = "{transport: smtp, url: \"smtp://127.0.0.1:1\", from: \"Acme <news@acme.example>\"}"});
  claimed_message(world);
  ASSERT_TRUE(world.start());
  EXPECT_EQ(world.engine().recovered_unknown(), 1U);
  EXPECT_THAT(world.states("u1"), ElementsAre("email unknown"));
  world.restart();
  world.advance("1 day");
  EXPECT_THAT(world.states("u1"), ElementsAre("email unknown"));
  world.track("u1", "Twin");
  EXPECT_EQ(world.verdict("u1"), "deny already_reached") << "what may have arrived counts as arrived";
}

TEST(OneKnock, WhatACrashLeftClaimedIsUnknownWhereTheChannelLeadsElsewhereNow) {
  World world;
  claimed_message(world);
  world.write("assent.yaml",
              settings_text("{transport: maildir, path: out/other, from: \"Acme <news@acme.example>\"}"));
  ASSERT_TRUE(world.start());
  EXPECT_EQ(world.engine().recovered_unknown(), 1U) << "another mailbox cannot tell what the first one has";
  EXPECT_THAT(world.states("u1"), ElementsAre("email unknown"));
  EXPECT_THAT(world.knocks(), IsEmpty());
}

TEST(OneKnock, AStopBeforeTheRepeatStopsTheRepeat) {
  World world;
  std::string id = claimed_message(world);
  world.while_nobody_sends([](Writer& writer) {
    std::promise<void> done;
    WithdrawalCommand stop;
    stop.user_id = "u1";
    writer.submit(Lane::withdrawal, {{stop}, "website", [&](const auto&) { done.set_value(); }});
    done.get_future().wait();
  });
  ASSERT_TRUE(world.start());
  EXPECT_THAT(world.states("u1"), ElementsAre("email unknown"));
  EXPECT_THAT(world.knocks(), IsEmpty());
}

}  // namespace
}  // namespace assent::engine
