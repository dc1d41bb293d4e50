// `assent simulate` tells one person's story, what did not happen included, and touches nothing.
#include "engine/cli/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Told {
  int status;
  std::string out, err;
};
Told run(const std::vector<std::string>& args) {
  std::ostringstream out, err;
  int status = run_simulate(args, out, err);
  return {status, out.str(), err.str()};
}

// Every file with its content and the time it was written.
std::map<std::string, std::string> content_of(const std::string& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::string path = entry.path().string();
    auto written = entry.last_write_time().time_since_epoch().count();
    all[path] = std::to_string(written) + (entry.is_regular_file() ? slurp(path) : "");
  }
  return all;
}

std::string without_id(std::string text) {
  auto open = text.find(" (c_");
  if (open != std::string::npos) text.erase(open, text.find(')', open) + 1 - open);
  return text;
}

struct Scene {
  TemporaryFolder folder;
  Scene(const std::string& contact, const std::string& events) {
    std::filesystem::copy(ASSENT_SOURCE_DIR "/examples/acme", folder / "acme",
                          std::filesystem::copy_options::recursive);
    folder.write("contact.yaml", contact);
    folder.write("events.yaml", events);
  }
  std::vector<std::string> args(std::vector<std::string> more = {}) const {
    std::vector<std::string> all{"trial-onboarding",     "--contact",    folder / "contact.yaml", "--events",
                                 folder / "events.yaml", folder / "acme"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

const std::string kAda =
    "time_zone: Asia/Bangkok\npoints: [{channel: email, address: ada@acme.example}]\nconsents: "
    "[product_tips]\n";

TEST(Simulate, TellsTheStoryInLocalTimeAndTouchesNothing) {
  Scene scene(kAda,
              "- event: Trial Started\n  properties: {plan: enterprise}\n- after: 1 day\n"
              "- event: Trial Started\n  properties: {plan: pro}\n- after: 1 day\n"
              "- event: Trial Started\n  properties: {plan: pro}\n");
  auto before = content_of(scene.folder.path());
  Told told = run(scene.args());
  EXPECT_EQ(told.status, 0) << told.err;
  std::string text = without_id(told.out);
  EXPECT_EQ(text, golden("simulate.txt", text));
  EXPECT_EQ(content_of(scene.folder.path()), before);
}

TEST(Simulate, ReadsWhatClientsSend) {
  const struct {
    std::string what, events;
  } rows[] = {
      {"JSON lines",
       "{\"type\":\"track\",\"userId\":\"u1\",\"event\":\"Trial "
       "Started\",\"properties\":{\"plan\":\"pro\"}}\n"
       "{\"event\":\"Project Created\",\"timestamp\":\"2026-11-24T03:00:00Z\"}\n"},
      {"a JSON list",
       "[{\"event\":\"Trial Started\",\"properties\":{\"plan\":\"pro\"}},\n {\"event\":\"Project "
       "Created\"}]"},
      {"YAML", "- {event: Trial Started, properties: {plan: pro}}\n- event: Project Created\n"},
  };
  for (const auto& row : rows) {
    Scene scene(kAda, row.events);
    Told told = run(scene.args({"--until", "5d"}));
    EXPECT_EQ(told.status, 0) << row.what << told.err;
    EXPECT_THAT(told.out, HasSubstr("ended: has found the way alone")) << row.what;
  }
}

TEST(Simulate, IsDeterministic) {
  Scene scene(kAda, "[{event: Trial Started, properties: {plan: pro}}]");
  EXPECT_EQ(run(scene.args({"--json"})).out, run(scene.args({"--json"})).out);
}

TEST(Simulate, WrongCallsAndWrongFiles) {
  Scene good(kAda, "[{event: Trial Started}]"), bad("pointz: []\n", "- evnt: Trial Started\n");
  EXPECT_EQ(run({"trial-onbording", "--contact", good.folder / "contact.yaml", "--events",
                 good.folder / "events.yaml", good.folder / "acme"})
                .status,
            2);
  EXPECT_EQ(run({"trial-onboarding"}).status, 2);
  EXPECT_EQ(run(good.args({"--until", "soon"})).status, 2);
  EXPECT_EQ(run(good.args({"--from", "noon"})).status, 2);
  Told told = run(bad.args());
  EXPECT_EQ(told.status, 1);
  EXPECT_THAT(told.err, HasSubstr("did you mean \"points\"?"));
  EXPECT_THAT(told.err, HasSubstr("did you mean \"event\"?"));
  EXPECT_THAT(told.err, Not(HasSubstr("it could not be played")));
}

}  // namespace
}  // namespace assent::engine
