// The author's mistakes: where, what, what was expected, and what they may have meant.
//
//   Issue i{.file = "journeys/welcome.yaml", .line = 12, .column = 5, .width = 4,
//           .message = "unknown step \"sned\"", .expected = "one of: send, wait, if, stop",
//           .suggestion = "send"};
//   render(i, text);
//   // journeys/welcome.yaml:12:5: unknown step "sned"
//   //   12 |   - sned: welcome
//   //      |     ^~~~
//   //   expected one of: send, wait, if, stop
//   //   did you mean "send"?
//
// Lines and columns count from 1, columns in Unicode code points; line 0 means the file as a whole.
// Issues are collected, all at once, never thrown. A warning does not stop anything.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assent {

enum class Severity : std::uint8_t { error, warning };

struct Issue {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t width = 1;  // how many code points the caret underlines
  Severity severity = Severity::error;
  std::string message;
  std::string expected;    // empty: nothing useful to say
  std::string suggestion;  // empty: nothing is near
};

// `text` is the whole file; an empty text renders without the line and caret.
std::string render(const Issue& issue, std::string_view text);

bool has_errors(std::span<const Issue> issues);

// By file, line, column; the order in which people read.
void sort_issues(std::vector<Issue>& issues);

// The candidate nearest to `word` (edit distance, swaps count one), or empty where none is near enough.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// `one, two, three`, for the `expected` line.
std::string join(std::span<const std::string> words, std::string_view separator = ", ");

}  // namespace assent
