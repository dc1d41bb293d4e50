// `assent init DIR`: a starter workspace that passes `assent check`, with a master key of its own.
//
//   int status = run_init({"acme"}, std::cout, std::cerr);
//   // made acme: ... and the commands to type next
//
// Never writes over anything: a folder that is not empty is refused. `--key` makes only the master key of a
// workspace that came without one (a clone: keys do not belong into a repository), where its `keys:` say;
// refused once there is data, which another key could not open. Exit status 0: made; 1: the folder or the
// disk refuses; 2: the call is wrong.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_init(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
