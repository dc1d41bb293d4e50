// Liquid's parser and strict check: any bytes; every mistake lies in the text and says something.
#include <cstdlib>

#include "channels/liquid/check.h"
#include "channels/liquid/program.h"

namespace {

void expect_sensible(const std::vector<assent::channels::liquid::Mistake>& mistakes, std::string_view text) {
  for (const auto& m : mistakes) {
    if (m.offset > text.size() || m.length == 0 || m.message.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assent::channels::liquid;
  std::string text(reinterpret_cast<const char*>(data), size);
  Parsed parsed = parse(text);
  if ((parsed.program == nullptr) == parsed.mistakes.empty()) std::abort();
  expect_sensible(parsed.mistakes, text);
  if (!parsed.program) return 0;
  Outline outline;
  outline.roots = {{"contact"}, {"run", false, {"journey"}}};
  expect_sensible(check(*parsed.program, outline).mistakes, text);
  return 0;
}
