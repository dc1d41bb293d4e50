// House style as a test: every rule is held by the whole tree, and seen to fail on a made-up sample.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/house/guards.h"

namespace assent::house {
namespace {

using testing::IsEmpty;

struct Guard {
  const char* name;
  Findings (*check)(const SourceFile&);
};
const Guard guards[] = {
    {"long_files", long_files},
    {"long_functions", long_functions},
    {"unfinished_marks", unfinished_marks},
    {"empty_names", empty_names},
    {"headers_unexplained", headers_unexplained},
    {"clocks_and_dice", clocks_and_dice},
    {"exceptions_in_pure_code", exceptions_in_pure_code},
    {"miscompiled_awaits", miscompiled_awaits},
    {"source_locations", source_locations},
};

TEST(Tidy, TheTreeKeepsTheHouseRules) {
  auto tree = read_tree(ASSENT_SOURCE_DIR);
  EXPECT_GT(tree.size(), 20u);
  for (const Guard& guard : guards) {
    SCOPED_TRACE(guard.name);
    Findings found;
    for (const SourceFile& file : tree) {
      auto of_file = guard.check(file);
      found.insert(found.end(), of_file.begin(), of_file.end());
    }
    EXPECT_THAT(found, IsEmpty());
  }
}

std::string repeated(std::string_view line, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += line;
  return out;
}

// In two parts, so that the tree's own check passes.
const std::string mark = std::string("TO") + "DO";

struct Sample {
  Findings (*check)(const SourceFile&);
  std::string path, text;
  std::size_t findings;
};

void expect_findings(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    SCOPED_TRACE(sample.path + ": " + sample.text.substr(0, 200));
    EXPECT_EQ(sample.check(source_file(sample.path, sample.text)).size(), sample.findings);
  }
}

TEST(Tidy, SizesAreSeen) {
  expect_findings({
      {long_files, "engine/a.cc", repeated("\n", 500), 0},
      {long_files, "engine/a.cc", repeated("\n", 501), 1},
      {long_functions, "engine/a.cc", "void f() {\n" + repeated("  g();\n", 68) + "}\n", 0},
      {long_functions, "engine/a.cc", "void f() {\n" + repeated("  g();\n", 69) + "}\n", 1},
      {long_functions, "engine/a.cc",
       "struct A {\n  void f() const {\n" + repeated("  g();\n", 69) + "  }\n};\n", 1},
      {long_functions, "engine/a.cc",
       "namespace a {\n" + repeated("void f() {}\n", 100) + "}  // namespace a\n", 0},
      {long_functions, "engine/a.cc", "class A {\n" + repeated("  void f();\n", 100) + "};\n", 0},
      {long_functions, "engine/a.cc", "const int rows[] = {\n" + repeated("  f(1),\n", 100) + "};\n", 0},
      {long_functions, "engine/a.cc",
       "A::A(int x)\n    : a_(x) {\n" + repeated("  if (x) { g(); }\n", 69) + "}\n", 1},
      {long_functions, "engine/a.cc", "TEST(A, B) {\n" + repeated("  EXPECT_TRUE(\"{\");\n", 69) + "}\n", 1},
  });
}

TEST(Tidy, NamesAndMarksAreSeen) {
  expect_findings({
      {unfinished_marks, "engine/a.cc", "// " + mark + ": later\n", 1},
      {unfinished_marks, "engine/a.cc", "int " + mark + "S = 1;\n", 0},
      {empty_names, "engine/a.cc", "class KeyManager {};\n", 1},
      {empty_names, "engine/a.cc", "int key_manager;\n", 1},
      {empty_names, "engine/a.cc", "namespace util {}\n", 1},
      {empty_names, "engine/a.cc", "namespace utils {}\n", 1},
      {empty_names, "engine/a.cc", "struct StringHelper;\n", 1},
      {empty_names, "engine/a.cc", "// a manager reads this\n", 0},
      {empty_names, "engine/a.cc", "int futile, utility;\n", 0},
      {empty_names, "engine/key_utils.cc", "", 1},
      {headers_unexplained, "engine/a.h", "// What it is.\n#pragma once\n", 0},
      {headers_unexplained, "engine/a.h", "#pragma once\n", 1},
      {headers_unexplained, "engine/a.h", "// What it is.\n", 1},
      {headers_unexplained, "engine/a.cc", "int x;\n", 0},
  });
}

TEST(Tidy, TimeChanceAndExceptionsAreSeen) {
  expect_findings({
      {clocks_and_dice, "base/clock.h", "auto t = std::chrono::system_clock::now();\n", 0},
      {clocks_and_dice, "engine/a.cc", "auto t = std::chrono::system_clock::now();\n", 1},
      {clocks_and_dice, "tests/engine/a.cc", "auto t = std::chrono::system_clock::now();\n", 0},
      {clocks_and_dice, "engine/a.cc", "std::random_device device;\n", 1},
      {clocks_and_dice, "engine/a.cc", "auto t = std::chrono::steady_clock::now();\n", 0},
      {clocks_and_dice, "workflows/a.cc", "auto t = std::chrono::steady_clock::now();\n", 1},
      {exceptions_in_pure_code, "rules/a.cc", "throw 1;\n", 1},
      {exceptions_in_pure_code, "rules/a.cc", "// throw 1;\n", 0},
      {exceptions_in_pure_code, "channels/a.cc", "try { f(); } catch (...) {}\n", 1},
      {exceptions_in_pure_code, "channels/transports/a.cc", "throw 1;\n", 0},
      {source_locations, "base/a.h", "std::source_location at;\n", 1},
      {source_locations, "base/a.h", "boost_source_location at;\n", 0},
  });
}

TEST(Tidy, MiscompiledAwaitsAreSeen) {
  auto inside = [](std::string_view statement) {
    return "void f() {\n  " + std::string(statement) + "\n}\n";
  };
  expect_findings({
      {miscompiled_awaits, "engine/a.cc", inside("auto r = co_await f(opts, std::move(s));"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("co_await f(Opts{.name = s});"), 1},
      {miscompiled_awaits, "engine/a.cc", inside("co_await f({a, b});"), 1},
      {miscompiled_awaits, "engine/a.cc", inside("x = cond ? co_await a() : b;"), 1},
      {miscompiled_awaits, "engine/a.cc", inside("x = co_await a() ? 1 : 2;"), 1},
      {miscompiled_awaits, "engine/a.cc", inside("auto y = a ? b : c; co_await f(y);"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("co_await f([s = str] { g(s); });"), 1},
      {miscompiled_awaits, "engine/a.cc", inside("co_await f([&s] { g(s); });"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("co_await f([] { g({1, 2}); });"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("co_await f(rows[i]);"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("if (auto r = co_await f(x); r) { g({1}); }"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("while (co_await f()) { x = a ? b : c; }"), 0},
      {miscompiled_awaits, "engine/a.cc", inside("TRY(auto r, co_await f(Opts{s}));"), 1},
      {miscompiled_awaits, "engine/a.cc", inside("// co_await f(Opts{s})"), 0},
  });
}

}  // namespace
}  // namespace assent::house
