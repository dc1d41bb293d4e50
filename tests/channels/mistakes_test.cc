// Every mistake as people see it. For each mistakes/policy/*.yaml and mistakes/templates/*.yaml, the rendered
// issues stand beside it in a .txt file.
//
//   ASSENT_UPDATE_GOLDEN=1 test_channels --gtest_filter=Mistakes.*      writes what comes out now
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "channels/policy.h"
#include "channels/template.h"

namespace assent::channels {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Loads the text as a file of this stem; true where something was loaded.
using Load = std::function<bool(std::string_view text, const std::string& stem, Issues& issues)>;

void expect_golden(const std::string& folder, const Load& load) {
  std::set<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(ASSENT_SOURCE_DIR) / "tests/channels/mistakes" / folder)) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  }
  EXPECT_FALSE(files.empty());
  for (const fs::path& path : files) {
    SCOPED_TRACE(path.filename());
    std::string text = read_file(path);
    Issues issues(path.filename(), text);
    EXPECT_FALSE(load(text, path.stem(), issues));
    EXPECT_TRUE(issues.any_error());
    std::vector<Issue> all = issues.take();
    sort_issues(all);
    std::string rendered;
    for (const Issue& issue : all) rendered += render(issue, text);
    fs::path golden = fs::path(path).replace_extension(".txt");
    if (std::getenv("ASSENT_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << rendered;
    EXPECT_EQ(rendered, read_file(golden));
  }
}

TEST(Mistakes, OfRulePacks) {
  expect_golden("packs", [](std::string_view text, const std::string& stem, Issues& issues) {
    return load_pack(text, stem == "many" ? "other" : stem, issues).has_value();
  });
}

TEST(Mistakes, OfPolicies) {
  expect_golden("policy", [](std::string_view text, const std::string&, Issues& issues) {
    return load_policy(text, issues).has_value();
  });
}

TEST(Mistakes, OfTemplates) {
  expect_golden("templates", [](std::string_view text, const std::string& stem, Issues& issues) {
    return load_template(text, stem, issues).has_value();
  });
}

}  // namespace
}  // namespace assent::channels
