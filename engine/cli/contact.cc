#include "engine/cli/contact.h"

#include <ostream>

#include "engine/cli/arguments.h"
#include "engine/cli/contact_import.h"

namespace assent::engine {

int run_contact(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string what = args.empty() ? "" : args[0];
  if (what == "import") return run_contact_import(args.subspan(1), out, err);
  bool help = what == "--help" || what == "-h";
  (help ? out : err) << "usage: assent contact import FILE --mapping FILE [DIR]\n";
  return help ? exit_good : exit_wrong_call;
}

}  // namespace assent::engine
