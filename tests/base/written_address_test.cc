// What people write when they stop: all that it may mean is found, and nothing else.
#include "base/written_address.h"

#include <gtest/gtest.h>

#include "base/phone_countries.h"

namespace assent {
namespace {

struct Row {
  std::string text;
  std::string home;
  std::string meanings;  // "kind address", separated by "; "
};

std::string meanings_of(const Row& row) {
  std::string out;
  for (const WrittenAddress& one : written_address(row.text, row.home))
    out += (out.empty() ? "" : "; ") + one.kind.text() + " " + one.address;
  return out;
}

TEST(WrittenAddress, IsFoundHoweverItIsWritten) {
  const Row rows[] = {
      {"ada@acme.example", "FR", "email ada@acme.example"},
      {"ADA@Acme.Example", "FR", "email ada@acme.example"},
      {"Ada Lovelace <ada@acme.example>", "FR", "email ada@acme.example"},
      {"<ada@acme.example>", "FR", "email ada@acme.example"},
      {"\"ada@acme.example\"", "FR", "email ada@acme.example"},
      {"'ada@acme.example'", "FR", "email ada@acme.example"},
      {"ada@acme.example.", "FR", "email ada@acme.example"},
      {"ada@acme.example!", "FR", "email ada@acme.example"},
      {"mailto:ada@acme.example", "FR", "email ada@acme.example"},
      {"mailto:ada@acme.example?subject=stop", "FR", "email ada@acme.example"},
      {"ada%40acme.example", "FR", "email ada@acme.example"},
      {"ada\xEF\xBC\xA0"
       "acme.example",
       "FR", "email ada@acme.example"},
      {"\xE2\x80\x8B"
       "ada@acme.example\xC2\xA0",
       "FR", "email ada@acme.example"},
      {"ada@acme.example, bob@acme.example", "FR", "email ada@acme.example; email bob@acme.example"},
      {"ada@acme.example ada@acme.example", "FR", "email ada@acme.example"},
      {"ada+33612345678@acme.example", "FR", "email ada+33612345678@acme.example"},
      {"ada@localhost", "FR", ""},
      {"@", "FR", ""},
      {"+33612345678", "FR", "phone +33612345678"},
      {"+33 6 12 34 56 78", "FR", "phone +33612345678"},
      {"+33 (0)6 12 34 56 78", "FR", "phone +33612345678"},
      {"0033 (0)6 12 34 56 78", "FR", "phone +33612345678"},
      {"tel:+33612345678", "FR", "phone +33612345678"},
      {"%2B33612345678", "FR", "phone +33612345678"},
      {"06 12 34 56 78", "FR", "phone +33612345678"},
      {"06.12.34.56.78", "FR", "phone +33612345678"},
      {"06-12-34-56-78", "FR", "phone +33612345678"},
      {"33612345678", "FR", "phone +33612345678"},
      {"0612345678", "", ""},
      {"081 234 5678", "TH", "phone +66812345678"},
      {"0171 1234567", "DE", "phone +491711234567"},
      {"07700 900123", "GB", "phone +447700900123"},
      {"(212) 555-0100", "US", "phone +2125550100; phone +12125550100"},
      {"06 1234 5678", "IT", "phone +390612345678"},
      {"06 12 34 56 78 or 07 12 34 56 78", "FR", "phone +33612345678; phone +33712345678"},
      {"1234", "FR", ""},
      {"please stop", "FR", ""},
      {"", "FR", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(meanings_of(row), row.meanings) << row.text;
}

TEST(PhoneCountries, OfEveryKindOfCode) {
  const struct {
    std::string number;
    std::vector<std::string> countries;
  } rows[] = {
      {"+33612345678", {"FR"}},
      {"+66812345678", {"TH"}},
      {"+491711234567", {"DE"}},
      {"+12125550100", {"US", "CA"}},
      {"+18765550100", {"JM"}},
      {"+17875550100", {"PR"}},
      {"+79161234567", {"RU", "KZ"}},
      {"+77011234567", {"KZ"}},
      {"+8613800138000", {"CN"}},
      {"+84912345678", {"VN"}},
      {"+905321234567", {"TR"}},
      {"+447700900123", {"GB", "GG", "JE", "IM"}},
      {"+3906123456", {"IT", "VA"}},
      {"+37812345", {"SM"}},
      {"+358401234567", {"FI", "AX"}},
      {"+262692123456", {"RE", "YT"}},
      {"+5990123456", {"CW", "BQ"}},
      {"+61412345678", {"AU", "CX", "CC"}},
      {"+4712345678", {"NO", "SJ"}},
      {"+212612345678", {"MA", "EH"}},
      {"+870773111632", {}},
      {"+80012345678", {}},
      {"+21012345678", {}},
      {"33612345678", {}},
      {"", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(countries_of_phone(row.number), row.countries) << row.number;
  EXPECT_EQ(calling_code("FR"), "33");
  EXPECT_EQ(calling_code("CA"), "1");
  EXPECT_EQ(calling_code("JE"), "44");
  EXPECT_EQ(calling_code("XX"), "");
  EXPECT_EQ(trunk_prefix("FR"), "0");
  EXPECT_EQ(trunk_prefix("IT"), "");
  EXPECT_EQ(trunk_prefix("US"), "");
}

TEST(PhoneCountries, ABracketedTrunkZeroIsNoPartOfTheNumber) {
  PointKind phone = *PointKind::parse("phone");
  EXPECT_EQ(normal_address(phone, "+33 (0)6 12 34 56 78"), "+33612345678");
  EXPECT_EQ(normal_address(phone, "0033 (0)6 12 34 56 78"), "+33612345678");
  EXPECT_EQ(normal_address(phone, "+39 06 1234 5678"), "+390612345678");
  EXPECT_EQ(normal_address(phone, "+39 (0)6 1234 5678"), "+390612345678")
      << "in Italy the 0 is part of the number";
}

}  // namespace
}  // namespace assent
