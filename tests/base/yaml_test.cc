#include "base/yaml.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <string>

#include "base/limits.h"

namespace assent {
namespace {

// "3:5+4 message" for each issue: line, column, width.
std::vector<std::string> brief(const std::vector<Issue>& issues) {
  std::vector<std::string> out;
  for (const Issue& i : issues) {
    out.push_back(std::to_string(i.line) + ":" + std::to_string(i.column) + "+" + std::to_string(i.width) +
                  " " + i.message);
  }
  return out;
}

std::vector<std::string> mistakes(std::string_view text) {
  Issues issues("f.yaml", std::string(text));
  parse_yaml(text, issues);
  return brief(issues.all());
}

YamlNode parse(std::string_view text) {
  Issues issues("f.yaml", std::string(text));
  auto root = parse_yaml(text, issues);
  EXPECT_TRUE(root) << testing::PrintToString(brief(issues.all()));
  EXPECT_FALSE(issues.any_error()) << testing::PrintToString(brief(issues.all()));
  return root.value_or(YamlNode{});
}

std::string where(const YamlNode* node) {
  if (node == nullptr) return "absent";
  return std::to_string(node->line) + ":" + std::to_string(node->column) + "+" + std::to_string(node->width);
}

TEST(Yaml, PlacesOfEverything) {
  YamlNode root = parse(
      "# a comment\n"
      "name: wélcome\n"               // 2
      "\"k\": 'it''s' # c\n"          // 3
      "list:\n"                       // 4
      "- é: {a: \"x\\\"y\", b: z}\n"  // 5
      "-\n"                           // 6
      "- last\n"                      // 7
      "empty:\n"                      // 8
      "none: ~\n"                     // 9
      "block: |-  \n"                 // 10
      "  one\n"
      "   two\n"
      "long: some\n"  // 13
      "  more\n");
  struct Row {
    const YamlNode* node;
    std::string text;
    std::string where;
  };
  const YamlNode& list = *root.find("list");
  const YamlNode& inner = *list.items[0].find("é");
  for (const Row& row : std::vector<Row>{
           {&root, "", "2:1+1"},
           {root.find("name"), "wélcome", "2:7+7"},
           {root.find("k"), "it's", "3:6+7"},
           {&root.members[1].first, "k", "3:1+3"},
           {&list, "", "5:1+1"},
           {&list.items[0], "", "5:3+1"},
           {&inner, "", "5:6+1"},
           {inner.find("a"), "x\"y", "5:10+6"},
           {inner.find("b"), "z", "5:21+1"},
           {&list.items[1], "", "6:1+1"},
           {&list.items[2], "last", "7:3+4"},
           {root.find("empty"), "", "8:1+5"},
           {root.find("none"), "", "9:7+1"},
           {root.find("block"), "one\n two", "10:8+2"},
           {root.find("long"), "some more", "13:7+4"},
           {root.find("nothing"), "", "absent"},
       }) {
    EXPECT_EQ(where(row.node), row.where);
    EXPECT_EQ(row.node == nullptr ? "" : row.node->text, row.text);
  }
  EXPECT_EQ(root.find("empty")->kind, YamlNode::Kind::null);
  EXPECT_EQ(root.find("none")->kind, YamlNode::Kind::null);
  EXPECT_TRUE(root.find("k")->quoted);
  EXPECT_TRUE(root.find("block")->quoted);
  EXPECT_FALSE(root.find("long")->quoted);
}

TEST(Yaml, WindowsLineEndsAndByteOrderMark) {
  YamlNode root = parse(
      "\xef\xbb\xbf"
      "a: b\r\nc: 'd'\r\n");
  EXPECT_EQ(where(root.find("a")), "1:4+1");
  EXPECT_EQ(where(root.find("c")), "2:4+3");
  EXPECT_EQ(root.find("a")->text, "b");
}

TEST(Yaml, AnEmptyFileIsNull) {
  for (std::string_view text : {"", "\n", "# only a comment\n", "---\n"}) {
    EXPECT_EQ(parse(text).kind, YamlNode::Kind::null) << text;
  }
}

TEST(Yaml, MistakesOfTheText) {
  struct Row {
    std::string text;
    std::vector<std::string> mistakes;
  };
  for (const Row& row : std::vector<Row>{
           {"a: 1\nb: 2\na: 3\n", {"3:1+1 the key \"a\" stands twice"}},
           {"a: 1\n'a': 2\n'b': {c: 1, c: 2}\n",
            {"2:1+3 the key \"a\" stands twice", "3:13+1 the key \"c\" stands twice"}},
           {"a: &x 1\n", {"1:4+1 an anchor (&) cannot be used here"}},
           {"a: &x [1]\n", {"1:4+1 an anchor (&) cannot be used here"}},
           {"a: &x 1\nb: *x\n",
            {"1:4+1 an anchor (&) cannot be used here", "2:4+1 an alias (*) cannot be used here"}},
           {"a: *x\n", {"1:4+1 YAML takes text that begins with * for an alias"}},
           {"if: !contact.vip\n",
            {"1:5+1 YAML takes text that begins with ! for a tag, and tags are not used here"}},
           {"a: !!str 5\n",
            {"1:4+1 YAML takes text that begins with ! for a tag, and tags are not used here"}},
           {"<<: {a: 1}\n", {"1:1+2 the merge key << cannot be used here"}},
           {"? [x]\n: y\n", {"1:3+1 this cannot be a key"}},
           {": y\n", {"1:1+1 this cannot be a key"}},
           {"a: b\n---\nc: d\n", {"2:1+1 a second document begins here"}},
           {" a: b\nc: d\n", {"2:1+1 this does not belong to what stands above it"}},
           {", a\n", {"1:1+1 this does not belong to what stands above it"}},
           {"- a\nb: c\n", {"2:1+1 this does not belong to what stands above it"}},
           {"é: b: c\n", {"1:5+1 a second \": \" in one line"}},
           {"a: 'x' == y\n", {"1:8+1 text behind a closing quote or bracket"}},
           {"a: [x]y\n", {"1:7+1 text behind a closing quote or bracket"}},
           {"a: b\n  c: d\n", {"2:3+1 this line is taken for more of the text above it"}},
           {"a:b\nc: d\n", {"2:1+1 this line is taken for more of the text above it"}},
           {"a:\n  - b\n c: d\n", {"3:2+1 this line does not fit the lines above it"}},
           {"a:\n\t- b\n", {"2:1+1 a tab in the indentation"}},
           {"a:\n  - b: c\n   d: e\n", {"3:4+1 this line does not fit the list above it"}},
           {"a: [1, 2\n", {"2:1+1 the list [ is never closed"}},
           {"a: {b: 1\n", {"2:1+1 the map { is never closed"}},
           {"a: b}\nc: [d]]\n", {"2:7+1 a closing bracket without an opening one"}},
           {"a: - b\n", {"1:4+1 a list cannot begin in this line"}},
           {"a: @b\n", {"1:4+1 plain text cannot begin with this character"}},
           {"a: \"\\q\"\n", {"1:7+1 this backslash escape does not exist in double quotes"}},
           {"a: \"b\nc: d\n", {"1:4+2 the quote \" is never closed"}},
           {"a: b\x01\n", {"1:5+1 a byte that is not text"}},
           {"a: \xff\n", {"1:4+1 a byte that is not text"}},
           {"a: \xc0\x80\n", {"1:4+1 a byte that is not text"}},
           {"a: b\rc: d\n", {"1:5+1 a byte that is not text"}},
       }) {
    EXPECT_EQ(mistakes(row.text), row.mistakes) << row.text;
  }
}

TEST(Yaml, ATagIsKeptAsTheTextThatWasMeant) {
  std::string text = "if: !contact.vip && now\n";
  Issues issues("f.yaml", text);
  EXPECT_EQ(parse_yaml(text, issues)->find("if")->text, "!contact.vip && now");
  EXPECT_TRUE(issues.any_error());
}

TEST(Yaml, NestingAndSizeAreBounded) {
  std::string deep(limits::yaml_nesting, '[');
  EXPECT_EQ(mistakes(deep + std::string(limits::yaml_nesting, ']')), std::vector<std::string>{});
  EXPECT_EQ(mistakes(deep + "[]" + std::string(limits::yaml_nesting, ']')),
            std::vector<std::string>{"1:101+1 nested too deeply"});
  EXPECT_FALSE(mistakes(std::string(200'000, '[')).empty());
  EXPECT_EQ(mistakes(std::string(limits::yaml_bytes + 1, 'a')),
            std::vector<std::string>{"0:0+1 the file is too large"});
}

TEST(Yaml, MistakesInsideAScalarAreFoundInTheFile) {
  struct Row {
    std::string text;  // the scalar is under "if"; the mistake is at its "<<<"
    std::string where;
  };
  for (const Row& row : std::vector<Row>{
           {"if: <<<\n", "1:5+3"},
           {"if: é <<<\n", "1:7+3"},
           {"if: 'it''s <<<'\n", "1:12+3"},
           {"if: \"\\\"\\u00e9\\n <<<\"\n", "1:17+3"},
           {"if: \"a\\x20\\U0001f600<<<\"\n", "1:21+3"},
           {"if: one\n  two <<< three\n", "2:7+3"},
           {"if: 'one\n\n    two <<< three'\n", "3:9+3"},
           {"if: |\n  one\n    é <<<\n", "3:7+3"},
           {"if: |2-\n\n  one\n     <<<\n", "4:6+3"},
           {"if: >\n  one\n  two\n\n    three <<<\n", "5:11+3"},
           {"if: >-  # why\r\n  one\r\n  <<<\r\n", "3:3+3"},
       }) {
    Issues issues("f.yaml", row.text);
    auto root = parse_yaml(row.text, issues);
    ASSERT_TRUE(root) << row.text;
    const YamlNode* node = root->find("if");
    ASSERT_NE(node, nullptr);
    std::size_t at = node->text.find("<<<");
    ASSERT_NE(at, std::string::npos) << row.text;
    issues.error_inside(*node, at, 3, "here");
    EXPECT_EQ(brief(issues.all()), std::vector<std::string>{row.where + " here"}) << row.text;
  }
}

TEST(Yaml, MistakeAtTheEndOfAScalar) {
  struct Row {
    std::string text;
    std::string where;
  };
  for (const Row& row : std::vector<Row>{
           {"if: a +\n", "1:8+1"},
           {"if: 'a +'\n", "1:9+1"},
           {"if: |\n  a +\nb: c\n", "2:6+1"},
       }) {
    Issues issues("f.yaml", row.text);
    auto root = parse_yaml(row.text, issues);
    const YamlNode* node = root->find("if");
    issues.error_inside(*node, 3, 1, "here");
    EXPECT_EQ(brief(issues.all()), std::vector<std::string>{row.where + " here"}) << row.text;
  }
}

TEST(Yaml, ReaderReportsWhatIsMissingAndWhatIsUnknown) {
  std::string text = "journey: a\nporpose: b\nsend: c\n";
  Issues issues("f.yaml", text);
  auto root = parse_yaml(text, issues);
  MapReader reader(*root, issues, "a journey");
  EXPECT_EQ(reader.require("journey")->text, "a");
  EXPECT_EQ(reader.require("purpose"), nullptr);
  EXPECT_EQ(reader.find("why"), nullptr);
  reader.finish();
  EXPECT_EQ(brief(issues.all()), (std::vector<std::string>{"1:1+1 a journey needs \"purpose:\"",
                                                           "2:1+7 unknown key \"porpose\" in a journey",
                                                           "3:1+4 unknown key \"send\" in a journey"}));
  EXPECT_EQ(issues.all()[1].suggestion, "purpose");
  EXPECT_EQ(issues.all()[1].expected, "one of: journey, purpose, why");
  EXPECT_EQ(issues.all()[2].suggestion, "");
}

TEST(Yaml, ReaderOfSomethingElseSpeaksOnce) {
  for (auto [text, message] :
       std::vector<std::pair<std::string, std::string>>{{"x: [1]\n", "1:4+1 enter is a list"},
                                                        {"x:\n", "1:1+1 enter is empty"},
                                                        {"x: hello\n", "1:4+5 enter is \"hello\""}}) {
    Issues issues("f.yaml", text);
    auto root = parse_yaml(text, issues);
    MapReader reader(*root->find("x"), issues, "enter");
    EXPECT_EQ(reader.require("event"), nullptr);
    reader.finish();
    EXPECT_EQ(brief(issues.all()), std::vector<std::string>{message});
  }
}

enum class Read { string, integer, boolean, duration, name };

std::string read(Read how, const YamlNode& node, Issues& issues) {
  switch (how) {
    case Read::string:
      return read_string(node, issues, "it").value_or("-");
    case Read::integer: {
      auto value = read_integer(node, issues, "it");
      return value ? std::to_string(*value) : "-";
    }
    case Read::boolean: {
      auto value = read_boolean(node, issues, "it");
      return value ? (*value ? "true" : "false") : "-";
    }
    case Read::duration: {
      auto value = read_duration(node, issues, "it");
      return value ? format_duration(*value) : "-";
    }
    case Read::name:
      return read_name(node, issues, "it").value_or("-");
  }
  return "";
}

struct Reading {
  Read how;
  std::string yaml;
  std::string result;  // or "- message (expected) [suggestion]"
};

void check(const std::vector<Reading>& rows) {
  for (const Reading& row : rows) {
    std::string text = "x: " + row.yaml + "\n";
    Issues issues("f.yaml", text);
    auto root = parse_yaml(text, issues);
    ASSERT_TRUE(root) << text;
    std::string result = read(row.how, *root->find("x"), issues);
    for (const Issue& i : issues.all())
      result += " " + i.message + " (" + i.expected + ") [" + i.suggestion + "]";
    EXPECT_EQ(result, row.result);
  }
}

TEST(Yaml, ReadingStringsAndIntegers) {
  check({
      {Read::string, "hello there", "hello there"},
      {Read::string, "yes", "yes"},
      {Read::string, "no", "no"},
      {Read::string, "on", "on"},
      {Read::string, "12:30:45", "12:30:45"},
      {Read::string, "2026-12-01", "2026-12-01"},
      {Read::string, "'5'", "5"},
      {Read::string, "''", ""},
      {Read::string, "5", "- it is the number 5 (text; put it in quotes if it is meant as text) []"},
      {Read::string, "-1.5e3",
       "- it is the number -1.5e3 (text; put it in quotes if it is meant as text) []"},
      {Read::string, "+33123456789",
       "- it is the number +33123456789 (text; put it in quotes if it is meant as text) []"},
      {Read::string, "true", "- it is true (text; put it in quotes if it is meant as text) []"},
      {Read::string, "", "- it is empty (text) []"},
      {Read::string, "[a]", "- it is a list (text) []"},
      {Read::string, "{a: b}", "- it is a map of keys (text) []"},
      {Read::integer, "50", "50"},
      {Read::integer, "-3", "-3"},
      {Read::integer, "+10", "10"},
      {Read::integer, "007", "7"},
      {Read::integer, "0x1F", "31"},
      {Read::integer, "0o17", "15"},
      {Read::integer, "5.0", "- it is the number 5.0 (a whole number, such as 3) []"},
      {Read::integer, "'5'", "- it is text in quotes (a whole number, such as 3) []"},
      {Read::integer, "five", "- it is \"five\" (a whole number, such as 3) []"},
      {Read::integer, "1:30", "- it is \"1:30\" (a whole number, such as 3) []"},
      {Read::integer, "99999999999999999999", "- it is too large (a number of at most 18 digits) []"},
  });
}

TEST(Yaml, ReadingBooleansDurationsAndNames) {
  check({
      {Read::boolean, "true", "true"},
      {Read::boolean, "False", "false"},
      {Read::boolean, "yes", "- it is \"yes\" (true or false) [true]"},
      {Read::boolean, "Off", "- it is \"Off\" (true or false) [false]"},
      {Read::boolean, "'true'", "- it is text in quotes (true or false) []"},
      {Read::boolean, "1", "- it is the number 1 (true or false) []"},
      {Read::duration, "2 days", "2 days"},
      {Read::duration, "'36 hours'", "1 day 12 hours"},
      {Read::duration, "3", "- it has no unit (a duration, such as 2 days, 36 hours or 90 minutes) [3 days]"},
      {Read::duration, "2 dayz",
       "- it \"2 dayz\" is not a duration (a duration, such as 2 days, 36 hours or 90 minutes) []"},
      {Read::duration, "-2 days",
       "- it \"-2 days\" is not a duration (a duration, such as 2 days, 36 hours or 90 minutes) []"},
      {Read::duration, "[2 days]", "- it is a list (a duration, such as 2 days, 36 hours or 90 minutes) []"},
      {Read::name, "trial-onboarding_2", "trial-onboarding_2"},
      {Read::name, "no", "no"},
      {Read::name, "Trial Onboarding",
       "- it \"Trial Onboarding\" is not a name (lowercase letters, digits, - and _, beginning with a "
       "letter) "
       "[trial-onboarding]"},
      {Read::name, "2nd",
       "- it \"2nd\" is not a name (lowercase letters, digits, - and _, beginning with a "
       "letter) [nd]"},
      {Read::name, "7", "- it is the number 7 (text; put it in quotes if it is meant as text) []"},
      {Read::duration, "1", "- it has no unit (a duration, such as 2 days, 36 hours or 90 minutes) [1 day]"},
  });
}

TEST(Yaml, ListsAndOneStandingForAList) {
  EXPECT_EQ(read_list(*parse("x: [a, b]").find("x")).size(), 2u);
  EXPECT_EQ(read_list(*parse("x: a").find("x")).size(), 1u);
  EXPECT_EQ(read_list(*parse("x:").find("x")).size(), 0u);
}

TEST(Yaml, ToJsonByTheCoreSchema) {
  YamlNode root = parse(
      "n: ~\nt: true\nf: FALSE\ni: -3\nh: 0xff\no: 0o10\nd: 1.5\ne: 1e3\ny: yes\nq: '5'\ns: 12:30\nz: .inf\n"
      "big: 18446744073709551616\nl: [1, [a]]\nm: {k: null}\n");
  EXPECT_EQ(
      json::serialize(to_json(root)),
      R"({"n":null,"t":true,"f":false,"i":-3,"h":255,"o":8,"d":1.5E0,"e":1E3,"y":"yes","q":"5","s":"12:30",)"
      R"("z":".inf","big":1.8446744073709552E19,"l":[1,["a"]],"m":{"k":null}})");
}

}  // namespace
}  // namespace assent
