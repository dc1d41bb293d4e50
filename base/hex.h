// Lowercase hex, base64 (RFC 4648) and its URL-safe form without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assent {

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);  // nullopt: odd length or a non-digit

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);  // padding required

std::string to_base64url(std::string_view bytes);  // no padding
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace assent
