// The options of one command, read by CLI11.
//
//   CLI::App app("checks a workspace", "assent check");
//   app.add_flag("--json", json, "...");
//   if (auto status = parse_arguments(app, args, out, err)) return *status;   // --help: 0; a wrong call: 2
//
// CLI11 throws; nothing does beyond this function.
#pragma once

#include <iosfwd>
#include <optional>
#include <span>
#include <string>

namespace CLI {
class App;
}

namespace assent::engine {

// Exit statuses: 0 good, 1 the input is wrong, 2 the call is wrong.
inline constexpr int exit_good = 0;
inline constexpr int exit_wrong_input = 1;
inline constexpr int exit_wrong_call = 2;

// `args` is what follows the command's own name. nullopt: go on.
std::optional<int> parse_arguments(CLI::App& app, std::span<const std::string> args, std::ostream& out,
                                   std::ostream& err);

}  // namespace assent::engine
