// What may be kept of another side's words in SendResult::detail.
//
//   plain_detail("550 5.1.1 <ada@acme.example>: no such user\r\n")   // "550 5.1.1 (address) no such user"
//
// Servers like to quote the address, and a detail goes where addresses must not. Pure.
#pragma once

#include <string>
#include <string_view>

namespace assent::channels {

inline constexpr std::size_t kDetailBytes = 200;

// One line of printable ASCII, every word with an '@' replaced by "(address)", cut to kDetailBytes.
std::string plain_detail(std::string_view words);

}  // namespace assent::channels
