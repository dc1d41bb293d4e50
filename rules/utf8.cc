#include "rules/utf8.h"

namespace assent::rules::utf8 {
namespace {

std::uint8_t byte(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

bool is_tail(std::uint8_t b) {
  return (b & 0xC0) == 0x80;
}

}  // namespace

void append(std::string& out, std::uint32_t c) {
  auto put = [&out](std::uint32_t b) { out.push_back(static_cast<char>(b)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t length_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  std::uint8_t b = byte(text, at);
  if (b < 0x80) return 1;
  std::size_t length = b >= 0xC2 && b < 0xE0 ? 2 : b >= 0xE0 && b < 0xF0 ? 3 : b >= 0xF0 && b < 0xF5 ? 4 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_tail(byte(text, at + i))) return 0;
  }
  std::uint8_t second = byte(text, at + 1);
  bool overlong = (b == 0xE0 && second < 0xA0) || (b == 0xF0 && second < 0x90);
  bool surrogate = b == 0xED && second >= 0xA0;
  bool beyond = b == 0xF4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

std::uint32_t decode_at(std::string_view text, std::size_t at) {
  std::uint32_t b = byte(text, at);
  if (b < 0x80) return b;
  std::size_t length = b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
  std::uint32_t c = b & (0x7Fu >> length);
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
    c = (c << 6) | (byte(text, at + i) & 0x3Fu);
  return c;
}

bool valid(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = length_at(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::size_t count(std::string_view text) {
  std::size_t n = 0;
  for (char c : text) n += is_tail(static_cast<std::uint8_t>(c)) ? 0 : 1;
  return n;
}

std::size_t byte_offset(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_tail(byte(text, at))) {
      if (index == 0) return at;
      --index;
    }
    ++at;
  }
  return at;
}

bool is_space(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace assent::rules::utf8
