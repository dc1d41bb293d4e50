// `assent test [DIR] [JOURNEY...] [--junit FILE] [--json] [--verbose]`: the tests beside the journeys, in virtual time.
//
//   int status = run_journey_tests({"acme"}, std::cout, std::cerr);
//
// Exit status 0: all passed, and there was one at least; 1: one failed, or the workspace has mistakes; 2: the call
// is wrong. Reads the workspace, and writes nothing but the file that --junit names.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_journey_tests(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
