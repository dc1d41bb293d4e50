// golden-liquid's cases, through the answer that `assent render --batch` gives. They lie outside the project:
// ASSENT_CONFORMANCE_DIR says where; skipped where they are not.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "channels/liquid/batch.h"

namespace assent::channels::liquid {
namespace {

std::string cases_file() {
  const char* set = std::getenv("ASSENT_CONFORMANCE_DIR");
  std::filesystem::path folder = set != nullptr
                                     ? std::filesystem::path(set)
                                     : std::filesystem::path(ASSENT_SOURCE_DIR) / "../shared/conformance";
  return folder / "liquid/golden.json";
}

bool passes(const json::object& test, const json::object& got) {
  if (test.contains("invalid")) return got.contains("error");
  const json::value* output = got.if_contains("output");
  if (output == nullptr) return false;
  if (const json::value* result = test.if_contains("result")) return *output == *result;
  for (const json::value& one : test.at("results").as_array()) {
    if (*output == one) return true;
  }
  return false;
}

TEST(LiquidConformance, EveryCasePasses) {
  std::ifstream file(cases_file());
  if (!file) GTEST_SKIP() << "no conformance cases at " << cases_file();
  std::string text(std::istreambuf_iterator<char>(file), {});
  json::value all = json::parse(text);
  EXPECT_GE(all.as_array().size(), 600U);
  Utc now = *parse_rfc3339("2026-11-21T10:00:00Z");
  for (const json::value& test : all.as_array()) {
    json::object got = answer(test.as_object(), now);
    EXPECT_TRUE(passes(test.as_object(), got))
        << test.at("name") << "\n  " << test.at("template") << "\n  got " << json::serialize(got)
        << "\n  expected "
        << (test.as_object().contains("invalid")  ? "an error"
            : test.as_object().contains("result") ? json::serialize(test.at("result"))
                                                  : json::serialize(test.at("results")));
  }
}

}  // namespace
}  // namespace assent::channels::liquid
