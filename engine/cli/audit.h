// `assent audit`: the record and whether it holds.
//
//   assent audit root [DIR]                        size and root of the log
//   assent audit replay [DIR] [--batch N]          rebuilds the store from its log, in batches of 1 and of 1000
//   assent audit verify-proof --batch              RFC 6962 proofs as JSON lines
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_audit(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
