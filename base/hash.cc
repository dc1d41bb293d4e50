#include "base/hash.h"

#define OPENSSL_API_COMPAT 0x10100000L  // SHA256_*, deprecated in 3.0 in favour of EVP
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <cstdlib>

#include "base/hmac_key.h"

namespace assent {
namespace {

// Through EVP every hash of a short text costs several times the hashing itself (look-ups, set-up, clean-up), and
// an event takes a dozen of them. The functions below are OpenSSL's own SHA-256 without that.
class Sha256 {
 public:
  Sha256() { must(SHA256_Init(&state_)); }
  explicit Sha256(const SHA256_CTX& state) : state_(state) {}
  Sha256& add(const void* bytes, std::size_t size) {
    must(SHA256_Update(&state_, bytes, size));
    return *this;
  }
  Sha256& add(std::string_view bytes) { return add(bytes.data(), bytes.size()); }
  Bytes32 end() {
    Bytes32 out;
    must(SHA256_Final(out.data(), &state_));
    return out;
  }
  const SHA256_CTX& state() const { return state_; }

 private:
  // Refused only when the library is broken; there is no way to go on.
  static void must(int result) {
    if (result != 1) std::abort();
  }
  SHA256_CTX state_;
};

}  // namespace

Bytes32 sha256(std::string_view text) {
  return Sha256().add(text).end();
}

Bytes32 sha256(std::initializer_list<std::string_view> parts) {
  Sha256 hash;
  for (std::string_view part : parts) hash.add(part);
  return hash.end();
}

HmacKey::HmacKey(std::string_view key) {
  Bytes32 short_key;
  if (key.size() > SHA256_CBLOCK) {
    short_key = sha256(key);
    key = as_view(short_key);
  }
  unsigned char inner[SHA256_CBLOCK];
  unsigned char outer[SHA256_CBLOCK];
  for (std::size_t i = 0; i < SHA256_CBLOCK; ++i) {
    auto k = i < key.size() ? static_cast<unsigned char>(key[i]) : static_cast<unsigned char>(0);
    inner[i] = static_cast<unsigned char>(k ^ 0x36);
    outer[i] = static_cast<unsigned char>(k ^ 0x5c);
  }
  inner_ = Sha256().add(inner, sizeof inner).state();
  outer_ = Sha256().add(outer, sizeof outer).state();
}

Bytes32 HmacKey::sign(std::string_view message) const {
  Bytes32 first = Sha256(inner_).add(message).end();
  return Sha256(outer_).add(as_view(first)).end();
}

Bytes32 sha256_of(const std::function<std::string_view()>& next) {
  Sha256 hash;
  for (std::string_view piece = next(); !piece.empty(); piece = next()) hash.add(piece);
  return hash.end();
}

Bytes32 hmac_sha256(std::string_view key, std::string_view message) {
  return HmacKey(key).sign(message);
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
