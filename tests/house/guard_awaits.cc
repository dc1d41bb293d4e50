// Awaited calls that GCC 12 miscompiles, found by their shape.
#include <cctype>
#include <string_view>

#include "tests/house/guards.h"

namespace assent::house {
namespace {

constexpr std::string_view keyword = "co_await";

bool space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

char last_before(std::string_view code, std::size_t at) {
  while (at > 0 && space(code[at - 1])) --at;
  return at == 0 ? '\0' : code[at - 1];
}

// The statement around `at`: between the semicolons and braces outside of its brackets.
std::string_view statement_around(std::string_view code, std::size_t at) {
  std::size_t begin = code.find_last_of(";{}", at);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  int depth = 0;
  std::size_t end = at;
  for (; end < code.size(); ++end) {
    char c = code[end];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (depth <= 0 && (c == ';' || c == '{' || c == '}')) break;
  }
  return code.substr(begin, end - begin);
}

// `[x = y]` and `[x]` copy into the lambda; `[]`, `[&]`, `[&x]` and `[this]` do not.
bool captures_by_value(std::string_view list) {
  if (list.empty() || list == "this") return false;
  std::size_t begin = 0;
  while (begin < list.size()) {
    std::size_t end = list.find(',', begin);
    if (end == std::string_view::npos) end = list.size();
    std::string_view one = list.substr(begin, end - begin);
    while (!one.empty() && space(one.front())) one.remove_prefix(1);
    if (!one.starts_with("&") && one != "this") return true;
    begin = end + 1;
  }
  return false;
}

// Reads the awaited call from its keyword to the end of its arguments.
void check_arguments(const SourceFile& file, std::size_t from, Findings& found) {
  std::string_view code = file.code;
  int depth = 0;
  for (std::size_t i = from; i < code.size(); ++i) {
    char c = code[i];
    if (c == '(') ++depth;
    if (c == ')' && --depth <= 0) return;
    if (depth == 0 && (c == ';' || c == '{')) return;
    if (depth == 0) continue;
    char before = last_before(code, i);
    if (c == '[' && (before == '(' || before == ',')) {
      std::size_t close = code.find(']', i);
      if (captures_by_value(code.substr(i + 1, close - i - 1))) {
        found.push_back(finding(file, i, "name the lambda before the co_await that is given it"));
      }
      return;  // what follows is the lambda's own code
    }
    if (c == '{') {
      found.push_back(finding(file, i, "name the value before the co_await that is given it"));
      return;
    }
  }
}

}  // namespace

Findings miscompiled_awaits(const SourceFile& file) {
  Findings found;
  std::string_view code = file.code;
  for (auto at = code.find(keyword); at != std::string_view::npos; at = code.find(keyword, at + 1)) {
    if (!word_at(code, at, keyword)) continue;
    if (statement_around(code, at).find('?') != std::string_view::npos) {
      found.push_back(finding(file, at, "no co_await in a conditional expression"));
    }
    check_arguments(file, at + keyword.size(), found);
  }
  return found;
}

}  // namespace assent::house
