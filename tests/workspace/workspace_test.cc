#include "engine/workspace/workspace.h"

#include "engine/wording/wording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/limits.h"
#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> lines(const Workspace& workspace) {
  std::vector<std::string> out;
  for (const Issue& issue : workspace.issues) {
    std::string at =
        issue.line == 0 ? "" : ":" + std::to_string(issue.line) + ":" + std::to_string(issue.column);
    out.push_back(issue.file + at + (issue.severity == Severity::warning ? " warning: " : " ") +
                  issue.message);
  }
  return out;
}

TEST(Workspace, LoadsWhatIsRight) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  Workspace workspace = load_workspace(folder.path());
  EXPECT_THAT(lines(workspace), IsEmpty());
  EXPECT_EQ(workspace.folder, folder.path());
  ASSERT_EQ(workspace.journeys.size(), 1u);
  EXPECT_EQ(workspace.journeys[0].journey.name, "greet");
  EXPECT_TRUE(workspace.policy.has_value());
  EXPECT_EQ(workspace.settings.data, folder / "data");
}

TEST(Workspace, SaysWhatThisVersionDoesNotCarryOut) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  std::string text(good_journey);
  folder.write("journeys/greet.yaml", text + "  - hand_over: sales\n");
  const std::string line = std::to_string(std::count(text.begin(), text.end(), '\n') + 1);
  EXPECT_THAT(
      lines(load_workspace(folder.path())),
      ElementsAre("journeys/greet.yaml:" + line + ":5 \"hand_over\" is not available in this version"));
}

TEST(Workspace, JourneysThatStartEachOtherForEverAreAMistake) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  auto journey = [&](const std::string& name, const std::string& starts) {
    folder.write(
        "journeys/" + name + ".yaml",
        "journey: " + name + "\npurpose: tips\nenter: {event: E}\nsteps:\n  - start: " + starts + "\n");
  };
  journey("a", "b");
  journey("b", "c");
  journey("c", "b");
  EXPECT_THAT(
      lines(load_workspace(folder.path())),
      ElementsAre("journeys/c.yaml:5:5 journeys that start each other would never end: b starts c starts b"));
}

TEST(Workspace, ReportsAllFilesAtOnceInReadingOrder) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  folder.write("assent.yaml", std::string(good_settings) + "colour: red\n");
  folder.write("policy.yaml", std::string(good_policy) + "colour: red\n");
  folder.write("templates/hello.yaml", std::string(good_template) + "colour: red\n");
  folder.write("journeys/greet.yaml", std::string(good_journey) + "colour: red\n");
  EXPECT_THAT(
      lines(load_workspace(folder.path())),
      ElementsAre(HasSubstr("assent.yaml:8:1 unknown key"), HasSubstr("journeys/greet.yaml:7:1 unknown key"),
                  HasSubstr("policy.yaml:10:1 unknown key"),
                  HasSubstr("templates/hello.yaml:4:1 unknown key")));
}

TEST(Workspace, AJourneyIsNotBlamedForABrokenNeighbour) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  folder.write("templates/hello.yaml", "template: hello\nemail: {subject: \"Hel");
  folder.write("policy.yaml", std::string(good_policy) + "colour: red\n");
  Workspace workspace = load_workspace(folder.path());
  EXPECT_TRUE(has_errors(workspace.issues));
  for (const Issue& issue : workspace.issues) EXPECT_NE(issue.file, "journeys/greet.yaml") << issue.message;
}

TEST(Workspace, WithoutLegiblePurposesJourneysWait) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  folder.write("policy.yaml", "controller: {name: \"Acme");
  auto found = lines(load_workspace(folder.path()));
  EXPECT_THAT(found, testing::Contains(
                         "policy.yaml warning: journeys are checked once the purposes here can be read"));
}

TEST(Workspace, MissingAndUnreadFilesAreNamed) {
  TemporaryFolder folder;
  EXPECT_THAT(lines(load_workspace(folder.path())),
              ElementsAre("assent.yaml this file is missing", "policy.yaml this file is missing"));
  write_good_workspace(folder);
  folder.write("polcy.yaml", "");
  folder.write("README.md", "");
  folder.write("data/x.yaml", "");
  folder.write("template/x.yaml", "");
  folder.write("journeys/old.yml", "");
  folder.write("journeys/notes.txt", "");
  folder.write("journeys/.hidden", "");
  folder.write("journeys/greet.yaml~", "");
  Workspace workspace = load_workspace(folder.path());
  EXPECT_THAT(lines(workspace), ElementsAre("journeys/notes.txt warning: nothing reads this",
                                            "journeys/old.yml warning: nothing reads this file",
                                            "polcy.yaml warning: nothing reads this file",
                                            "template warning: nothing reads this folder"));
  EXPECT_EQ(workspace.issues[2].suggestion, "policy.yaml");
  EXPECT_FALSE(has_errors(workspace.issues));
  EXPECT_THAT(lines(load_workspace(folder / "nowhere")), ElementsAre(HasSubstr("there is no such folder")));
}

