// `assent reach JOURNEY [STEP] [DIR] [--json]`: how many a message would reach now, and why the others not.
//
// Asks of the live store, beside a running server or without one, and changes nothing. Exit status 0: counted; 1: the
// workspace or the store is wrong; 2: the call is wrong.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_reach(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
