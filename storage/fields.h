// The parts that several entities share, as bytes: a reader that also judges, and one function a part and
// way. Inside storage only; grammar of a whole entity in its own codec file.
//
// Decoding takes any bytes: what doesn't fit marks the reader, and the caller asks done() once at the end.
// Counts are never believed: a list grows by what is really there.
#pragma once

#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codec.h"
#include "base/hash.h"
#include "base/json_codec.h"
#include "channels/address.h"

namespace assent::storage {

class FieldReader : public Decoder {
 public:
  using Decoder::Decoder;
  std::string text() { return std::string(string()); }
  bool flag() {
    std::uint8_t value = u8();
    if (value > 1) fail();
    return value == 1;
  }
  std::uint32_t number32() {
    std::uint64_t value = varint();
    if (value > std::numeric_limits<std::uint32_t>::max()) fail();
    return static_cast<std::uint32_t>(value);
  }
  // A member of an enum whose values run from 1 to `last` without a gap.
  template <class E>
  E one_of(E last) {
    std::uint8_t value = u8();
    if (value >= 1 && value <= static_cast<std::uint8_t>(last)) return static_cast<E>(value);
    fail();
    return last;
  }
  template <class Bytes>
  Bytes bytes() {
    Bytes out{};
    std::string_view from = raw(out.size());
    if (from.size() == out.size()) std::memcpy(out.data(), from.data(), out.size());
    return out;
  }
  // Calls read() as often as the count in front says, or until something doesn't fit.
  template <class Read>
  void list(Read read) {
    for (std::uint64_t left = varint(); left > 0 && ok(); --left) read();
  }
  template <class Read>
  auto optional(Read read) -> std::optional<decltype(read())> {
    if (!flag()) return std::nullopt;
    return read();
  }
};

template <class T, class Write>
void put_optional(Encoder& e, const std::optional<T>& value, Write write) {
  e.boolean(value.has_value());
  if (value) write(*value);
}

void put(Encoder& e, const PointKind& kind);
PointKind get_point_kind(FieldReader& r);

void put(Encoder& e, const Channel& channel);
Channel get_channel(FieldReader& r);

void put(Encoder& e, const channels::Stop& stop);
channels::Stop get_stop(FieldReader& r);

void put(Encoder& e, const channels::Claim& claim);
channels::Claim get_claim(FieldReader& r);

channels::Service get_service(FieldReader& r);  // goes as its byte

void put_optional_time(Encoder& e, const std::optional<Utc>& t);
std::optional<Utc> get_optional_time(FieldReader& r);

}  // namespace assent::storage
