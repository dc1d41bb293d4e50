// `assent serve [DIR]`: the engine and its HTTP interface, until SIGINT or SIGTERM.
//
// Refuses to start on a workspace with mistakes, and prints all of them. Prints one line when it is ready:
//   assent: serving acme on http://127.0.0.1:7420
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_serve(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
