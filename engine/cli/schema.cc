#include "engine/cli/schema.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <ostream>
#include <vector>

#include "base/issue.h"
#include "engine/cli/arguments.h"

namespace assent::engine {

int run_schema(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::vector<std::string> known;
  for (const Schema& schema : schemas()) known.emplace_back(schema.name);
  std::string name;
  CLI::App app("Prints the JSON Schema of a kind of file, for completion and help in editors.",
               "assent schema");
  app.add_option("NAME", name, "one of: " + join(known))->required();
  app.footer(
      "For an editor that uses yaml-language-server (VS Code and others), at the top of a journey:\n"
      "  # yaml-language-server: $schema=../journey.schema.json\n"
      "after: assent schema journey > journey.schema.json");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  for (const Schema& schema : schemas()) {
    if (schema.name != name) continue;
    out << schema.text;
    return exit_good;
  }
  std::string near = nearest(name, known);
  err << fmt::format("assent: there is no schema \"{}\", but {}{}\n", name, join(known),
                     near.empty() ? "" : "; did you mean \"" + near + "\"?");
  return exit_wrong_call;
}

}  // namespace assent::engine
