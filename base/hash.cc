#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace assent {
namespace {

const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

}  // namespace

Bytes32 sha256(std::string_view text) {
  Bytes32 out;
  SHA256(bytes(text), text.size(), out.data());
  return out;
}

Bytes32 sha256(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (std::string_view part : parts) all.append(part);
  return sha256(std::string_view(all));
}

Bytes32 hmac_sha256(std::string_view key, std::string_view message) {
  // RFC 2104 by hand over SHA256(): OpenSSL 3's HMAC() fetches the algorithm at every call, which costs
  // more than the hash itself.
  constexpr std::size_t block = 64;
  unsigned char inner[block] = {};
  unsigned char outer[block] = {};
  Bytes32 short_key;
  if (key.size() > block) {
    short_key = sha256(key);
    key = as_view(short_key);
  }
  for (std::size_t i = 0; i < block; ++i) {
    auto k = i < key.size() ? static_cast<unsigned char>(key[i]) : static_cast<unsigned char>(0);
    inner[i] = static_cast<unsigned char>(k ^ 0x36);
    outer[i] = static_cast<unsigned char>(k ^ 0x5c);
  }
  std::string text(reinterpret_cast<char*>(inner), block);
  text.append(message);
  Bytes32 first = sha256(std::string_view(text));
  std::string second(reinterpret_cast<char*>(outer), block);
  second.append(as_view(first));
  return sha256(std::string_view(second));
}

Bytes32 hkdf_sha256(std::string_view secret, std::string_view label) {
  static const std::string no_salt(32, '\0');
  Bytes32 prk = hmac_sha256(no_salt, secret);
  std::string info(label);
  info.push_back('\x01');
  return hmac_sha256(as_view(prk), info);  // one block of output is the 32 bytes asked for
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace assent
