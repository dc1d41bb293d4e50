#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdlib>

namespace assent {
namespace {

// OpenSSL 3's SHA256() and HMAC() look the algorithm up by name at every call, which costs many times what
// hashing a short text does. So it is looked up once, and each thread keeps its context.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr) std::abort();
  }
  ~Sha256() { EVP_MD_CTX_free(context_); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  static Sha256& begin() {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local Sha256 hash;
    must(EVP_DigestInit_ex2(hash.context_, algorithm, nullptr));
    return hash;
  }
  Sha256& add(const void* bytes, std::size_t size) {
    must(EVP_DigestUpdate(context_, bytes, size));
    return *this;
  }
  Sha256& add(std::string_view bytes) { return add(bytes.data(), bytes.size()); }
  Bytes32 end() {
    Bytes32 out;
    must(EVP_DigestFinal_ex(context_, out.data(), nullptr));
    return out;
  }

 private:
  // Refused only when memory is gone or the library is broken; there is no way to go on.
  static void must(int result) {
    if (result != 1) std::abort();
  }
  EVP_MD_CTX* context_;
};

}  // namespace

Bytes32 sha256(std::string_view text) {
  return Sha256::begin().add(text).end();
}

Bytes32 sha256(std::initializer_list<std::string_view> parts) {
  Sha256& hash = Sha256::begin();
  for (std::string_view part : parts) hash.add(part);
  return hash.end();
}

// RFC 2104.
Bytes32 hmac_sha256(std::string_view key, std::string_view message) {
  constexpr std::size_t block = 64;
  unsigned char inner[block];
  unsigned char outer[block];
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
  Bytes32 first = Sha256::begin().add(inner, block).add(message).end();
  return Sha256::begin().add(outer, block).add(as_view(first)).end();
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
