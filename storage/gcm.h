// AES-256-GCM with a 96-bit nonce over OpenSSL: what seal() and MasterKey share. Inside storage only.
//
//   std::string sealed = gcm_seal(key, nonce, "text", "context");     // text's size + 16 bytes of tag
//   gcm_unseal(key, nonce, sealed, "context");                        // nullopt: altered, or the wrong key
//
// Safe from any thread: each keeps its own cipher contexts, because making one costs more than sealing an
// event.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace assent::storage {

using Nonce = std::array<std::uint8_t, 12>;
inline constexpr std::size_t kTagBytes = 16;

std::string gcm_seal(const Bytes32& key, const Nonce& nonce, std::string_view plaintext,
                     std::string_view context);
std::optional<std::string> gcm_unseal(const Bytes32& key, const Nonce& nonce, std::string_view sealed,
                                      std::string_view context);

}  // namespace assent::storage
