// gzip and zlib bodies, bounded in what they may grow to.
//
//   Result<std::string> plain = inflate(body, limits::inflated_body_bytes);
//
// Takes gzip (also of several members), zlib and bare deflate, as clients mean different things by "deflate".
// Errc::too_large beyond `max_bytes`, Errc::malformed for anything broken or cut short. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace assent::engine {

Result<std::string> inflate(std::string_view compressed, std::size_t max_bytes);

}  // namespace assent::engine
