// The repository's C++ files as the house tests read them.
//
//   for (const SourceFile& file : read_tree(ASSENT_SOURCE_DIR)) { ... }
//   SourceFile sample = source_file("engine/a.cc", "co_await f({1, 2});");     // made up, to see a guard
//   fail
//
// `code` is the text with comments and the insides of literals blanked, byte for byte in place: a position in
// one is the same position in the other. Good enough for C++ formatted by clang-format, no parser.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assent::house {

struct SourceFile {
  std::string path;  // from the root, with '/'
  std::string text;
  std::string code;
  bool header() const { return path.ends_with(".h"); }
};

SourceFile source_file(std::string path, std::string text);

// Every .h and .cc under the source folders (base ... bench, tests), sorted by path.
std::vector<SourceFile> read_tree(const std::string& root);

// From 1.
std::size_t line_of(std::string_view text, std::size_t offset);

// "engine/a.cc:3: what is wrong"
std::string finding(const SourceFile& file, std::size_t offset, std::string_view message);

// Whether `word` stands at `offset` and is not part of a longer identifier.
bool word_at(std::string_view code, std::size_t offset, std::string_view word);

}  // namespace assent::house