TEST(Workspace, FilesHaveBounds) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  folder.write("journeys/long.yaml", std::string(limits::journey_bytes + 1, '#'));
  std::filesystem::create_directories(folder / "journeys/folder.yaml");
  ASSERT_EQ(::mkfifo((folder / "journeys/pipe.yaml").c_str(), 0600), 0);  // opening it would wait for ever
  EXPECT_THAT(lines(load_workspace(folder.path())),
              ElementsAre("journeys/folder.yaml this is no file", "journeys/long.yaml the file is too long",
                          "journeys/pipe.yaml this is no file"));
}

TEST(Workspace, SendsKeepToConfiguredChannels) {
  constexpr std::string_view head = "journey: greet\npurpose: tips\nenter: {event: Signed Up}\nsteps:\n";
  struct Row {
    std::string_view steps, found;
  };
  // sms is in the policy, and not in this assent.yaml.
  const Row rows[] = {
      {"  - send: hello\n    by: email\n", ""},
      {"  - send: hello\n    by: sms\n", "journeys/greet.yaml:6:9 the channel sms is not configured"},
      {"  - send: hello\n    by: [email, sms]\n",
       "journeys/greet.yaml:6:17 the channel sms is not configured"},
      {"  - send: hello\n",
       "journeys/greet.yaml:5:5 this goes by the purpose's channels, and sms is not configured"},
      {"  - if: contact.did('x')\n    then:\n      - send: hello\n        by: sms\n",
       "journeys/greet.yaml:8:13 the channel sms is not configured"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.steps);
    TemporaryFolder folder;
    write_good_workspace(folder);
    std::string settings(good_settings);
    auto at = settings.find("  sms");
    settings.erase(at, settings.find('\n', at) - at + 1);
    folder.write("assent.yaml", settings);
    folder.write("journeys/greet.yaml", std::string(head) + std::string(row.steps));
    auto found = lines(load_workspace(folder.path()));
    if (row.found.empty()) {
      EXPECT_THAT(found, IsEmpty());
    } else {
      EXPECT_THAT(found, ElementsAre(std::string(row.found)));
    }
  }
}

TEST(Deployment, ABundleIsTheJourneyAndItsTemplates) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  folder.write("templates/other.yaml", "template: other\nemail: {subject: a, text: b}\n");
  Workspace workspace = load_workspace(folder.path());
  DeploymentCommand command = deployment_of(workspace);
  ASSERT_EQ(command.journeys.size(), 1u);
  const JourneyText& deployed = command.journeys[0];
  EXPECT_EQ(deployed.name, "greet");
  EXPECT_EQ(deployed.version, sha256(deployed.bundle));
  EXPECT_EQ(deployed.bundle, canonical_json(json::object{{"journey", good_journey},
                                                         {"templates", {{"hello", good_template}}}}));
  EXPECT_EQ(command.policy, good_policy);
  json::object settings = parse_json(command.settings).value().as_object();
  EXPECT_EQ(settings.at("regimes").as_object().size(), channels::built_in_packs()->all().size());
  settings.erase("regimes");
  EXPECT_EQ(settings.at("wordings").as_object().size(), wording_files().size())
      << "what service messages say";
  settings.erase("wordings");
  EXPECT_EQ(canonical_json(settings),
            R"({"audit_origin":"acme.example/audit","channels":{"email":{"from":"Acme <news@acme.example>"},)"
            R"("sms":{"from":"+33123456789"}},"public_url":"https://news.acme.example"})");

  folder.write("templates/other.yaml", "template: other\nemail: {subject: a, text: c}\n");
  EXPECT_EQ(deployment_of(load_workspace(folder.path())).journeys[0].version, deployed.version);
  folder.write("templates/hello.yaml", std::string(good_template) + "# changed\n");
  EXPECT_NE(deployment_of(load_workspace(folder.path())).journeys[0].version, deployed.version);
}

TEST(Deployment, ABundleLoadsWithoutItsFiles) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  Workspace workspace = load_workspace(folder.path());
  std::string bytes = deployment_of(workspace).journeys.at(0).bundle;
  auto bundle = load_bundle(bytes, *workspace.policy);
  ASSERT_TRUE(bundle.has_value()) << bundle.error().message;
  EXPECT_EQ(bundle.value().journey.name, "greet");
  EXPECT_EQ(bundle.value().journey.version, workspace.journeys[0].journey.version);
  EXPECT_EQ(bundle.value().journey.steps.size(), workspace.journeys[0].journey.steps.size());
  EXPECT_TRUE(bundle.value().templates.contains("hello"));
}

TEST(Deployment, ABundleThatNoLongerFitsSaysWhy) {
  TemporaryFolder folder;
  write_good_workspace(folder);
  Workspace workspace = load_workspace(folder.path());
  std::string bytes = deployment_of(workspace).journeys.at(0).bundle;
  channels::Policy dropped = *workspace.policy;
  dropped.purposes.clear();
  auto bundle = load_bundle(bytes, dropped);
  ASSERT_FALSE(bundle.has_value());
  EXPECT_EQ(bundle.error().code, Errc::invalid);
  EXPECT_EQ(
      bundle.error().message,
      "journey greet was deployed, but can't be used with this policy: line 2: unknown purpose \"tips\"");
  EXPECT_EQ(load_bundle("{\"journey\":1}", *workspace.policy).error().code, Errc::corrupt);
  EXPECT_EQ(load_bundle("{", *workspace.policy).error().code, Errc::malformed);
}

}  // namespace
}  // namespace assent::engine
