// The encoders extension: base64.
#include "rules/functions.h"
#include "rules/text_of.h"

namespace assent::rules {
namespace {

Value encode(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::bytes) return no_overload(e);
  if (!e.charge_bytes(args[0].size)) return e.out_of_steps();
  return e.keep(base64(args[0].text()));
}

Value decode(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string) return no_overload(e);
  if (!e.charge_bytes(args[0].size)) return e.out_of_steps();
  auto bytes = from_base64(args[0].text());
  return bytes ? e.keep(*bytes, Kind::bytes) : e.fail(Fault::conversion, args[0], "base64 text");
}

constexpr FunctionRow kRows[] = {
    {"base64.encode", "(bytes) -> string", encode},
    {"base64.decode", "(string) -> bytes", decode},
};

}  // namespace

std::span<const FunctionRow> encoder_functions() {
  return kRows;
}

}  // namespace assent::rules
