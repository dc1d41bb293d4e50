// Rule packs as files: those that ship are sound, and every mistake in one is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/packs.h"

namespace assent::channels {
namespace {

using testing::ElementsAre;

TEST(RulePacks, ThoseThatShipAreReadWithoutAMistake) {
  std::vector<std::string> ids;
  for (const PackText& one : built_in_pack_texts()) {
    SCOPED_TRACE(one.id);
    Issues issues(std::string(one.id) + ".yaml", std::string(one.text));
    auto pack = load_pack(one.text, one.id, issues);
    std::string found;
    for (const Issue& issue : issues.all()) found += render(issue, issues.text());
    EXPECT_EQ(found, "");
    ASSERT_TRUE(pack);
    ids.push_back(pack->id);
    for (const Rule& rule : pack->rules) {
      EXPECT_FALSE(rule.source.empty()) << rule.id;
      EXPECT_EQ(rule.enabled, rule.doubt.empty()) << rule.id;
      EXPECT_TRUE(!rule.enabled || rule.mark == "V" || rule.mark == "S") << rule.id;
    }
  }
  EXPECT_THAT(ids, ElementsAre("ca", "de", "eu", "fr", "gb", "th", "us", "us-fl", "us-tx"));
}

TEST(RulePacks, BindByPlace) {
  struct Row {
    std::vector<std::string> places;
    std::vector<std::string> packs;
  };
  const std::vector<Row> rows{
      {{"FR"}, {"eu", "fr"}},
      {{"DE"}, {"de", "eu"}},
      {{"ES"}, {"eu"}},
      {{"GB"}, {"gb"}},
      {{"JP"}, {}},
      {{"FR", "DE"}, {"de", "eu", "fr"}},
      {{"US"}, {"us", "us-fl", "us-tx"}},
      {{"US", "US-FL"}, {"us", "us-fl"}},
      {{"US", "US-TX"}, {"us", "us-tx"}},
      {{"US", "US-NY"}, {"us"}},
      {{"US", "US-other"}, {"us"}},
      {{"US", "US-FL", "US-TX"}, {"us", "us-fl", "us-tx"}},
      {{"CA", "US", "US-FL"}, {"ca", "us", "us-fl"}},
      {{}, {"ca", "de", "eu", "fr", "gb", "th", "us", "us-fl", "us-tx"}},
  };
  const Packs& packs = *built_in_packs();
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::PrintToString(row.places));
    PackSet set = packs.at(row.places);
    std::vector<std::string> bound;
    for (std::size_t i = 0; i < packs.all().size(); ++i) {
      if ((set >> i) & 1) bound.push_back(packs.all()[i].id);
    }
    EXPECT_EQ(bound, row.packs);
  }
}

TEST(RulePacks, ACountryOfAControllerBringsNoStates) {
  const Packs& packs = *built_in_packs();
  EXPECT_EQ(packs.of_country("US"), packs.named("us"));
  EXPECT_EQ(packs.of_country("JP"), 0u);
}

TEST(Holidays, AreThoseOfTheCalendar) {
  using date::year;
  // Easter Sundays as the churches publish them.
  const std::vector<date::year_month_day> easters{
      year{2024} / 3 / 31, year{2025} / 4 / 20, year{2026} / 4 / 5,  year{2027} / 3 / 28,
      year{2028} / 4 / 16, year{2029} / 4 / 1,  year{2030} / 4 / 21, year{2038} / 4 / 25};
  for (auto day : easters) EXPECT_EQ(easter_sunday(day.year()), day);
  EXPECT_TRUE(falls_on(*parse_holiday("easter+39"), year{2026} / 5 / 14));
  EXPECT_TRUE(falls_on(*parse_holiday("easter-2"), year{2026} / 4 / 3));
  EXPECT_TRUE(falls_on(*parse_holiday("easter"), year{2026} / 4 / 5));
  EXPECT_TRUE(falls_on(*parse_holiday("07-14"), year{2030} / 7 / 14));
  EXPECT_TRUE(falls_on(*parse_holiday("2026-07-17"), year{2026} / 7 / 17));
  EXPECT_FALSE(falls_on(*parse_holiday("2026-07-17"), year{2027} / 7 / 17));
  for (const char* none :
       {"", "13-01", "02-30", "easter*3", "easter+", "easter+x", "2026-02-30", "Christmas", "7-14"})
    EXPECT_FALSE(parse_holiday(none)) << none;
}

}  // namespace
}  // namespace assent::channels
