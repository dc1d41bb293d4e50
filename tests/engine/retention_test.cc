// Retention works by itself, says what it deleted, and takes the bytes off the disk.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "storage/input_log.h"
#include "storage/layout.h"
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kAda = "ada@acme.example";

Setting keeping(const std::string& retention) {
  Setting given;
  std::string policy = policy_text();
  auto at = policy.find("retention:");
  given.files["policy.yaml"] = policy.substr(0, at) + "retention: " + retention + "\n";
  return given;
}

std::vector<std::string> retired(World& world) {
  std::vector<std::string> out;
  for (const storage::Leaf& leaf : world.leaves()) {
    if (leaf.outcome == "retired") {
      auto payload = storage::read_payload(world.engine().store(), world.engine().keys(), leaf).value();
      const json::object& p = payload->as_object();
      std::string counts;
      for (const char* name : {"inputs", "payloads", "history", "unconfirmed", "evidence"})
        counts += std::to_string(p.at(name).to_number<int>()) + " ";
      out.push_back(counts);
    }
  }
  return out;
}

// The end of the first event input, as it lies in the store: nobody else's bytes.
std::string first_event(World& world) {
  auto cursor = world.engine().store().scan(storage::Space::log, "e");
  return std::string(cursor.value().substr(cursor.value().size() - 40));
}

bool on_disk(World& world, const std::string& bytes) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(world.folder() + "/data/store")) {
    if (!file.is_regular_file()) continue;
    std::stringstream text;
    text << std::ifstream(file.path(), std::ios::binary).rdbuf();
    if (text.str().find(bytes) != std::string::npos) return true;
  }
  return false;
}

TEST(Retention, OfEventsGoesByTheirDateWithoutAnEventHavingToArrive) {
  World world(keeping("{events: 10 days}"));
  world.invite("u1", kAda);
  world.track("u1", "Login");
  world.track("u1", "Start");
  EXPECT_THAT(world.knocks(), SizeIs(1));
  std::size_t leaves = world.leaves().size();
  std::string sealed = first_event(world);
  EXPECT_FALSE(world.engine().store().flush().has_error());
  EXPECT_TRUE(on_disk(world, sealed));
  EXPECT_TRUE(world.replay(1).value().matches());
  world.advance("9 days");
  EXPECT_THAT(retired(world), IsEmpty());
  EXPECT_TRUE(world.replay(1000).value().matches());
  world.advance("3 days");
  EXPECT_THAT(retired(world), Not(IsEmpty()));
  EXPECT_THAT(world.decisions("u1"), IsEmpty()) << "their payloads are gone";
  EXPECT_GT(world.leaves().size(), leaves) << "and their leaves stay";
  world.track("u1", "Habit");
  EXPECT_EQ(world.silence("u1", "habit"), "condition_false") << "what they did is forgotten";
  world.stop();
  EXPECT_FALSE(on_disk(world, sealed)) << "the bytes are off the disk";
  ASSERT_FALSE(world.start().has_error());
  EXPECT_NE(first_event(world), sealed);
}

TEST(Retention, AReplayThatCannotBeMadeSaysSo) {
  World world(keeping("{events: 10 days}"));
  world.invite("u1", kAda);
  world.track("u1", "Login");
  world.advance("12 days");
  ReplayReport report = world.replay(1).value();
  EXPECT_FALSE(report.matches());
  EXPECT_EQ(report.retired_input, 1U);
}

TEST(Retention, OfEvidenceBeginsWhenTheConsentHasEnded) {
  World world(keeping("{evidence: 60 days}"));
  world.invite("u1", kAda, "brief");  // ends after 30 days
  world.invite("u1", kAda, "tips");   // does not
  world.advance("80 days");
  EXPECT_THAT(retired(world), IsEmpty());
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "deny consent_expired");
  world.advance("15 days");
  EXPECT_THAT(retired(world), testing::ElementsAre("0 0 0 0 1 "));
  world.track("u1", "Brief");
  EXPECT_EQ(world.verdict("u1"), "deny consent_missing");
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "allow") << "what is in force stays, with its evidence";
}

TEST(Retention, AStopOutlivesTheEvidence) {
  World world(keeping("{evidence: 60 days}"));
  world.invite("u1", kAda);
  world.advance("1 day");
  world.withdraw(R"({"userId":"u1"})");
  world.advance("100 days");
  EXPECT_THAT(retired(world), testing::ElementsAre("0 0 0 0 1 "));
  world.submit({.user = "u1",
                .provided = {{"email", kAda}},
                .consents = {{"tips", {"email"}}},
                .at = "2026-11-23T11:00:00Z"});  // from before the stop, and late
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn");
}

TEST(Retention, EventsDoNotWaitBehindAPass) {
  World world(keeping("{events: 1 day}"));
  world.invite("u1", kAda);
  for (int i = 0; i < 700; ++i) world.track("u1", "Login");  // more than one turn
  world.advance("3 days");
  EXPECT_THAT(retired(world), SizeIs(testing::Ge(1U)));
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "allow");
}

}  // namespace
}  // namespace assent::engine
