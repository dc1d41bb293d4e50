#include "engine/cli/render.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json/serialize.hpp>
#include <istream>
#include <ostream>

#include "base/clock.h"
#include "base/json.h"
#include "channels/liquid/batch.h"
#include "engine/cli/arguments.h"

namespace assent::engine {
namespace {

int run_batch(Utc now, std::istream& in, std::ostream& out) {
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty()) continue;
    auto question = parse_json(line);
    json::object answer;
    if (!question) {
      answer["error"] = question.error().message;
    } else if (!question.value().is_object()) {
      answer["error"] = "a line is a JSON object";
    } else {
      answer = channels::liquid::answer(question.value().get_object(), now);
    }
    out << json::serialize(answer) << '\n';
  }
  out.flush();
  return exit_good;
}

}  // namespace

int run_render(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
  bool batch = false;
  CLI::App app("Renders Liquid templates by the line.", "assent render");
  app.add_flag("--batch", batch,
               "reads {\"id\"?, \"template\", \"data\"?, \"templates\"?} a line, writes {\"id\", \"output\"} "
               "or {\"id\", \"error\"}")
      ->required();
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  return run_batch(SystemClock().now(), in, out);
}

}  // namespace assent::engine
