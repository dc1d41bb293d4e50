// assent contact import FILE --mapping FILE [DIR]: what another system knows, with evidence or without.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_contact_import(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
