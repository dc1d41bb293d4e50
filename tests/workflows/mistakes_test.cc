// Every mistake of a journey's author, as they see it: each mistakes/NAME.yaml has its issues beside it in
// NAME.txt. ASSENT_UPDATE_GOLDEN=1 test_workflows --gtest_filter='*Mistakes*' writes the texts anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/workflows/declared.h"
#include "workflows/journey.h"

namespace assent::workflows {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(ASSENT_SOURCE_DIR) / "tests/workflows/mistakes";

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path().stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string rendered(const std::string& name) {
  const std::string text = read_file(kFolder / (name + ".yaml"));
  Issues issues("journeys/" + name + ".yaml", text);
  Declared declared = acme();
  declared.at_most = AtMost{3, std::chrono::hours(24 * 7)};
  auto journey = load_journey(text, name, declared, issues);
  EXPECT_EQ(journey.has_value(), !issues.any_error()) << name;
  std::vector<Issue> all = issues.take();
  sort_issues(all);
  std::string out;
  for (const Issue& issue : all) out += render(issue, text);
  return out;
}

class Mistakes : public testing::TestWithParam<std::string> {};

TEST_P(Mistakes, AreRenderedAsExpected) {
  const fs::path golden = kFolder / (GetParam() + ".txt");
  const std::string actual = rendered(GetParam());
  if (std::getenv("ASSENT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden, std::ios::binary) << actual;
  }
  EXPECT_NE(actual, "") << "no mistake was found in " << GetParam() << ".yaml";
  EXPECT_EQ(actual, read_file(golden)) << "the actual text, for " << golden.filename() << ":\n" << actual;
}

INSTANTIATE_TEST_SUITE_P(Journeys, Mistakes, testing::ValuesIn(names()), [](const auto& instance) {
  std::string name = instance.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(MistakesFolder, HasAFileForEveryKind) {
  EXPECT_GE(names().size(), 120u);
}

}  // namespace
}  // namespace assent::workflows
