#include "storage/gcm.h"
#include "storage/keys.h"

namespace assent::storage {
namespace {

// Four zero bytes, then the number big-endian.
Nonce nonce_of(std::uint64_t number) {
  Nonce nonce{};
  for (std::size_t i = 0; i < 8; ++i) nonce[4 + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
  return nonce;
}

}  // namespace

std::string seal(const Bytes32& key, std::uint64_t nonce, std::string_view plaintext,
                 std::string_view context) {
  return gcm_seal(key, nonce_of(nonce), plaintext, context);
}

Result<std::string> unseal(const Bytes32& key, std::uint64_t nonce, std::string_view sealed,
                           std::string_view context) {
  auto plaintext = gcm_unseal(key, nonce_of(nonce), sealed, context);
  if (!plaintext)
    return fail(Errc::corrupt, "sealed bytes don't match their key: altered, or sealed under another");
  return std::move(*plaintext);
}

}  // namespace assent::storage
