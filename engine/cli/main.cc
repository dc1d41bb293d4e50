// The program: picks the command and leaves the rest to it.
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "engine/cli/arguments.h"
#include "engine/cli/audit.h"
#include "engine/cli/check.h"
#include "engine/cli/contact_commands.h"
#include "engine/cli/expr.h"
#include "engine/cli/init.h"
#include "engine/cli/operator_commands.h"
#include "engine/cli/reach.h"
#include "engine/cli/render.h"
#include "engine/cli/schema.h"
#include "engine/cli/serve.h"
#include "engine/cli/simulate.h"
#include "engine/cli/test.h"

namespace {

using assent::engine::exit_good;
using assent::engine::exit_wrong_call;

constexpr std::string_view kHelp = R"(assent: marketing automation that only knocks where it was invited

  assent init DIR        makes a starter workspace
  assent check [DIR]     every mistake of a workspace, with its line and a caret
  assent test [DIR]      the tests beside the journeys, in virtual time
  assent simulate        one made-up person's timeline, with no side effect
  assent reach JOURNEY   how many a message would reach now, and why the others not
  assent serve [DIR]     runs the engine and its HTTP interface
  assent key add         makes an API key
  assent clock           moves the clock of a server on virtual time
  assent explain         why somebody was written to, and why not
  assent contact         what is held of somebody, for whoever asks; imports
  assent schema NAME     JSON Schema of the workspace's files, for editors
  assent audit           the record: its root, its replay, its proofs
  assent expr EXPR       tries a condition
  assent render NAME     tries a template

Each takes --help. DIR is the current folder if left out.
Exit status: 0 good, 1 the input is wrong, 2 the call is wrong.
)";

int unknown_command(const std::string& command) {
  const std::vector<std::string> known{"init",  "check",   "test",    "simulate", "reach", "serve", "key",
                                       "clock", "explain", "contact", "schema",   "audit", "expr",  "render"};
  std::cerr << "assent: there is no command \"" << command << "\"\n";
  if (std::string near = assent::nearest(command, known); !near.empty())
    std::cerr << "did you mean \"" << near << "\"?\n";
  std::cerr << "try: assent --help\n";
  return exit_wrong_call;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    (words.empty() ? std::cerr : std::cout) << kHelp;
    return words.empty() ? exit_wrong_call : exit_good;
  }
  if (words[0] == "--version") {
    std::cout << "assent 0.1.0\n";
    return exit_good;
  }
  std::span<const std::string> args = std::span(words).subspan(1);
  const std::string& command = words[0];
  using namespace assent::engine;
  if (command == "init") return run_init(args, std::cout, std::cerr);
  if (command == "check") return run_check(args, std::cout, std::cerr);
  if (command == "test") return run_journey_tests(args, std::cout, std::cerr);
  if (command == "simulate") return run_simulate(args, std::cout, std::cerr);
  if (command == "reach") return run_reach(args, std::cout, std::cerr);
  if (command == "serve") return run_serve(args, std::cout, std::cerr);
  if (command == "key") return run_key(args, std::cout, std::cerr);
  if (command == "clock") return run_clock(args, std::cout, std::cerr);
  if (command == "explain") return run_explain(args, std::cout, std::cerr);
  if (command == "contact") return run_contact(args, std::cout, std::cerr);
  if (command == "schema") return run_schema(args, std::cout, std::cerr);
  if (command == "audit") return run_audit(args, std::cin, std::cout, std::cerr);
  if (command == "expr") return assent::run_expr(args, std::cin, std::cout, std::cerr);
  if (command == "render") return run_render(args, std::cin, std::cout, std::cerr);
  return unknown_command(command);
}
