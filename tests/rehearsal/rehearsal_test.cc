// A rehearsal plays a workspace through in memory: what comes of it is seen, and nothing comes of it.
#include "engine/rehearsal/rehearsal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Utc kMonday =
    Utc(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)) + std::chrono::hours(10);

std::unique_ptr<Rehearsal> acme(RehearsalOptions options = {.start = kMonday}) {
  Workspace workspace = load_workspace(ASSENT_SOURCE_DIR "/examples/acme");
  auto made = Rehearsal::open(std::move(workspace), options);
  if (!made) ADD_FAILURE() << made.error().message;
  return made ? std::move(made).value() : nullptr;
}

json::object form(std::string_view user, std::string_view address) {
  return {{"userId", user},
          {"form", {{"id", "signup"}, {"notice", "tips-v1"}}},
          {"provided", json::array{{{"channel", "email"}, {"address", address}}}},
          {"consents", json::array{{{"purpose", "product_tips"}, {"channels", {"email"}}}}},
          {"evidence", {{"action", "tick"}}}};
}

std::vector<std::string> sent(const Rehearsal& stage) {
  std::vector<std::string> out;
  for (const channels::Letter& letter : stage.letters()) {
    out.push_back(format_rfc3339(letter.date) + " " + letter.channel.text() + " " + letter.to + " " +
                  letter.subject);
  }
  return out;
}

TEST(Rehearsal, PlaysAJourneyToItsEnd) {
  auto stage = acme();
  ASSERT_TRUE(stage->call("POST", "/v1/submissions", form("u1", "ada@acme.example"), Voice::form));
  ASSERT_TRUE(stage->call("POST", "/v1/track",
                          {{"userId", "u1"}, {"event", "Trial Started"}, {"properties", {{"plan", "pro"}}}}));
  ASSERT_TRUE(stage->advance_to(kMonday + std::chrono::hours(24 * 30)));
  ASSERT_EQ(stage->letters().size(), 2u);
  EXPECT_EQ(format_rfc3339(stage->letters()[0].date), "2026-11-23T10:00:00.000Z");
  EXPECT_EQ(format_rfc3339(stage->letters()[1].date), "2026-11-26T08:30:00.000Z");  // Thursday 09:30 in Paris
}

TEST(Rehearsal, TheGateIsTheSame) {
  auto stage = acme();
  ASSERT_TRUE(
      stage->call("POST", "/v1/identify", {{"userId", "u1"}, {"traits", {{"email", "ada@acme.example"}}}}));
  ASSERT_TRUE(stage->call("POST", "/v1/track",
                          {{"userId", "u1"}, {"event", "Trial Started"}, {"properties", {{"plan", "pro"}}}}));
  ASSERT_TRUE(stage->advance_to(kMonday + std::chrono::hours(24 * 30)));
  EXPECT_THAT(sent(*stage), IsEmpty());
}

TEST(Rehearsal, TheSameCallsGiveTheSameLetters) {
  std::vector<std::vector<std::string>> ids(2);
  for (auto& one : ids) {
    auto stage = acme();
    ASSERT_TRUE(stage->call("POST", "/v1/submissions", form("u1", "ada@acme.example"), Voice::form));
    ASSERT_TRUE(
        stage->call("POST", "/v1/track",
                    {{"userId", "u1"}, {"event", "Trial Started"}, {"properties", {{"plan", "pro"}}}}));
    for (const channels::Letter& letter : stage->letters()) one.push_back(letter.message.text());
  }
  EXPECT_EQ(ids[0].size(), 1u);
  EXPECT_EQ(ids[0], ids[1]);
}

TEST(Rehearsal, ACarrierMayRefuse) {
  auto stage = acme({.start = kMonday, .carriers = {{Channel(), Carrier::rejects}}});
  ASSERT_TRUE(stage->call("POST", "/v1/submissions", form("u1", "ada@acme.example"), Voice::form));
  ASSERT_TRUE(stage->call("POST", "/v1/track",
                          {{"userId", "u1"}, {"event", "Trial Started"}, {"properties", {{"plan", "pro"}}}}));
  EXPECT_THAT(sent(*stage), IsEmpty());
  auto messages = stage->call("GET", "/v1/messages", {}, Voice::reviewer);
  ASSERT_TRUE(messages);
  EXPECT_EQ(messages.value().at("messages").at(0).at("state"), "rejected");
}

}  // namespace
}  // namespace assent::engine
