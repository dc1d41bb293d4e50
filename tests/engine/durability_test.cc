// P4, nothing acknowledged is lost: the answer follows the sync, and what was answered survives power loss.
// And the end of P5: nothing leaves before its claim is durable.
#include <future>
#include <string>
#include <thread>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using storage::UnsyncedEnv;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kAda = "ada@acme.example";

void power_comes_back(World& world, UnsyncedEnv::Leftover leftover, std::uint64_t seed = 0) {
  world.stop();
  world.disk().restore_power(leftover, seed);
  auto started = world.start();
  ASSERT_TRUE(started) << started.error().message;
}

TEST(NothingAcknowledgedIsLost, WhenThePowerGoes) {
  for (auto leftover :
       {UnsyncedEnv::Leftover::none, UnsyncedEnv::Leftover::cut, UnsyncedEnv::Leftover::garbled}) {
    SCOPED_TRACE(static_cast<int>(leftover));
    World world({.forgetful_disk = true});
    EXPECT_EQ(world.invite("u1", kAda).status, 200U);
    EXPECT_EQ(world.invite("u2", "bob@acme.example").status, 200U);
    EXPECT_EQ(world.identify("u1", {{"plan", "pro"}}).status, 200U);
    EXPECT_EQ(world.track("u1", "Nap").status, 200U);
    EXPECT_EQ(world.withdraw(R"({"userId":"u2"})").status, 200U);
    EXPECT_EQ(world.pause(R"({"journey":"twin"})").status, 200U);
    world.disk().cut_power();
    EXPECT_EQ(world.track("u1", "Once").status, 503U);
    EXPECT_EQ(world.withdraw(R"({"userId":"u1"})").status, 503U);
    power_comes_back(world, leftover, 42);

    EXPECT_EQ(world.explain("u1").at("attributes").at("plan").at("value"), json::value("pro"));
    EXPECT_EQ(world.silence("u1", "once"), "never asked");
    world.track("u2", "Start");
    EXPECT_EQ(world.verdict("u2"), "deny consent_withdrawn");
    world.track("u1", "Twin");
    EXPECT_EQ(world.verdict("u1"), "defer journey_paused");
    world.advance("2 days");
    EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example after-nap"));
  }
}

TEST(NothingAcknowledgedIsLost, AfterEveryOneOfManyAnswers) {
  World world({.forgetful_disk = true});
  int acknowledged = 0;
  for (std::uint64_t round = 0; round < 6; ++round) {
    for (int i = 0; i < 5; ++i) {
      std::string name = "n" + std::to_string(acknowledged);
      ASSERT_EQ(world.identify("u1", {{name, acknowledged}}).status, 200U);
      ++acknowledged;
    }
    world.disk().cut_power();
    world.identify("u1", {{"lost", 1}});
    power_comes_back(world, round % 2 == 0 ? UnsyncedEnv::Leftover::none : UnsyncedEnv::Leftover::cut, round);
    json::object attributes = world.explain("u1").at("attributes").as_object();
    for (int i = 0; i < acknowledged; ++i) ASSERT_TRUE(attributes.contains("n" + std::to_string(i))) << round;
  }
}

TEST(NothingAcknowledgedIsLost, BecauseTheAnswerFollowsTheSync) {
  World world({.forgetful_disk = true});
  struct {
    const char* path;
    const char* body;
    const char* key;
  } const calls[] = {
      {"/v1/track", R"({"userId":"u1","event":"Login"})", "website"},
      {"/v1/submissions", R"({"submissionId":"f1","userId":"u1"})", "signup"},
      {"/v1/withdrawals", R"({"userId":"u9"})", "website"},
      {"/v1/pause", R"({"journey":"twin"})", "admin"},
      {"/v1/reload", "", "admin"},
  };
  for (const auto& call : calls) {
    world.settle();  // or the sync of the call before would be taken for this one's
    std::uint64_t before = world.disk().syncs(), at_answer = 0;
    std::promise<unsigned> status;
    world.call_later(call.path, call.body, call.key, [&](const Response& r) {
      at_answer = world.disk().syncs();
      status.set_value(r.status);
    });
    EXPECT_EQ(status.get_future().get(), 200U) << call.path;
    EXPECT_GT(at_answer, before) << call.path;
  }
}

TEST(NothingAcknowledgedIsLost, AFailedSyncIsNoAnswerOfSuccess) {
  for (auto how : {UnsyncedEnv::Sync::fails_and_forgets, UnsyncedEnv::Sync::fails_though_persisted}) {
    World world({.forgetful_disk = true});
    world.invite("u1", kAda);
    world.disk().fail_next_sync(how);
    Reply failed = world.track("u1", "Nap");
    EXPECT_EQ(failed.status, 503U);
    EXPECT_TRUE(failed.retry_after.has_value());
    EXPECT_EQ(world.track("u1", "Login").status, 503U) << "nothing is taken until a new start";
    EXPECT_EQ(world.withdraw(R"({"userId":"u1"})").status, 503U);
    EXPECT_EQ(world.call("GET", "/readyz", "", "").status, 503U);
    EXPECT_EQ(world.call("POST", "/local/clock", R"({"advance":"1h"})", "operator").status, 503U);
    world.disk().cut_power();
    power_comes_back(world, UnsyncedEnv::Leftover::none);
    // The nap was not acknowledged: it may be there or not, but whole; what came before it is.
    bool there = world.silence("u1", "nap").empty();
    EXPECT_TRUE(there || how == UnsyncedEnv::Sync::fails_and_forgets);
    EXPECT_EQ(world.track("u1", "Login").status, 200U);
    world.advance("2 days");
    EXPECT_EQ(world.knocks().size(), there ? 1U : 0U);
    world.track("u1", "Start");
    EXPECT_EQ(world.verdict("u1"), "allow");
  }
}

TEST(NothingLeaves, BeforeItsClaimIsDurable) {
  for (auto how : {UnsyncedEnv::Sync::fails_and_forgets, UnsyncedEnv::Sync::fails_though_persisted}) {
    World world({.forgetful_disk = true});
    world.invite("u1", kAda);
    std::promise<void> answered;
    // The answer comes on the writer's thread, after the commit that plans the message and before the one
    // that claims.
    world.call_later("/v1/track", R"({"userId":"u1","event":"Start","messageId":"e"})", "website",
                     [&](const Response&) {
                       world.disk().fail_next_sync(how);
                       answered.set_value();
                     });
    answered.get_future().wait();
    auto most = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (world.call("GET", "/readyz", "", "").status == 200 && std::chrono::steady_clock::now() < most)
      std::this_thread::yield();
    EXPECT_THAT(world.sinks(), IsEmpty());
    world.disk().cut_power();
    power_comes_back(world, UnsyncedEnv::Leftover::none);
    EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
  }
}

}  // namespace
}  // namespace assent::engine
