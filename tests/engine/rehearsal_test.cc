// The rehearsal is the live engine: random histories through HTTP on a disk and through a rehearsal in memory have the
// same timelines, letter for letter.
#include "engine/rehearsal/rehearsal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2654435761u + 1) {}
  std::size_t below(std::size_t n) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % n;
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

 private:
  std::uint64_t state_;
};

struct Call {
  std::string path;
  json::object body;
  std::string as;
};

json::object submission(Dice& dice, const std::string& user, int n) {
  const std::vector<std::string> purposes{"tips", "news", "brief"};
  json::array provided{json::object{{"channel", "email"}, {"address", user + "@acme.example"}}};
  json::array consents;
  for (const std::string& purpose : purposes) {
    if (dice.below(2) == 0)
      consents.push_back(json::object{{"purpose", purpose}, {"channels", json::array{json::value("email")}}});
  }
  if (dice.below(2) == 0) {
    provided.push_back(json::object{{"channel", "phone"}, {"address", "+3361234567" + user.substr(1)}});
    consents.push_back(json::object{{"purpose", "tips"}, {"channels", json::array{json::value("sms")}}});
  }
  return {{"submissionId", "f-" + std::to_string(n)},
          {"userId", user},
          {"form", {{"id", "signup"}, {"notice", "all"}, {"language", "en"}}},
          {"provided", std::move(provided)},
          {"consents", std::move(consents)},
          {"evidence", {{"action", "tick"}}}};
}

Call call_of(Dice& dice, int n) {
  const std::vector<std::string> users{"u1", "u2", "u3"};
  const std::vector<std::string> events{"Start", "Twin",  "Nap",  "News",  "Brief", "Once",   "Ladder",
                                        "Hurry", "Order", "Plan", "Habit", "Login", "Nothing"};
  std::string user = dice.one_of(users), id = "e-" + std::to_string(n);
  switch (dice.below(8)) {
    case 0:
      return {"/v1/submissions", submission(dice, user, n), "signup"};
    case 1: {
      json::object stop{{"userId", user}};
      if (dice.below(2) == 0) stop["channel"] = dice.one_of(std::vector<std::string>{"email", "sms"});
      if (dice.below(2) == 0) stop["purpose"] = "tips";
      if (dice.below(6) == 0) stop["kind"] = "objection";
      return {"/v1/withdrawals", std::move(stop), "website"};
    }
    case 2: {
      json::object traits{{"plan", dice.one_of(std::vector<std::string>{"pro", "free"})}};
      if (dice.below(3) == 0) traits["email"] = user + "@elsewhere.example";
      if (dice.below(3) == 0)
        traits["timezone"] = dice.one_of(std::vector<std::string>{"Asia/Bangkok", "America/New_York"});
      return {"/v1/identify",
              {{"userId", user}, {"messageId", id}, {"traits", std::move(traits)}},
              dice.below(4) == 0 ? "broker" : "website"};
    }
    case 3:
      return {dice.below(2) == 0 ? "/v1/pause" : "/v1/resume",
              dice.below(2) == 0 ? json::object{{"channel", "email"}} : json::object{{"journey", "start"}},
              "admin"};
    default:
      return {"/v1/track",
              {{"userId", user},
               {"event", dice.one_of(events)},
               {"messageId", id},
               {"properties", {{"order", static_cast<int>(dice.below(3))}}}},
              dice.below(8) == 0 ? "broker" : "website"};
  }
}

Voice voice_of(const std::string& as) {
  if (as == "website") return Voice::website;
  if (as == "broker") return Voice::broker;
  if (as == "signup") return Voice::form;
  return Voice::host;
}

// What ids are called differs, and so does the order of what is due at one instant, which goes by them; the rest must
// not.
std::string told(json::object timeline) {
  std::vector<std::string> lines;
  for (json::value& value : timeline.at("items").as_array()) {
    json::object& item = value.as_object();
    for (const char* name : {"run", "message", "id", "input"}) item.erase(name);
    lines.push_back(json::serialize(item) + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

TEST(Rehearsed, RandomHistoriesAreToldTheSame) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    World world({.seed = seed});
    RehearsalOptions options;
    options.start = world.engine().clock().now();
    options.seed = seed;
    auto opened = Rehearsal::open(load_workspace(world.folder()), options);
    ASSERT_TRUE(opened) << opened.error().message;
    Rehearsal& stage = *opened.value();
    Dice dice(seed);
    for (int n = 1; n <= 60; ++n) {
      if (dice.below(3) == 0) {
        auto hours = std::chrono::hours(1 + dice.below(40));
        Utc target = stage.now() + hours;
        world.advance_to(format_rfc3339(target));
        ASSERT_TRUE(stage.advance_to(target));
        continue;
      }
      Call call = call_of(dice, n);
      if (call.path == "/v1/submissions") call.body["timestamp"] = format_rfc3339(stage.now());
      Reply live = world.call("POST", call.path, json::serialize(call.body), call.as);
      auto rehearsed = stage.call("POST", call.path, call.body, voice_of(call.as));
      ASSERT_EQ(live.status < 300, rehearsed.has_value())
          << call.path << json::serialize(call.body) << live.text;
      world.settle();
    }
    world.advance("10 days");
    ASSERT_TRUE(stage.advance_to(stage.now() + std::chrono::hours(240)));
    std::size_t lines = 0;
    for (const char* user : {"u1", "u2", "u3"}) {
      std::string path = std::string("/v1/contacts/") + user + "/timeline";
      Reply live = world.call("GET", path, "", "reviewer");
      auto rehearsed = stage.call("GET", path, {}, Voice::reviewer);
      ASSERT_EQ(live.status == 200, rehearsed.has_value());
      if (!rehearsed) continue;
      std::string expected = told(live.body);
      lines += expected.size();
      EXPECT_EQ(told(rehearsed.value()), expected) << user;
    }
    EXPECT_GT(lines, 0u);
    std::vector<std::string> letters;
    for (const channels::Letter& l : stage.letters())
      letters.push_back(l.channel.text() + " " + l.to + " " + l.text.substr(0, l.text.find(' ')));
    std::sort(letters.begin(), letters.end());
    EXPECT_EQ(letters, world.knocks());
  }
}

}  // namespace
}  // namespace assent::engine
