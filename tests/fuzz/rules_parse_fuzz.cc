// The parser: any bytes; what it accepts is printed and read back as the same tree.
#include <cstdio>
#include <cstdlib>

#include "properties.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  assent::rules::Parsed parsed = assent::rules::parse(text, {.macros = false});
  for (const auto& issue : parsed.issues) {
    if (issue.offset > text.size() || issue.message.empty()) std::abort();
  }
  if (std::string wrong = assent::rules::prints_and_reparses(text); !wrong.empty()) {
    std::fprintf(stderr, "%s\n", wrong.c_str());
    std::abort();
  }
  return 0;
}
