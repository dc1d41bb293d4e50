// What is held of one contact, for whoever has to answer them:
//
//   assent contact show ID [--json] [DIR]       the state: points, consents, stops, attributes
//   assent contact export ID [--html] [DIR]     everything, as JSON or as a page to read
//   assent contact import FILE --mapping FILE   contacts of another system, with evidence or without
//
// ID is a userId or an id like c_... . That somebody looked is on the record.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_contact(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
