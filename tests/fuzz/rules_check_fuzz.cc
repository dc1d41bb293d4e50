// The checker: any expression over typed variables; what it accepts raises no type error on conforming data.
#include <cstdio>
#include <cstdlib>

#include "expression_maker.h"
#include "properties.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assent::rules;
  std::string text(reinterpret_cast<const char*>(data), size);
  Compiled compiled = compile(text, typed_world().environment());
  if ((compiled.program == nullptr) != !compiled.issues.empty()) std::abort();
  if (compiled.program) {
    (void)reads(*compiled.program);
    (void)required_equalities(*compiled.program);
  }
  std::vector<std::uint8_t> tape(data, data + size);
  if (std::string wrong = has_no_type_error(ExpressionMaker(tape).typed('b')); !wrong.empty()) {
    std::fprintf(stderr, "%s\n", wrong.c_str());
    std::abort();
  }
  return 0;
}
