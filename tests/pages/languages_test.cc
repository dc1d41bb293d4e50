// The words of the pages: every language says the same things, and nothing that a page says is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "engine/pages/words.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::set<std::string> keys_of(const Sayings& said) {
  std::set<std::string> keys;
  for (const auto& [key, text] : said) keys.insert(key);
  return keys;
}

TEST(Languages, ThereAreFour) {
  std::vector<std::string> codes;
  for (const Words& words : Languages::built_in().all()) codes.push_back(words.code());
  EXPECT_THAT(codes, ElementsAre("en", "de", "fr", "th"));
}

// Read anew from the files: what the program carries has English in the place of what is missing.
TEST(Languages, EachSaysTheSameWithTheSamePlaceholders) {
  const Sayings& english = Languages::built_in().all().front().said();
  ASSERT_GT(english.size(), 100u);
  for (const auto& [code, text] : embedded_languages()) {
    SCOPED_TRACE(std::string(code));
    Issues issues(std::string(code) + ".yaml", std::string(text));
    auto root = parse_yaml(text, issues);
    ASSERT_TRUE(root);
    Sayings said = read_sayings("xx", *root, issues);
    for (const Issue& issue : issues.all()) ADD_FAILURE() << render(issue, text);
    EXPECT_EQ(keys_of(said), keys_of(english));
    for (const auto& [key, words] : said) {
      EXPECT_EQ(placeholders_of(words), placeholders_of(english.at(key))) << key;
      EXPECT_FALSE(words.empty()) << key;
    }
  }
}

// Keys that the code names in quotes: words.html("..."), "done_..." and those put together from a name.
TEST(Languages, NoKeyIsMissingAndNoneIsLeftOver) {
  std::set<std::string> named;
  std::string sources;
  for (const char* folder : {"/engine/pages", "/engine/api"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::string(ASSENT_SOURCE_DIR) + folder)) {
      if (entry.path().extension() != ".cc") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      sources += text.str();
    }
  }
  std::regex call("(?:words\\.(?:html|plain)\\(|part\\(words, )\"([a-z_]+)\"");
  for (std::sregex_iterator i(sources.begin(), sources.end(), call), end; i != end; ++i)
    named.insert((*i)[1]);
  const Sayings& english = Languages::built_in().all().front().said();
  for (const std::string& key : named) {
    bool whole = english.contains(key);
    bool beginning = key.ends_with('_');
    EXPECT_TRUE(whole || beginning) << key << " is said by a page, and en.yaml does not have it";
  }
  for (const auto& [key, text] : english) {
    bool put_together = key.starts_with("by_") || key.starts_with("source_") || key.starts_with("state_") ||
                        key.starts_with("error_");
    EXPECT_TRUE(put_together || sources.find("\"" + key + "\"") != std::string::npos)
        << key << " is said by no page";
  }
}

TEST(Languages, EveryStateSourceAndOriginHasItsWords) {
  for (const Words& words : Languages::built_in().all()) {
    for (const char* key : {"by_contact", "by_operator", "by_import", "by_third_party", "source_contact",
                            "source_observed", "source_operator", "source_inferred", "source_third_party",
                            "state_missing", "state_given", "state_pending", "state_refused",
                            "state_withdrawn", "state_objected", "state_expired", "state_invalidated"}) {
      EXPECT_NE(words.plain(key), key) << words.code();
    }
  }
}

TEST(Languages, TheMostWantedOneIsPicked) {
  struct Row {
    std::vector<std::string> wanted;
    const char* picked;
  };
  const Row rows[] = {
      {{}, "en"},
      {{"de"}, "de"},
      {{"de-AT", "fr"}, "de"},
      {{"DE_ch"}, "de"},
      {{"pt-BR", "th-TH"}, "th"},
      {{"xx", ""}, "en"},
  };
  for (const Row& row : rows) EXPECT_EQ(Languages::built_in().pick(row.wanted).code(), row.picked);
}

TEST(Languages, AcceptLanguageIsReadByWeight) {
  struct Row {
    const char* header;
    std::vector<std::string> tags;
  };
  const Row rows[] = {
      {"", {}},
      {"de", {"de"}},
      {"en;q=0.5, de-DE, fr;q=0.9", {"de-DE", "fr", "en"}},
      {"th;q=0, en", {"en"}},
      {"*;q=0.1,de;q=0.2", {"de", "*"}},
      {",,;q=1", {}},
  };
  for (const Row& row : rows) EXPECT_EQ(accepted_languages(row.header), row.tags) << row.header;
}

TEST(Languages, DatesReadAsPeopleWriteThem) {
  Utc t = *parse_rfc3339("2026-11-30T23:30:00Z");
  Zone paris = *Zone::find("Europe/Paris");
  std::vector<std::string> said;
  for (const Words& words : Languages::built_in().all()) said.push_back(words.minute(t, paris));
  EXPECT_THAT(
      said, ElementsAre("1 December 2026, 00:30 (Europe/Paris)", "1. Dezember 2026, 00:30 (Europe/Paris)",
                        "1 décembre 2026, 00:30 (Europe/Paris)", "1 ธันวาคม ค.ศ. 2026, 00:30 (Europe/Paris)"));
}

TEST(Languages, AWorkspaceMaySayOneThingOtherwiseOrAddALanguage) {
  Languages languages =
      Languages::with({{"de", {{"page_title", "Deine Wahl"}}}, {"it", {{"page_title", "Le tue scelte"}}}});
  EXPECT_EQ(languages.find("de")->plain("page_title"), "Deine Wahl");
  EXPECT_EQ(languages.find("de")->plain("topics_title"), "Was Sie bekommen");
  EXPECT_EQ(languages.find("it")->plain("page_title"), "Le tue scelte");
  EXPECT_EQ(languages.find("it")->plain("topics_title"), "What you get");
}

TEST(Languages, MistakesInAWorkspacesWordsHaveTheirPlace) {
  struct Row {
    const char *code, *text, *found;
  };
  const Row rows[] = {
      {"de", "page_title: Deine Wahl\n", ""},
      {"de", "page_titel: x\n", "1:1 unknown key \"page_titel\" in the words of a page"},
      {"de", "page_lead: \"Hallo {adress}\"\n",
       "1:12 page_lead does not have the placeholders that are filled in"},
      {"de", "page_lead: [a]\n", "1:12 page_lead is a list"},
  };
  for (const Row& row : rows) {
    Issues issues("pages/de.yaml", row.text);
    auto root = parse_yaml(row.text, issues);
    read_sayings(row.code, *root, issues);
    std::string found;
    for (const Issue& issue : issues.all())
      found += std::to_string(issue.line) + ":" + std::to_string(issue.column) + " " + issue.message;
    EXPECT_EQ(found, row.found);
  }
  Issues issues("pages/it.yaml", "page_title: Le tue scelte\n");
  auto root = parse_yaml(issues.text(), issues);
  read_sayings("it", *root, issues);
  ASSERT_EQ(issues.all().size(), 1u);
  EXPECT_EQ(issues.all()[0].severity, Severity::warning);
}

}  // namespace
}  // namespace assent::engine
