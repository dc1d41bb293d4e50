#include "storage/gcm.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace assent::storage {
namespace {

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

// OpenSSL refuses these calls only when memory is gone or the library is broken; there is no way to go on.
void must(int result) {
  if (result != 1) std::abort();
}

class CipherContext {
 public:
  explicit CipherContext(bool encrypting) : context_(EVP_CIPHER_CTX_new()) {
    static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    if (context_ == nullptr || cipher == nullptr) std::abort();
    must(EVP_CipherInit_ex2(context_, cipher, nullptr, nullptr, encrypting ? 1 : 0, nullptr));
  }
  ~CipherContext() { EVP_CIPHER_CTX_free(context_); }
  CipherContext(const CipherContext&) = delete;
  CipherContext& operator=(const CipherContext&) = delete;

  EVP_CIPHER_CTX* start(const Bytes32& key, const Nonce& nonce, std::string_view context) {
    must(EVP_CipherInit_ex2(context_, nullptr, key.data(), nonce.data(), -1, nullptr));
    int ignored = 0;
    if (!context.empty()) {
      must(EVP_CipherUpdate(context_, nullptr, &ignored, bytes(context), static_cast<int>(context.size())));
    }
    return context_;
  }

 private:
  EVP_CIPHER_CTX* context_;
};

}  // namespace

std::string gcm_seal(const Bytes32& key, const Nonce& nonce, std::string_view plaintext,
                     std::string_view context) {
  thread_local CipherContext cipher(true);
  EVP_CIPHER_CTX* c = cipher.start(key, nonce, context);
  std::string out(plaintext.size() + kTagBytes, '\0');
  int written = 0;
  if (!plaintext.empty()) {
    must(EVP_EncryptUpdate(c, bytes(out), &written, bytes(plaintext), static_cast<int>(plaintext.size())));
  }
  int rest = 0;
  must(EVP_EncryptFinal_ex(c, bytes(out) + written, &rest));
  must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, kTagBytes, bytes(out) + plaintext.size()));
  return out;
}

std::optional<std::string> gcm_unseal(const Bytes32& key, const Nonce& nonce, std::string_view sealed,
                                      std::string_view context) {
  if (sealed.size() < kTagBytes) return std::nullopt;
  thread_local CipherContext cipher(false);
  EVP_CIPHER_CTX* c = cipher.start(key, nonce, context);
  std::string_view body = sealed.substr(0, sealed.size() - kTagBytes);
  std::string tag(sealed.substr(body.size()));
  std::string out(body.size(), '\0');
  int written = 0;
  if (!body.empty()) {
    must(EVP_DecryptUpdate(c, bytes(out), &written, bytes(body), static_cast<int>(body.size())));
  }
  must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()));
  unsigned char none[1];
  int rest = 0;
  if (EVP_DecryptFinal_ex(c, none, &rest) != 1) return std::nullopt;
  return out;
}

}  // namespace assent::storage
