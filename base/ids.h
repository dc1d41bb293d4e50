// Strong ids: values that look alike and must not be mixed up.
//
//   ContactId c = ContactId::from(derive_16(entropy, "contact", 0));
//   c.text();                       // "c_6c0f..." as people and answers see it
//   ContactId::parse("c_6c0f...");  // nullopt if it is none
//
// An Id is 16 random-looking bytes and a one-letter kind; all zero means "none". It is made from an
// input's entropy (base/entropy.h), never from an address or a name. Raw bytes only at the codec.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/hex.h"

namespace assent {

using Bytes16 = std::array<std::uint8_t, 16>;
using Bytes32 = std::array<std::uint8_t, 32>;

template <char Kind>
class Id {
 public:
  Id() = default;
  static Id from(const Bytes16& bytes) {
    Id id;
    id.bytes_ = bytes;
    return id;
  }
  // From exactly 16 stored bytes; anything else gives "none".
  static Id from_raw(std::string_view raw) {
    Id id;
    if (raw.size() == 16) std::memcpy(id.bytes_.data(), raw.data(), 16);
    return id;
  }
  static std::optional<Id> parse(std::string_view text) {
    if (text.size() != 34 || text[0] != Kind || text[1] != '_') return std::nullopt;
    auto raw = from_hex(text.substr(2));
    if (!raw) return std::nullopt;
    return from_raw(*raw);
  }

  std::string text() const { return std::string{Kind, '_'} + to_hex(raw()); }
  std::string_view raw() const { return {reinterpret_cast<const char*>(bytes_.data()), 16}; }
  const Bytes16& bytes() const { return bytes_; }
  bool none() const { return bytes_ == Bytes16{}; }
  explicit operator bool() const { return !none(); }
  auto operator<=>(const Id&) const = default;

 private:
  Bytes16 bytes_{};
};

using ContactId = Id<'c'>;
using AddressId = Id<'a'>;
using MessageId = Id<'m'>;
using RunId = Id<'r'>;

// References in audit leaves: random-looking, one per contact, address and message (design: never derived
// from an address). Kept apart from the ids so that a leaf and an internal key share nothing.
using SubjectRef = Id<'s'>;
using PointRef = Id<'p'>;
using MessageRef = Id<'n'>;

// A position in the input log or in the audit log. The first is 1 in the input log, 0 in the audit tree.
using Seq = std::uint64_t;

}  // namespace assent

template <char Kind>
struct std::hash<assent::Id<Kind>> {
  std::size_t operator()(const assent::Id<Kind>& id) const noexcept {
    std::size_t h;
    std::memcpy(&h, id.bytes().data(), sizeof h);  // the bytes are random already
    return h;
  }
};
