// Bytes on disk: a writer and a reader of varints, fixed integers and length-prefixed strings.
//
//   Encoder e;  e.u8(1).varint(seq).string(name);         // e.take() gives the bytes
//   Decoder d(bytes);  d.u8(); d.varint(); d.string();    // d.done() is true when all was read and well
//
// A Decoder past its end returns zeros and remembers it: decode everything, then ask ok() or done() once.
// Views returned by string() point into the decoded bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace assent {

class Encoder {
 public:
  Encoder& u8(std::uint8_t v) {
    out_.push_back(static_cast<char>(v));
    return *this;
  }
  Encoder& boolean(bool v) { return u8(v ? 1 : 0); }
  Encoder& varint(std::uint64_t v);
  Encoder& i64(std::int64_t v);            // zigzag varint
  Encoder& big_endian64(std::uint64_t v);  // sorts as bytes, for keys
  Encoder& time(Utc t) { return i64(to_unix_ms(t)); }
  Encoder& string(std::string_view s) {
    varint(s.size());
    out_.append(s);
    return *this;
  }
  Encoder& raw(std::string_view s) {
    out_.append(s);
    return *this;
  }
  template <char K>
  Encoder& id(const Id<K>& v) {
    return raw(v.raw());
  }

  std::string take() { return std::move(out_); }
  std::string_view view() const { return out_; }

 private:
  std::string out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t u8();
  bool boolean() { return u8() != 0; }
  std::uint64_t varint();
  std::int64_t i64();
  std::uint64_t big_endian64();
  Utc time() { return from_unix_ms(i64()); }
  std::string_view string() { return raw(varint()); }
  std::string_view raw(std::uint64_t size);
  template <class IdType>
  IdType id() {
    return IdType::from_raw(raw(16));
  }

  void fail() { ok_ = false; }  // for a reader that knows more: the bytes are there, their meaning is not
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace assent
