// SHA-256, HMAC and HKDF over OpenSSL, as plain functions from bytes to bytes.
//
//   Bytes32 d = sha256("abc");
//   Bytes32 k = hkdf_sha256(secret, "payload");       // RFC 5869, empty salt, info = label
//
// Pure and safe from any thread.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace assent {

Bytes32 sha256(std::string_view bytes);
Bytes32 sha256(std::initializer_list<std::string_view> parts);  // of their concatenation

// Of what `next` gives piece by piece, until it gives nothing: for what should not be held at once.
Bytes32 sha256_of(const std::function<std::string_view()>& next);

Bytes32 hmac_sha256(std::string_view key, std::string_view message);

Bytes32 hkdf_sha256(std::string_view secret, std::string_view label);

// Equality in constant time, for secrets and tags.
bool equal_constant_time(std::string_view a, std::string_view b);

inline std::string_view as_view(const Bytes32& b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}
inline std::string_view as_view(const Bytes16& b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}
inline std::string to_hex(const Bytes32& b) {
  return to_hex(as_view(b));
}

}  // namespace assent
