// `assent check [DIR] [--json]`: every mistake of a workspace at once, with its line and a caret, or what is
// in it, and which rules of law bind its journeys where. `assent check --regimes` lists all rules.
//
//   int status = run_check({"acme"}, std::cout, std::cerr);
//   // ok: 3 journeys, 4 templates, 2 purposes, 3 channels
//
// Exit status 0: good, warnings included; 1: mistakes; 2: the call is wrong. Reads the folder only.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_check(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
