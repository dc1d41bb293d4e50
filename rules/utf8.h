// UTF-8 as CEL counts it: in code points.
//
//   utf8::count("né");                 // 2
//   utf8::byte_offset("né!", 2);       // 3
//
// Pure; nothing allocates except append. Functions other than valid() want valid text and stay within it
// in any case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assent::rules::utf8 {

// A code point that may stand in text: no surrogate, at most U+10FFFF.
inline bool is_scalar(std::uint32_t c) {
  return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF);
}

void append(std::string& out, std::uint32_t code_point);

// The bytes of the well-formed sequence at `at`; 0 where there is none.
std::size_t length_at(std::string_view text, std::size_t at);

// The code point of the well-formed sequence at `at`, which must be one.
std::uint32_t decode_at(std::string_view text, std::size_t at);

bool valid(std::string_view text);

// Code points.
std::size_t count(std::string_view text);

// The byte at which code point number `index` starts; text.size() for the count and beyond.
std::size_t byte_offset(std::string_view text, std::size_t index);

// Unicode's White_Space property.
bool is_space(std::uint32_t code_point);

}  // namespace assent::rules::utf8
