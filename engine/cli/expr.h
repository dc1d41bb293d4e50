// `assent expr`: try an expression.
//
//   assent expr EXPR [--data FILE] [--explain]
//     prints the value and its type; a mistake with its line and a caret
//   assent expr --batch
//     JSON lines in, JSON lines out, in order (rules/batch.h)
//
// The data file is a JSON object: its members `contact`, `event`, `run` (objects), `now` (RFC 3339) and
// `history` ([{"event","at"}]) are what journeys see; any other member is a variable of its own.
// Exit status: 0 good, 1 the expression or the data is wrong, 2 the call is wrong.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent {

int run_expr(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace assent
