#include "tests/house/source_tree.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace assent::house {
namespace {

bool identifier_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

void blank(std::string& code, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && i < code.size(); ++i) {
    if (code[i] != '\n') code[i] = ' ';
  }
}

// The end of the literal that opens with the quote at `i`: just behind its closing quote.
std::size_t end_of_literal(std::string_view text, std::size_t i) {
  char quote = text[i];
  for (++i; i < text.size() && text[i] != quote && text[i] != '\n'; ++i) {
    if (text[i] == '\\') ++i;
  }
  return std::min(i + 1, text.size());
}

// R"x( ... )x" with its quote at `i`.
std::size_t end_of_raw_literal(std::string_view text, std::size_t i) {
  std::size_t open = text.find('(', i);
  if (open == std::string_view::npos) return text.size();
  std::string close = ")" + std::string(text.substr(i + 1, open - i - 1)) + "\"";
  std::size_t end = text.find(close, open);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

std::string without_comments_and_literals(const std::string& text) {
  std::string code = text;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (text.compare(i, 2, "//") == 0) {
      end = std::min(text.find('\n', i), text.size());
      blank(code, i, end);
    } else if (text.compare(i, 2, "/*") == 0) {
      end = std::min(text.find("*/", i + 2), text.size() - 2) + 2;
      blank(code, i, end);
    } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !identifier_char(text[i - 1])))) {
      bool raw = text[i] == '"' && i > 0 && text[i - 1] == 'R';
      end = raw ? end_of_raw_literal(text, i) : end_of_literal(text, i);
      blank(code, i + 1, end - 1);
    }
    i = end;
  }
  return code;
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

SourceFile source_file(std::string path, std::string text) {
  std::string code = without_comments_and_literals(text);
  return {.path = std::move(path), .text = std::move(text), .code = std::move(code)};
}

std::vector<SourceFile> read_tree(const std::string& root) {
  namespace fs = std::filesystem;
  std::vector<SourceFile> files;
  for (const char* folder :
       {"base", "rules", "workflows", "channels", "storage", "engine", "tests", "bench"}) {
    fs::path top = fs::path(root) / folder;
    if (!fs::exists(top)) continue;
    for (auto at = fs::recursive_directory_iterator(top); at != fs::end(at); ++at) {
      if (at->path().filename() == "node_modules") at.disable_recursion_pending();
      std::string extension = at->path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      files.push_back(source_file(fs::relative(at->path(), root).generic_string(), slurp(at->path())));
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  auto head = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count(head.begin(), head.end(), '\n'));
}

std::string finding(const SourceFile& file, std::size_t offset, std::string_view message) {
  return file.path + ":" + std::to_string(line_of(file.text, offset)) + ": " + std::string(message);
}

bool word_at(std::string_view code, std::size_t offset, std::string_view word) {
  if (code.substr(offset, word.size()) != word) return false;
  std::size_t behind = offset + word.size();
  return (offset == 0 || !identifier_char(code[offset - 1])) &&
         (behind >= code.size() || !identifier_char(code[behind]));
}

}  // namespace assent::house
