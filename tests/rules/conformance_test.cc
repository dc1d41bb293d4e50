// Every case of google/cel-spec's conformance suites, as `assent expr --batch` answers them.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "rules/batch.h"

namespace assent::rules {
namespace {

std::filesystem::path cases_folder() {
  const char* set = std::getenv("ASSENT_CONFORMANCE_DIR");
  std::filesystem::path root =
      set != nullptr ? set : std::string(ASSENT_SOURCE_DIR) + "/../shared/conformance";
  return root / "cel";
}

json::value read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

// Doubles by number, map entries in any order, the rest as it stands.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  if (a.kind() != b.kind()) return false;
  if (a.is_object()) {
    if (a.get_object().size() != b.get_object().size()) return false;
    for (const auto& [name, value] : a.get_object()) {
      const json::value* other = b.get_object().if_contains(name);
      if (other == nullptr) return false;
      if (name == "entries") {
        const auto& entries = other->get_array();
        bool all = value.get_array().size() == entries.size();
        for (const auto& entry : value.get_array()) {
          all = all &&
                std::any_of(entries.begin(), entries.end(), [&](const auto& e) { return same(entry, e); });
        }
        if (!all) return false;
      } else if (!same(value, *other)) {
        return false;
      }
    }
    return true;
  }
  if (a.is_array()) {
    return a.get_array().size() == b.get_array().size() &&
           std::equal(a.get_array().begin(), a.get_array().end(), b.get_array().begin(), same);
  }
  return a == b;
}

// Empty: as expected.
std::string judge(const json::object& test, const json::object& answer) {
  if (test.contains("error")) return answer.contains("error") ? "" : "an error was expected";
  if (answer.contains("error")) return "there should be no error";
  if (const json::value* typed = test.if_contains("typed_result")) {
    const json::object& expected = typed->get_object();
    if (answer.contains("type"))
      return same(answer.at("type"), expected.at("deducedType")) ? "" : "another type was expected";
    return same(answer.at("value"), expected.at("result")) ? "" : "another value was expected";
  }
  const json::value yes = json::object{{"boolValue", true}};
  const json::value* expected = test.if_contains("value");
  return same(answer.at("value"), expected == nullptr ? yes : *expected) ? "" : "another value was expected";
}

TEST(Conformance, EveryCasePasses) {
  if (!std::filesystem::is_directory(cases_folder())) {
    GTEST_SKIP() << "skipped: no conformance cases at " << cases_folder() << "; set ASSENT_CONFORMANCE_DIR";
  }
  std::size_t passed = 0;
  for (const auto& file : std::filesystem::directory_iterator(cases_folder())) {
    if (file.path().extension() != ".json") continue;
    const json::value cases = read_json(file.path());
    for (const json::value& test : cases.as_array()) {
      json::object got = answer(test.as_object());
      std::string problem = judge(test.as_object(), got);
      EXPECT_EQ(problem, "") << json::serialize(test) << "\nanswered " << json::serialize(got);
      passed += problem.empty() ? 1 : 0;
      // typed_result carries a deduced type besides the value: ask for that as well.
      if (!test.as_object().contains("typed_result") || test.as_object().contains("check_only")) continue;
      json::object checked = test.as_object();
      checked["check_only"] = true;
      EXPECT_EQ(judge(checked, answer(checked)), "") << json::serialize(checked);
    }
  }
  EXPECT_GT(passed, 0u);
  RecordProperty("passed", static_cast<int>(passed));
}

TEST(Conformance, JudgesAnswers) {
  auto object = [](std::string_view text) { return json::parse(text).as_object(); };
  EXPECT_EQ(judge(object(R"({"error":{}})"), object(R"({"value":{"boolValue":true}})")),
            "an error was expected");
  EXPECT_EQ(judge(object("{}"), object(R"({"value":{"boolValue":true}})")), "");
  EXPECT_EQ(judge(object("{}"), object(R"({"value":{"boolValue":false}})")), "another value was expected");
  EXPECT_EQ(judge(object("{}"), object(R"({"error":"x"})")), "there should be no error");
}

}  // namespace
}  // namespace assent::rules
