#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "base/codec.h"
#include "storage/input_log.h"
#include "storage/secrets.h"

namespace assent::storage {
namespace {

constexpr std::size_t kCopyBatchBytes = 1 << 20;

// SHA-256 over more than fits in memory.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) std::abort();
  }
  void add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) std::abort();
  }
  Bytes32 take() {
    Bytes32 out;
    if (EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) != 1) std::abort();
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

Result<Bytes32> state_hash(const Store& store) {
  Digest digest;
  for (Space space : {Space::state, Space::time}) {
    Cursor cursor = store.scan(space, "");
    for (; cursor.valid(); cursor.next()) {
      if (space == Space::state && is_secret(cursor.key())) continue;
      // Sizes in front, so that no two different states run together into the same bytes.
      Encoder e;
      e.u8(static_cast<std::uint8_t>(space)).string(cursor.key()).string(cursor.value());
      digest.add(e.view());
    }
    TRY(cursor.status());
  }
  return digest.take();
}

Result<void> copy_keys(const Store& from, Store& to) {
  WriteSet writes;
  Cursor cursor = from.scan(Space::state, "");
  for (; cursor.valid(); cursor.next()) {
    if (!is_secret(cursor.key())) continue;
    writes.put(Space::state, cursor.key(), cursor.value());
    if (writes.bytes() < kCopyBatchBytes) continue;
    TRY(to.commit(std::move(writes)));
    writes = WriteSet();
  }
  TRY(cursor.status());
  return to.commit(std::move(writes));
}

}  // namespace assent::storage
