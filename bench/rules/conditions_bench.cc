// Ten conditions as journeys have them: deciding, and compiling. The same ones go to the JavaScript peers in
// compare/. Every answer is checked inside the loop.
#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "rules/expression.h"
#include "rules/json_contact.h"

namespace assent::rules {
namespace {

struct Fixture {
  json::value root;
  JsonContact contact;
  Activation activation;

  explicit Fixture(json::value parsed) : root(std::move(parsed)), contact(root.at("contact").as_object()) {
    activation = {&contact, &root.at("event").as_object(), &root.at("run").as_object(),
                  *parse_rfc3339(std::string(root.at("now").as_string()))};
  }
};

const Fixture& fixture() {
  static const Fixture loaded([] {
    std::ifstream file(ASSENT_SOURCE_DIR "/bench/rules/conditions.json");
    return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  }());
  return loaded;
}

void wrong(const std::string& what) {
  std::fprintf(stderr, "wrong answer: %s\n", what.c_str());
  std::abort();
}

void decide_condition(benchmark::State& state, const std::string& text, bool holds) {
  Compiled compiled = compile(text, journey_environment());
  if (!compiled.program) wrong(text + ": " + compiled.issues.at(0).message);
  const Activation& activation = fixture().activation;
  for (auto _ : state) {
    Verdict verdict = decide(*compiled.program, activation);
    if (verdict.holds != holds || !verdict.error.empty()) wrong(text + ": " + verdict.error);
  }
}

void compile_condition(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    Compiled compiled = compile(text, journey_environment());
    if (!compiled.program) wrong(text);
    benchmark::DoNotOptimize(compiled);
  }
}

void register_all() {
  for (const json::value& row : fixture().root.at("conditions").as_array()) {
    std::string name(row.at("name").as_string());
    std::string text(row.at("expression").as_string());
    bool holds = row.at("holds").as_bool();
    benchmark::RegisterBenchmark(("decide/" + name).c_str(), decide_condition, text, holds);
  }
  for (const json::value& row : fixture().root.at("conditions").as_array()) {
    std::string text(row.at("expression").as_string());
    benchmark::RegisterBenchmark(("compile/" + std::string(row.at("name").as_string())).c_str(),
                                 compile_condition, text);
  }
}

}  // namespace
}  // namespace assent::rules

int main(int argc, char** argv) {
  assent::rules::register_all();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
