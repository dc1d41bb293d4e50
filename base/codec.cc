#include "base/codec.h"

namespace assent {

Encoder& Encoder::varint(std::uint64_t v) {
  while (v >= 0x80) {
    out_.push_back(static_cast<char>(v | 0x80));
    v >>= 7;
  }
  out_.push_back(static_cast<char>(v));
  return *this;
}

Encoder& Encoder::i64(std::int64_t v) {
  return varint((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
}

Encoder& Encoder::big_endian64(std::uint64_t v) {
  for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<char>(v >> shift));
  return *this;
}

std::uint8_t Decoder::u8() {
  std::string_view one = raw(1);
  return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
}

std::uint64_t Decoder::varint() {
  std::uint64_t v = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    std::uint8_t byte = u8();
    v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return v;
  }
  ok_ = false;
  return 0;
}

std::int64_t Decoder::i64() {
  std::uint64_t v = varint();
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

std::uint64_t Decoder::big_endian64() {
  std::string_view eight = raw(8);
  std::uint64_t v = 0;
  for (char c : eight) v = (v << 8) | static_cast<unsigned char>(c);
  return v;
}

std::string_view Decoder::raw(std::uint64_t size) {
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    return std::string_view("", 0);  // never a null pointer: memcpy and Boost.JSON may not be given one
  }
  std::string_view out = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return out;
}

}  // namespace assent
