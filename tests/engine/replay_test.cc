// P8, same input, same outcome: a replay of any history gives the same state and root, whatever the batch
// sizes; and one that was tampered with does not.
#include <fmt/format.h>
#include <string>

#include <boost/json.hpp>
#include <iostream>
#include <random>

#include "storage/input_log.h"
#include "storage/layout.h"
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

// Every verb that changes something, on one journey that many of the events concern.
std::string verbs_text() {
  return journey_text("verbs", "Start", "  again: always\n  hold_out: 20%\n",
                      "  - score: +10\n"
                      "  - split: ways\n"
                      "    ways:\n"
                      "      a: {share: 50%, steps: [{tag: a}, {start: order}]}\n"
                      "      b: {share: 50%, steps: [{set: {visits: = contact.count('Start')}}]}\n"
                      "  - choose:\n"
                      "      - if: contact.plan == 'pro'\n"
                      "        then: [{send: once, by: email}]\n"
                      "      - else: [{wait: 1 hour}]\n"
                      "  - wait_for: Login\n"
                      "    up_to: 2 days\n"
                      "    then: [{send: hurry}]\n"
                      "    otherwise: [{stop: no login}]\n") +
         "leave:\n  when:\n    - event: Habit\n    - if: contact.plan == 'free' && contact.score > 50\n";
}

class History {
 public:
  History(World& world, std::uint64_t seed) : world_(world), random_(seed) {}

  void step() {
    switch (pick(16)) {
      case 0:
        world_.invite(user(), email(), one({"tips", "news", "brief"}));
        return;
      case 1:
        world_.submit({.user = user(),
                       .provided = {{"email", email()}, {"phone", phone()}, {"social.line", "U1234"}},
                       .consents = {{"tips", {"email", "sms", "social.line"}}},
                       .traits = {{"timezone", one({"Asia/Bangkok", "Europe/Paris", "America/New_York"})}}});
        return;
      case 2:
        world_.identify(user(), {{"plan", one({"pro", "free"})}, {"email", email()}},
                        one({"website", "broker"}));
        return;
      case 3:
        world_.withdraw(
            fmt::format(R"({{"userId":"{}","channel":"{}"}})", user(), one({"email", "sms", "fax"})));
        return;
      case 4:
        world_.withdraw(fmt::format(R"({{"address":"{}","purpose":"{}"}})", email(), one({"tips", "none"})));
        return;
      case 5:
        world_.advance(one({"30 min", "3 hours", "11 hours", "2 days", "9 days"}));
        return;
      case 6:
        world_.pause(brake());
        return;
      case 7:
        world_.resume(brake());
        return;
      case 8:
        reload();
        return;
      case 9:
        world_.track({.name = event(), .anonymous = cookie()});
        return;
      case 10:
        world_.track({.user = user(), .name = event(), .anonymous = cookie()});
        return;  // binds, and merges
      case 11:
        world_.alias(user(), cookie());
        return;
      case 12:
        batch();
        return;
      default:
        world_.track({.user = user(), .name = event(), .properties = {{"order", pick(3)}}});
        return;
    }
  }

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string one(std::vector<std::string> of) {
    return of[static_cast<std::size_t>(pick(static_cast<int>(of.size())))];
  }
  std::string user() { return fmt::format("u{}", pick(5)); }
  std::string cookie() { return fmt::format("cookie-{}", pick(6)); }
  std::string email() { return fmt::format("p{}@acme.example", pick(4)); }
  std::string phone() { return fmt::format("+3361234567{}", pick(3)); }
  std::string event() {
    return one({"Start", "Twin", "Nap", "News", "Brief", "Once", "Ladder", "Hurry", "Order", "Plan", "Habit",
                "Login"});
  }
  std::string brake() {
    return one({"{}", R"({"channel":"email"})", R"({"journey":"start"})", R"({"channel":"sms"})"});
  }
  void reload() {
    world_.write("journeys/nap.yaml",
                 journey_text("nap", "Nap", "  again: always\n",
                              one({"  - wait: 2 days\n", "  - wait: 1 day\n"}) + send_text("after-nap")));
    world_.reload();
  }
  void batch() {  // many commands in one batch of the writer
    json::array items;
    for (int i = 0; i < 20; ++i) {
      items.push_back({{"type", "track"},
                       {"userId", user()},
                       {"event", event()},
                       {"messageId", fmt::format("b{}", pick(99))}});
    }
    world_.call("POST", "/v1/batch", json::serialize(json::object{{"batch", items}}), "website");
  }

