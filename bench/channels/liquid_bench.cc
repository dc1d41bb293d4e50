// Templates as marketers write them: parsing, and rendering a parsed one. The same templates and data go to npm
// liquidjs in compare_liquid.mjs, which also checks that the outputs are the same.
//
//   bench_channels --benchmark_filter=liquid            LIQUID_OUTPUTS=1 bench_channels prints what comes out
#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "channels/liquid/program.h"
#include "channels/liquid/render.h"

namespace assent::channels::liquid {
namespace {

class Data final : public Members {
 public:
  explicit Data(const json::object& data) : data_(data) {}
  Value member(std::string_view name) const override {
    const json::value* found = data_.if_contains(name);
    return found == nullptr ? Value() : Value::of(*found);
  }

 private:
  const json::object& data_;
};

const json::value& cases() {
  static const json::value loaded = [] {
    std::ifstream file(ASSENT_SOURCE_DIR "/bench/channels/liquid_cases.json");
    return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return loaded;
}

void wrong(const std::string& what) {
  std::fprintf(stderr, "wrong answer: %s\n", what.c_str());
  std::abort();
}

std::string rendered(const Program& program) {
  Data data(cases().at("data").as_object());
  Text text = render({.program = program, .names = data});
  if (!text.failure.empty()) wrong(text.failure);
  return std::move(text.text);
}

void render_template(benchmark::State& state, const std::string& text) {
  Parsed parsed = liquid::parse(text);
  if (!parsed.program) wrong(parsed.mistakes.front().message);
  std::string expected = rendered(*parsed.program);
  for (auto _ : state) {
    if (rendered(*parsed.program) != expected) wrong(text);
  }
}

void parse_template(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    Parsed parsed = liquid::parse(text);
    if (!parsed.program) wrong(text);
    benchmark::DoNotOptimize(parsed);
  }
}

void print_outputs() {
  json::object out;
  for (const json::value& row : cases().at("cases").as_array()) {
    Parsed parsed = liquid::parse(row.at("template").as_string());
    if (!parsed.program) wrong(parsed.mistakes.front().message);
    out[row.at("name").as_string()] = rendered(*parsed.program);
  }
  std::printf("%s\n", json::serialize(out).c_str());
  std::exit(0);
}

const bool registered = [] {
  if (std::getenv("LIQUID_OUTPUTS") != nullptr) print_outputs();
  for (const json::value& row : cases().at("cases").as_array()) {
    std::string name(row.at("name").as_string()), text(row.at("template").as_string());
    benchmark::RegisterBenchmark(("liquid/render/" + name).c_str(), render_template, text);
    benchmark::RegisterBenchmark(("liquid/parse/" + name).c_str(), parse_template, text);
  }
  return true;
}();

}  // namespace
}  // namespace assent::channels::liquid
