// The schemas know every key that the readers ask for: a key that is added to one and not to the other is found here.
#include "engine/cli/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <regex>
#include <set>

#include "base/json.h"
#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using testing::IsEmpty;

// Names of properties, wherever they stand in the schema.
std::set<std::string> properties_of(std::string_view name) {
  std::set<std::string> found;
  std::function<void(const json::value&)> walk = [&](const json::value& node) {
    if (node.is_array()) {
      for (const json::value& item : node.get_array()) walk(item);
    }
    if (!node.is_object()) return;
    for (const auto& member : node.get_object()) {
      if (member.key() == "properties" && member.value().is_object()) {
        for (const auto& property : member.value().get_object()) found.insert(std::string(property.key()));
      }
      walk(member.value());
    }
  };
  for (const Schema& schema : schemas()) {
    if (schema.name == name) walk(parse_json(schema.text).value());
  }
  return found;
}

// Keys that a reader's source asks for by find("key") and require("key").
std::set<std::string> asked_by(const std::vector<std::string>& sources) {
  std::set<std::string> keys;
  const std::regex call("(?:find|require)\\(\"([a-z_]+)\"\\)");
  for (const std::string& source : sources) {
    std::string text = slurp(std::string(ASSENT_SOURCE_DIR "/") + source);
    EXPECT_FALSE(text.empty()) << source;
    for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) keys.insert((*it)[1]);
  }
  return keys;
}

std::vector<std::string> readers_of_journeys() {
  std::vector<std::string> sources{"workflows/load.cc", "engine/rehearsal/read_scene.cc",
                                   "engine/rehearsal/read_tests.cc"};
  for (const auto& entry : std::filesystem::directory_iterator(ASSENT_SOURCE_DIR "/workflows")) {
    std::string name = entry.path().filename();
    if (name.starts_with("read_") && name.ends_with(".cc")) sources.push_back("workflows/" + name);
  }
  return sources;
}

TEST(Schema, KnowsEveryKeyThatIsRead) {
  const struct {
    std::string schema;
    std::vector<std::string> sources;
    std::set<std::string> refused;  // asked for only to say that they cannot be
  } rows[] = {
      {"journey", readers_of_journeys(), {}},
      {"policy", {"channels/load_policy.cc"}, {}},
      {"templates", {"channels/template.cc"}, {}},
      {"assent",
       {"engine/workspace/settings.cc", "engine/workspace/channel_settings.cc"},
       {"tls", "connector"}},
  };
  for (const auto& row : rows) {
    std::set<std::string> known = properties_of(row.schema), missing;
    for (const std::string& key : asked_by(row.sources)) {
      if (!known.contains(key) && !row.refused.contains(key)) missing.insert(key);
    }
    EXPECT_THAT(missing, IsEmpty()) << "add these to engine/schema/" << row.schema << ".json";
  }
}

TEST(Schema, EachIsOfTheDraftThatItNames) {
  EXPECT_EQ(schemas().size(), 4u);
  for (const Schema& schema : schemas()) {
    json::value parsed = parse_json(schema.text).value();
    EXPECT_EQ(parsed.at("$schema"), "https://json-schema.org/draft/2020-12/schema") << schema.name;
    EXPECT_TRUE(parsed.as_object().contains("title")) << schema.name;
  }
}

}  // namespace
}  // namespace assent::engine
