// How long functions are: braces counted in code whose comments and literals are blank.
#include <algorithm>
#include <cctype>
#include <string_view>

#include "tests/house/guards.h"

namespace assent::house {
namespace {

constexpr std::size_t function_lines = 70;

bool contains_word(std::string_view head, std::string_view word) {
  for (auto at = head.find(word); at != std::string_view::npos; at = head.find(word, at + 1)) {
    if (word_at(head, at, word)) return true;
  }
  return false;
}

// What stands between the end of the statement before and the brace at `brace`.
std::string_view head_of(std::string_view code, std::size_t brace) {
  std::size_t begin = code.find_last_of(";{}", brace == 0 ? 0 : brace - 1);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  return code.substr(begin, brace - begin);
}

// Outside functions, a brace after a parameter list opens one; the others open namespaces, types and values.
bool opens_function(std::string_view head) {
  if (head.find('(') == std::string_view::npos) return false;
  for (std::string_view word : {"namespace", "class", "struct", "enum", "union"}) {
    // `struct X f() {` is not our style; a macro in front of a type's name is.
    if (contains_word(head, word) && head.find(") ") == std::string_view::npos) return false;
  }
  std::size_t equals = head.find(" = ");
  return equals == std::string_view::npos || equals > head.find('(') || contains_word(head, "operator");
}

std::size_t matching_brace(std::string_view code, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return i;
  }
  return code.size() - 1;
}

}  // namespace

Findings long_functions(const SourceFile& file) {
  Findings found;
  std::string_view code = file.code;
  for (std::size_t i = code.find('{'); i != std::string_view::npos; i = code.find('{', i + 1)) {
    std::string_view head = head_of(code, i);
    if (!opens_function(head)) continue;
    std::size_t end = matching_brace(code, i);
    std::size_t lines = line_of(code, end) - line_of(code, i) + 1;
    if (lines > function_lines) {
      found.push_back(finding(
          file, i,
          "a function of " + std::to_string(lines) + " lines, at most " + std::to_string(function_lines)));
    }
    i = end;
  }
  return found;
}

}  // namespace assent::house
