#include "engine/cli/arguments.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <ostream>
#include <vector>

namespace assent::engine {

std::optional<int> parse_arguments(CLI::App& app, std::span<const std::string> args, std::ostream& out,
                                   std::ostream& err) {
  try {
    app.parse(std::vector<std::string>(args.rbegin(), args.rend()));  // CLI11 takes them from the back
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    out << app.help();
    return exit_good;
  } catch (const CLI::ParseError& e) {
    err << e.what() << "\ntry: " << app.get_name() << " --help\n";
    return exit_wrong_call;
  }
}

}  // namespace assent::engine