  World& world_;
  std::mt19937_64 random_;
};

TEST(SameInputSameOutcome, OfRandomHistoriesInBatchesOfAnySize) {
  for (std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{20261121}}) {
    std::cout << "seed " << seed << "\n";
    World world({.seed = seed, .files = {{"journeys/verbs.yaml", verbs_text()}}});
    History history(world, seed);
    for (int i = 0; i < 200; ++i) {
      history.step();
      if (i == 120) world.restart();
    }
    for (std::size_t batch : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
      auto report = world.replay(batch);
      ASSERT_TRUE(report) << report.error().message;
      EXPECT_EQ(report.value().recorded_state, report.value().rebuilt_state) << "batch " << batch;
      EXPECT_EQ(report.value().recorded_root, report.value().rebuilt_root) << "batch " << batch;
      EXPECT_GT(report.value().inputs, 200U);
    }
  }
}

// A short history with an input of most kinds, each of which does something.
void little_history(World& world) {
  world.invite("u1", "ada@acme.example");
  world.identify("u1", {{"plan", "pro"}});
  world.track({.name = "Login", .anonymous = "cookie-1"});
  world.track({.user = "u1", .name = "Start", .anonymous = "cookie-1"});
  world.pause(R"({"journey":"nap"})");
  world.track("u1", "Nap");
  world.advance("2 days");
  world.withdraw(R"({"userId":"u1"})");
  world.alias("u1", "cookie-2");
}

std::vector<std::string> input_keys(const storage::Store& store) {
  std::vector<std::string> keys;
  for (const char* range : {"e", "v"}) {
    for (auto cursor = store.scan(storage::Space::log, range); cursor.valid(); cursor.next()) {
      keys.emplace_back(cursor.key());
    }
  }
  return keys;
}

bool reported(const Result<ReplayReport>& report) {
  return !report || !report.value().matches();
}

TEST(SameInputSameOutcome, AnAlteredInputIsFound) {
  World world;
  little_history(world);
  for (const std::string& key : input_keys(world.engine().store())) {
    auto report = world.replay(1000, [&](storage::Store& store) {
      std::string value = *store.get(storage::Space::log, key).value();
      value.back() = static_cast<char>(value.back() ^ 1);
      storage::WriteSet writes;
      writes.put(storage::Space::log, key, value);
      ASSERT_TRUE(store.commit(std::move(writes)));
    });
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::corrupt);
    EXPECT_THAT(report.error().message, testing::HasSubstr("was altered"));
  }
}

TEST(SameInputSameOutcome, AMissingInputIsFound) {
  World world;
  little_history(world);
  std::vector<std::string> keys = input_keys(world.engine().store());
  EXPECT_GT(keys.size(), 15U);
  for (const std::string& key : keys) {
    auto report = world.replay(1000, [&](storage::Store& store) {
      storage::WriteSet writes;
      writes.erase(storage::Space::log, key);
      ASSERT_TRUE(store.commit(std::move(writes)));
    });
    EXPECT_TRUE(reported(report)) << "input " << static_cast<int>(key.back()) << " of range " << key[0];
  }
}

TEST(SameInputSameOutcome, AForgedStateOrLogIsFound) {
  World world;
  little_history(world);
  EXPECT_FALSE(reported(world.replay(1000)));
  for (std::string name : {"clock", "brakes"}) {
    auto report = world.replay(1000, [&](storage::Store& store) {
      storage::WriteSet writes;
      writes.put(storage::Space::state, storage::layout::singleton(name), std::string(8, '\1'));
      ASSERT_TRUE(store.commit(std::move(writes)));
    });
    EXPECT_TRUE(reported(report)) << name;
  }
}

}  // namespace
}  // namespace assent::engine
