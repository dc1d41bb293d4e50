// The evaluator: any expression over a contact and an event, checked or not; folding changes nothing, and
// explaining never fails.
#include <boost/json/parse.hpp>
#include <cstdio>
#include <cstdlib>

#include "expression_maker.h"
#include "properties.h"
#include "rules/json_contact.h"

namespace {

using namespace assent;
using namespace assent::rules;

void hold(const std::string& wrong) {
  if (wrong.empty()) return;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}

const json::object& event() {
  static const json::object object =
      json::parse(
          R"({"Order ID":"A-1","n":3,"x":1.5,"l":[1,"two",null,{"k":[true]}],"m":{"a":{"b":1}},"s":"a\u00e9b"})")
          .as_object();
  return object;
}

void run_in_a_journey(const std::string& text) {
  static const JsonContact contact(event(), {{"Login", Utc{}}});
  Compiled compiled = compile(text, journey_environment());
  if (!compiled.program) return;
  Activation activation{&contact, &event(), &event(), Utc{}};
  Verdict verdict = decide(*compiled.program, activation);
  if (verdict.holds && !verdict.error.empty()) std::abort();
  std::string error;
  bool has_value = evaluate(*compiled.program, activation, &error).has_value();
  if (has_value != error.empty()) std::abort();
  if (explain(*compiled.program, activation).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  hold(folds_to_the_same(text));
  run_in_a_journey(text);
  std::vector<std::uint8_t> tape(data, data + size);
  hold(folds_to_the_same(ExpressionMaker(tape).any()));
  return 0;
}
