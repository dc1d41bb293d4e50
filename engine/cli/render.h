// `assent render`: a template of the workspace with data of one's own, or many templates by the line
// (design.md 6).
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

// The exit status: 0 rendered, 1 the input is wrong or a message would not be complete, 2 the call is wrong.
int run_render(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
