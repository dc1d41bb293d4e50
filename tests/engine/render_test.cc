// `assent render` as people and programs call it.
#include "engine/cli/render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/json.h"

namespace assent::engine {
namespace {

namespace fs = std::filesystem;

struct Said {
  int status;
  std::string out, err;
};

Said say(const std::vector<std::string>& args, const std::string& input = {}) {
  std::istringstream in(input);
  std::ostringstream out, err;
  int status = run_render(args, in, out, err);
  return {status, out.str(), err.str()};
}

class Render : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("assent-render-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "templates/partials");
    write("templates/welcome.yaml",
          "template: welcome\n"
          "email:\n"
          "  subject: \"Welcome, {{ contact.first_name | default: 'there' }}\"\n"
          "  text: \"{% for item in event.items %}{{ item }};{% endfor %} {% render 'footer', company: "
          "'Acme' %}\"\n"
          "  html: \"<p>{{ contact.first_name | default: 'there' }}</p>\"\n"
          "sms: {text: \"{{ links.unsubscribe }} {{ 'now' | date: '%Y' }}\"}\n");
    write("templates/partials/footer.liquid", "{{ company }}, {{ contact.town | default: 'Paris' }}");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& file, const std::string& text) { std::ofstream(folder_ / file) << text; }

  fs::path folder_;
};

TEST_F(Render, EveryPartWithDataOfOnesOwn) {
  Said said =
      say({"welcome", folder_, "--data", "-"},
          R"({"contact": {"first_name": "A&B"}, "event": {"items": [1, "x"]}, "now": "2030-01-01T00:00:00Z",
                      "links": {"unsubscribe": "https://u.example"}})");
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out,
            "--- email: subject\nWelcome, A&B\n--- email: text\n1;x; Acme, Paris\n"
            "--- email: html\n<p>A&amp;B</p>\n--- sms: text\nhttps://u.example 2030\n");
}

TEST_F(Render, ALineBreakInASubjectIsSaid) {
  Said said = say({"welcome", folder_, "--data", "-"}, R"({"contact": {"first_name": "Eve\r\nBcc: x"}})");
  EXPECT_EQ(said.status, 0);
  EXPECT_NE(said.out.find("Welcome, Eve Bcc: x\n"), std::string::npos);
  EXPECT_EQ(
      said.err,
      "templates/welcome.yaml: email: the subject: contact.first_name brought a line break, which became a "
      "space\n");
}

TEST_F(Render, WhatGoesWrongIsSaid) {
  write("templates/bad.yaml", "template: bad\nsms: {text: \"{{ contact.x }} {% render 'shop' %}\"}\n");
  write("templates/partials/shop.liquid", "ok\n{{ contact.shop | upcas }}\n");
  struct Row {
    std::vector<std::string> args;
    std::string input;
    int status;
    std::string err;
  };
  const std::vector<Row> rows{
      {{"bad", folder_},
       "",
       1,
       "templates/bad.yaml:2:17: contact.x may be absent and has no default\n"
       "  2 | sms: {text: \"{{ contact.x }} {% render 'shop' %}\"}\n"
       "    |                 ^~~~~~~~~\n"
       "  expected a default for it\n"
       "  did you mean \"contact.x | default: '...'\"?\n"},
      {{"bad", folder_},
       "",
       1,
       "templates/partials/shop.liquid:2:19: unknown filter \"upcas\"\n"
       "  2 | {{ contact.shop | upcas }}\n"
       "    |                   ^~~~~\n"
       "  expected a filter of Liquid, such as upcase, date or default\n"
       "  did you mean \"upcase\"?\n"},
      {{"welcom", folder_}, "", 1, "did you mean \"welcome\"?\n"},
      {{"welcome", folder_, "--data", "-"}, "{", 1, "-: "},
      {{"welcome", folder_, "--data", "-"}, R"({"event": 5})", 1, "\"event\" must be an object\n"},
      {{"welcome", folder_, "--data", "/nosuch.json"}, "", 1, "/nosuch.json: can't be opened\n"},
      {{"welcome", "/nosuch"}, "", 2, "/nosuch: there is no such folder\n"},
      {{}, "", 2, "which template?\n"},
      {{"x", "--batch"}, "", 2, "--batch takes no template\n"},
  };
  for (const Row& row : rows) {
    Said said = say(row.args, row.input);
    EXPECT_EQ(said.status, row.status) << row.err;
    EXPECT_NE(said.err.find(row.err), std::string::npos) << said.err;
  }
}

TEST_F(Render, HelpTeaches) {
  Said said = say({"--help"});
  EXPECT_EQ(said.status, 0);
  for (const char* word : {"TEMPLATE", "--data", "--batch", "docs/templates.md"})
    EXPECT_NE(said.out.find(word), std::string::npos) << word;
}

TEST_F(Render, BatchAnswersLineByLine) {
  Said said = say({"--batch"},
                  "{\"id\": 7, \"template\": \"{% include 'p' %}\", \"data\": {\"x\": \"<\"}, \"templates\": "
                  "{\"p\": \"{{ x }}\"}}\n"
                  "{\"template\": \"{{ a | nosuch }}\"}\nnonsense\n\n[]\n{}\n");
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out.substr(0, said.out.find('\n')), R"({"id":7,"output":"<"})");
  std::istringstream lines(said.out);
  std::string line;
  int count = 0;
  for (; std::getline(lines, line); ++count) {
    EXPECT_EQ(json::parse(line).as_object().contains("error"), count > 0) << line;
  }
  EXPECT_EQ(count, 5);
}

// Every case of golden-liquid, all in one call.
TEST_F(Render, ConformanceThroughTheCommandLine) {
  const char* set = std::getenv("ASSENT_CONFORMANCE_DIR");
  fs::path cases = set != nullptr ? fs::path(set) : fs::path(ASSENT_SOURCE_DIR) / "../shared/conformance";
  std::ifstream file(cases / "liquid/golden.json");
  if (!file) GTEST_SKIP() << "no conformance cases in " << cases;
  json::value all = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  std::string input;
  for (const json::value& test : all.as_array()) input += json::serialize(test) + "\n";
  std::istringstream answers(say({"--batch"}, input).out);
  for (const json::value& test : all.as_array()) {
    std::string line;
    ASSERT_TRUE(std::getline(answers, line));
    json::object got = json::parse(line).as_object();
    bool good = false;
    if (test.as_object().contains("invalid")) {
      good = got.contains("error");
    } else if (const json::value* output = got.if_contains("output")) {
      const json::value* result = test.as_object().if_contains("result");
      json::array any = result != nullptr ? json::array{*result} : test.at("results").as_array();
      good = std::find(any.begin(), any.end(), *output) != any.end();
    }
    EXPECT_TRUE(good) << json::serialize(test) << "\n  got " << line;
  }
}

}  // namespace
}  // namespace assent::engine
