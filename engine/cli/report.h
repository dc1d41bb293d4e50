// assent audit report NAME [DIR]: a report for reviewers, as text or JSON.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_report(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
