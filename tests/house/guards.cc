#include "tests/house/guards.h"

#include <algorithm>
#include <cctype>

namespace assent::house {
namespace {

constexpr std::size_t file_lines = 500;

bool upper(char c) {
  return std::isupper(static_cast<unsigned char>(c)) != 0;
}
bool lower(char c) {
  return std::islower(static_cast<unsigned char>(c)) != 0;
}

void find_words(const SourceFile& file, std::string_view in, std::string_view word, std::string_view message,
                Findings& found) {
  for (auto at = in.find(word); at != std::string_view::npos; at = in.find(word, at + 1)) {
    if (word_at(in, at, word)) found.push_back(finding(file, at, message));
  }
}

bool pure(const SourceFile& file) {
  if (file.path.starts_with("channels/transports/")) return false;
  return file.path.starts_with("rules/") || file.path.starts_with("workflows/") ||
         file.path.starts_with("channels/");
}

bool product(const SourceFile& file) {
  return !file.path.starts_with("tests/") && !file.path.starts_with("bench/");
}

// "AuditLogXs" with X one of the empty words: the part is a word of its own, in either way of writing.
bool word_in_name(std::string_view name, std::size_t at, std::string_view word) {
  std::string_view rest = name.substr(at + word.size());
  if (rest.starts_with("s")) rest.remove_prefix(1);
  bool begins = at == 0 || name[at - 1] == '_' || !std::isalpha(static_cast<unsigned char>(name[at - 1])) ||
                (upper(name[at]) && lower(name[at - 1]));
  bool ends = rest.empty() || !lower(rest.front());
  return begins && ends;
}

}  // namespace

Findings long_files(const SourceFile& file) {
  auto lines = static_cast<std::size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
  if (lines <= file_lines) return {};
  return {file.path + ": " + std::to_string(lines) + " lines, at most " + std::to_string(file_lines)};
}

Findings unfinished_marks(const SourceFile& file) {
  Findings found;
  // In two parts, so that this file does not find itself.
  for (std::string word : {"TO"
                           "DO",
                           "FIX"
                           "ME",
                           "XX"
                           "X",
                           "HA"
                           "CK"}) {
    find_words(file, file.text, word, word + ": finish it or make it an issue", found);
  }
  return found;
}

Findings empty_names(const SourceFile& file) {
  Findings found;
  for (const char* spelled : {"Manager", "manager", "Helper", "helper", "Util", "util"}) {
    std::string_view word = spelled;
    for (auto at = file.code.find(word); at != std::string::npos; at = file.code.find(word, at + 1)) {
      if (word_in_name(file.code, at, word)) {
        found.push_back(finding(file, at, "a name with \"" + std::string(word) + "\" says nothing"));
      }
    }
    auto in_path = file.path.find(word);
    if (in_path != std::string::npos && word_in_name(file.path, in_path, word)) {
      found.push_back(file.path + ": a file name with \"" + std::string(word) + "\" says nothing");
    }
  }
  return found;
}

Findings headers_unexplained(const SourceFile& file) {
  if (!file.header()) return {};
  Findings found;
  if (!file.text.starts_with("// ")) found.push_back(finding(file, 0, "a header begins with what it is for"));
  if (file.code.find("#pragma once") == std::string::npos)
    found.push_back(finding(file, 0, "no #pragma once"));
  return found;
}

Findings clocks_and_dice(const SourceFile& file) {
  Findings found;
  if (product(file) && file.path != "base/clock.h") {
    find_words(file, file.code, "system_clock::now", "only base/clock.h reads the wall clock", found);
  }
  if (product(file) && !file.path.starts_with("base/entropy")) {
    find_words(file, file.code, "random_device", "only base/entropy draws", found);
    find_words(file, file.code, "RAND_bytes", "only base/entropy draws", found);
  }
  if (pure(file)) {
    find_words(file, file.code, "steady_clock", "pure code has no clock", found);
    find_words(file, file.code, "getenv", "pure code has no surroundings", found);
  }
  return found;
}

Findings exceptions_in_pure_code(const SourceFile& file) {
  Findings found;
  if (!pure(file)) return found;
  find_words(file, file.code, "throw", "pure code returns what went wrong", found);
  find_words(file, file.code, "catch", "pure code calls nothing that throws", found);
  return found;
}

Findings source_locations(const SourceFile& file) {
  Findings found;
  find_words(file, file.code, "source_location", "clang 14 has no std::source_location", found);
  return found;
}

}  // namespace assent::house
