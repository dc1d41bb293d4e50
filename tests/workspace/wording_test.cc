// Every language says the same things, with the same names to fill in.
#include "engine/wording/wording.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>

namespace assent::engine {
namespace {

std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> found;
  std::regex name("\\{([a-z_]+)\\}");
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

TEST(Wording, EveryLanguageHasTheSameKeysAndNames) {
  const Wordings& all = Wordings::built_in();
  const Wording& english = all.in("en");
  EXPECT_GE(all.all().size(), 4U);
  for (const auto& [language, wording] : all.all()) {
    SCOPED_TRACE(language);
    for (const auto& [key, text] : english.texts()) {
      auto found = wording.texts().find(key);
      ASSERT_NE(found, wording.texts().end()) << key;
      EXPECT_EQ(placeholders(found->second), placeholders(text)) << key;
      EXPECT_FALSE(found->second.empty()) << key;
    }
    EXPECT_EQ(wording.texts().size(), english.texts().size());
  }
}

TEST(Wording, FillsInWhatIsNamedAndReadsNothingTwice) {
  auto all = Wordings::parse({{"en", "a: {b: \"{x} and {y}, {x}\"}\n"}});
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all.value().in("fr-FR").say("a.b", {{"x", "{y}"}, {"y", "2"}}), "{y} and 2, {y}");
  EXPECT_EQ(all.value().in("en").say("no.such"), "no.such");
  EXPECT_FALSE(Wordings::parse({{"de", "a: b\n"}}).has_value()) << "English is what all others fall back to";
}

}  // namespace
}  // namespace assent::engine
