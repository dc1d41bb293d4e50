#include "channels/transports/detail.h"

namespace assent::channels {
namespace {

void append_word(std::string& line, std::string_view word) {
  if (word.empty()) return;
  if (!line.empty()) line += ' ';
  if (word.find('@') != std::string_view::npos) {
    line += "(address)";
    return;
  }
  for (const char c : word) line += (c > 0x20 && c < 0x7f) ? c : '?';
}

bool is_gap(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f;
}

}  // namespace

std::string plain_detail(std::string_view words) {
  std::string line;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= words.size() && line.size() < kDetailBytes; ++i) {
    if (i < words.size() && !is_gap(words[i])) continue;
    append_word(line, words.substr(start, i - start));
    start = i + 1;
  }
  if (line.size() > kDetailBytes) line.resize(kDetailBytes);
  return line;
}

}  // namespace assent::channels
