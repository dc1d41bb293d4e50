#include "engine/cli/report.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "engine/cli/arguments.h"
#include "engine/cli/operator_call.h"

namespace assent::engine {
namespace {

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// One line a member; of a list of objects, one line an object.
void print(const json::object& report, std::ostream& out) {
  for (const auto& member : report) {
    const json::array* list = member.value().if_array();
    if (!list) {
      out << member.key() << ": " << text_of(member.value()) << "\n";
      continue;
    }
    out << member.key() << ": " << list->size() << "\n";
    for (const json::value& item : *list) {
      out << " ";
      for (const auto& detail : item.as_object())
        out << " " << detail.key() << "=" << text_of(detail.value());
      out << "\n";
    }
  }
}

}  // namespace

int run_report(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string name, folder = ".";
  std::map<std::string, std::string> query;
  bool json_wanted = false;
  CLI::App app(
      "Answers a question about many people at once from the record; without NAME, says which there are.",
      "assent audit report");
  app.add_option("NAME", name, "such as bulk_submissions");
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  for (const char* parameter : {"from", "to", "window", "at_least", "limit"}) {
    app.add_option(std::string("--") + parameter, query[parameter],
                   "as the query parameter of GET /v1/reports/NAME");
  }
  app.add_flag("--json", json_wanted, "for programs");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  std::erase_if(query, [](const auto& parameter) { return parameter.second.empty(); });
  Request request;
  request.method = "GET";
  request.path = name.empty() ? "/v1/reports" : "/v1/reports/" + name;
  request.query = std::move(query);
  auto answer = operator_call(folder, std::move(request), err);
  if (!answer) {
    err << "assent: " << answer.error().message << "\n";
    return exit_wrong_input;
  }
  if (json_wanted) {
    out << json::serialize(answer.value()) << "\n";
  } else {
    print(answer.value(), out);
  }
  return exit_good;
}

}  // namespace assent::engine
