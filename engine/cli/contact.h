// assent contact: what is held of people.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_contact(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
