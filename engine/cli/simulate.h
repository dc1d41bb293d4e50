// `assent simulate JOURNEY --contact F --events F [--from T] [--until 30d] [--all] [--json] [DIR]`: one made-up
// person's timeline, what did not happen included. Nothing is sent, stored or asked of a server.
//
// Exit status 0: it was played; 1: a file or the workspace is wrong; 2: the call is wrong.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_simulate(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
