#include "base/entropy.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>

#include "base/codec.h"
#include "base/hash.h"

namespace assent {
namespace {

void fill(unsigned char* out, int size) {
  // Without randomness nothing here is safe; there is no way to go on.
  if (RAND_bytes(out, size) != 1) std::abort();
}

// Drawing few bytes costs a lock and a cipher set-up; a thread draws many at once, and forgets each as it leaves.
void take(unsigned char* out, std::size_t size) {
  thread_local unsigned char pool[1024];
  thread_local std::size_t used = sizeof pool;
  if (used + size > sizeof pool) {
    fill(pool, sizeof pool);
    used = 0;
  }
  std::memcpy(out, pool + used, size);
  OPENSSL_cleanse(pool + used, size);
  used += size;
}

}  // namespace

Bytes16 Entropy::derive(std::string_view label, std::uint64_t index) const {
  Encoder message;
  message.raw(as_view(bytes)).string(label).big_endian64(index);
  Bytes32 digest = sha256(message.view());
  Bytes16 out;
  std::memcpy(out.data(), digest.data(), out.size());
  return out;
}

Entropy SystemEntropy::draw() {
  Entropy e;
  take(e.bytes.data(), e.bytes.size());
  return e;
}

Entropy SeededEntropy::draw() {
  Encoder message;
  message.big_endian64(seed_).big_endian64(drawn_++);
  Bytes32 digest = sha256(message.view());
  Entropy e;
  std::memcpy(e.bytes.data(), digest.data(), e.bytes.size());
  return e;
}

Bytes32 random_key() {
  Bytes32 key;
  take(key.data(), key.size());
  return key;
}

}  // namespace assent
