// `assent init` and `assent check` as people meet them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/json.h"
#include "engine/cli/check.h"
#include "engine/cli/init.h"
#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Told {
  int status;
  std::string out, err;
};

Told run(int (*command)(std::span<const std::string>, std::ostream&, std::ostream&),
         const std::vector<std::string>& args) {
  std::ostringstream out, err;
  int status = command(args, out, err);
  return {status, out.str(), err.str()};
}

// The folder's name differs from run to run.
std::string without(std::string text, const std::string& folder) {
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
    text.replace(at, folder.size(), "DIR");
  }
  return text;
}

TEST(Check, ABrokenWorkspaceShowsAllItsMistakes) {
  Told check = run(run_check, {ASSENT_SOURCE_DIR "/tests/workspace/broken"});
  EXPECT_EQ(check.status, 1);
  EXPECT_EQ(check.out, golden("check-broken.txt", check.out));
  EXPECT_THAT(check.err, IsEmpty());
}

TEST(Check, TheExampleIsRight) {
  Told check = run(run_check, {ASSENT_SOURCE_DIR "/examples/acme"});
  EXPECT_EQ(check.status, 0);
  EXPECT_EQ(check.out, "ok: 5 journeys, 9 templates, 4 purposes, 3 channels\n");
}

TEST(Check, AnswersPrograms) {
  Told check = run(run_check, {"--json", ASSENT_SOURCE_DIR "/tests/workspace/broken"});
  EXPECT_EQ(check.status, 1);
  auto answer = parse_json(check.out);
  ASSERT_TRUE(answer.has_value());
  const json::object& root = answer.value().as_object();
  EXPECT_FALSE(root.at("ok").as_bool());
  const json::object& first = root.at("issues").as_array().at(0).as_object();
  EXPECT_EQ(first.at("file"), "assent.yaml");
  EXPECT_EQ(first.at("severity"), "error");
  Told good = run(run_check, {ASSENT_SOURCE_DIR "/examples/acme", "--json"});
  EXPECT_EQ(good.out,
            "{\"channels\":3,\"issues\":[],\"journeys\":5,\"ok\":true,\"purposes\":4,\"templates\":9}\n");
}

TEST(Check, AWarningStopsNothing) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  folder.write("journeys/notes.txt", "");
  Told check = run(run_check, {folder.path()});
  EXPECT_EQ(check.status, 0);
  EXPECT_THAT(check.out, HasSubstr("ok: 1 journey, 1 template, 1 purpose, 2 channels, 1 warning\n"));
}

TEST(Check, AWrongCallIsTold) {
  EXPECT_EQ(run(run_check, {"--jsn"}).status, 2);
  EXPECT_EQ(run(run_check, {"a", "b"}).status, 2);
  Told nowhere = run(run_check, {"/nowhere/at/all"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_EQ(nowhere.err, "/nowhere/at/all: there is no such folder\n");
  EXPECT_EQ(run(run_check, {"--help"}).status, 0);
}

TEST(Init, MakesAWorkspaceThatIsRight) {
  TemporaryFolder folder;
  std::string acme = folder / "acme";
  Told init = run(run_init, {acme});
  EXPECT_EQ(init.status, 0) << init.err;
  EXPECT_EQ(without(init.out, acme), golden("init.txt", without(init.out, acme)));
  Told check = run(run_check, {acme});
  EXPECT_EQ(check.status, 0);
  EXPECT_EQ(check.out, "ok: 1 journey, 1 template, 1 purpose, 1 channel\n");

  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(acme + "/keys/master").permissions(),
            perms::owner_read | perms::owner_write);
  std::string key = slurp(acme + "/keys/master");
  EXPECT_EQ(key.size(), 65u);
  EXPECT_THAT(slurp(acme + "/.gitignore"), HasSubstr("keys/\n"));
}

TEST(Init, WritesOverNothing) {
  TemporaryFolder folder;
  folder.write("x", "");
  Told init = run(run_init, {folder.path()});
  EXPECT_EQ(init.status, 1);
  EXPECT_EQ(init.err, folder.path() + " is not empty. Name a new folder\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "assent.yaml"));
  write_good_workspace(folder);
  EXPECT_THAT(run(run_init, {folder.path()}).err, HasSubstr("is a workspace already"));
  EXPECT_EQ(slurp(folder / "assent.yaml"), good_settings);
  EXPECT_EQ(run(run_init, {}).status, 2);
}

TEST(Init, MakesTheKeyThatACloneLacks) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  Told first = run(run_init, {"--key", folder.path()});
  EXPECT_EQ(first.status, 0) << first.err;
  std::string key = slurp(folder / "keys/master");
  EXPECT_EQ(key.size(), 65u);

  Told again = run(run_init, {"--key", folder.path()});
  EXPECT_EQ(again.status, 1);
  EXPECT_THAT(again.err, HasSubstr("never overwritten"));
  EXPECT_EQ(slurp(folder / "keys/master"), key);

  std::filesystem::remove(folder / "keys/master");
  folder.write("data/CURRENT", "");
  Told lost = run(run_init, {"--key", folder.path()});
  EXPECT_EQ(lost.status, 1);
  EXPECT_THAT(lost.err, HasSubstr("Put the old key back"));
  EXPECT_FALSE(std::filesystem::exists(folder / "keys/master"));
}

}  // namespace
}  // namespace assent::engine
