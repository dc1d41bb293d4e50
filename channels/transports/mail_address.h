// The address in what people write: what an SMTP envelope and a header may hold.
//
//   bare_address("Acme <news@acme.example>")   // "news@acme.example"
//   bare_address("ada@bücher.example")         // "ada@xn--bcher-kva.example"
//   bare_address("nobody")                     // nullopt
//
// Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assent::channels {

// nullopt unless exactly one address stands there and nothing in it could end a line, a command or its
// brackets.
std::optional<std::string> bare_address(std::string_view text);

}  // namespace assent::channels
