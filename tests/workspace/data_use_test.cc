// P6 as far as files can tell: which line reads what it may not, and what sounds sensitive.
#include "engine/workspace/data_use.h"

#include <gmock/gmock.h>

#include <fstream>

#include "engine/workspace/special_categories.h"
#include "engine/workspace/workspace.h"
#include "tests/engine/workspace_text.h"
#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The issues of the World's workspace with these files in place of its own.
std::vector<std::string> issues_of(std::map<std::string, std::string> changed) {
  auto files = workspace_files("{transport: maildir, path: out/mail, from: \"Acme <news@acme.example>\"}");
  for (auto& [name, text] : changed) files[name] = text;
  TemporaryFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  Workspace workspace = load_workspace(folder.path());
  std::vector<std::string> out;
  for (const Issue& issue : workspace.issues) {
    out.push_back(issue.file + ":" + std::to_string(issue.line) + ":" + std::to_string(issue.column) + ": " +
                  (issue.severity == Severity::warning ? "warning: " : "") + issue.message);
  }
  return out;
}

std::string labelled() {
  auto files = workspace_files("{transport: maildir, path: out/mail, from: \"Acme <news@acme.example>\"}");
  return files["assent.yaml"] + "sources: {third_party: [lead_score, \"enriched_*\"]}\n";
}

TEST(DataUse, NamesTheLineThatReadsWhatItMayNot) {
  std::string journey =
      journey_text("start", "Start", "  if: contact.lead_score > 5 && event.enriched_size == 'xl'\n",
                   "  - send: welcome\n    by: email\n");
  EXPECT_THAT(
      issues_of({{"assent.yaml", labelled()}, {"journeys/start.yaml", journey}}),
      ElementsAre(
          "journeys/start.yaml:5:15: \"lead_score\" is third-party data (assent.yaml, sources), which "
          "\"tips\" may not use",
          "journeys/start.yaml:5:39: \"enriched_size\" is third-party data (assent.yaml, sources), "
          "which \"tips\" may not use"));
  EXPECT_THAT(issues_of({{"assent.yaml", labelled()},
                         {"journeys/start.yaml", journey},
                         {"policy.yaml", policy_text("[tips]")}}),
              IsEmpty())
      << "the policy names the source for that purpose";
}

TEST(DataUse, NamesTheLineOfATemplateThatAPurposeMayNotFill) {
  std::string text =
      "template: welcome\nemail:\n  subject: \"contact.lead_score\"\n"
      "  text: \"You: {{ contact.lead_score | default: '' }} {{ links.unsubscribe }}\"\n"
      "sms: {text: \"w\"}\nsocial: {text: \"w\"}\n";
  EXPECT_THAT(
      issues_of({{"assent.yaml", labelled()}, {"templates/welcome.yaml", text}}),
      ElementsAre("templates/welcome.yaml:4:26: \"lead_score\" is third-party data (assent.yaml, sources), "
                  "which \"tips\" may not use"));
}

TEST(DataUse, WordsForPeopleAreNoReading) {
  std::string journey = "why: contact.lead_score is not looked at\n" +
                        journey_text("start", "Start", "", "  - send: welcome\n    by: email\n");
  EXPECT_THAT(issues_of({{"assent.yaml", labelled()}, {"journeys/start.yaml", journey}}), IsEmpty());
}

TEST(DataUse, WarnsOfWhatSoundsSensitive) {
  std::string journey =
      journey_text("start", "Start", "  if: contact.religion == 'none' && contact.plan == 'pro'\n",
                   "  - send: welcome\n    by: email\n");
  EXPECT_THAT(
      issues_of({{"journeys/start.yaml", journey}}),
      ElementsAre("journeys/start.yaml:5:15: warning: \"religion\" sounds like special-category data (GDPR, "
                  "Article 9: religion or belief)"));
}

TEST(DataUse, AMistakenLabelIsNamed) {
  auto files = workspace_files("{transport: maildir, path: out/mail, from: \"Acme <news@acme.example>\"}");
  std::vector<std::string> found = issues_of(
      {{"assent.yaml", files["assent.yaml"] + "sources: {third_party: [\"a*b\"], contact: [x]}\n"}});
  ASSERT_THAT(found, testing::SizeIs(2));
  EXPECT_THAT(found[0], HasSubstr("any ending"));
  EXPECT_THAT(found[1], HasSubstr("contact")) << "a label only worsens";
}

TEST(Notices, AStepThatReachesNobodyIsWarnedOf) {
  std::vector<std::string> found = issues_of({{"policy.yaml", policy_text("never", "[email]")}});
  EXPECT_THAT(found,
              testing::Contains(HasSubstr("\"ladder\" reaches nobody by sms: no notice covers tips there")));
}

TEST(SpecialCategories, AreKnownByTheirNamesInSeveralLanguages) {
  struct {
    std::string trait, category;
  } const rows[] = {
      {"plan", ""},
      {"first_name", ""},
      {"grace", ""},
      {"embrace_level", ""},
      {"trace_id", ""},
      {"parties", ""},
      {"church", "religion or belief"},
      {"religion", "religion or belief"},
      {"healthCondition", "health"},
      {"Krankheit", "health"},
      {"is-pregnant", "health"},
      {"enfermedad", "health"},
      {"maladie_chronique", "health"},
      {"union_membership", "trade union membership"},
      {"gewerkschaftsmitglied", "trade union membership"},
      {"political_view", "political opinions"},
      {"ethnicity", "racial or ethnic origin"},
      {"hautfarbe", "racial or ethnic origin"},
      {"sexual_orientation", "sex life or sexual orientation"},
      {"face_id", "biometric data"},
      {"dna_test", "genetic data"},
      {"ศาสนา", "religion or belief"},
  };
  for (const auto& row : rows) EXPECT_EQ(special_category(row.trait), row.category) << row.trait;
}

}  // namespace
}  // namespace assent::engine
