#include "base/entropy.h"

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
  // Drawing 16 bytes costs a lock and a cipher set-up; a thread draws 256 at once.
  thread_local unsigned char pool[256];
  thread_local std::size_t used = sizeof pool;
  if (used == sizeof pool) {
    fill(pool, sizeof pool);
    used = 0;
  }
  Entropy e;
  std::memcpy(e.bytes.data(), pool + used, e.bytes.size());
  used += e.bytes.size();
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
  fill(key.data(), static_cast<int>(key.size()));
  return key;
}

}  // namespace assent
