#include "engine/cli/contact_commands.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "engine/cli/arguments.h"
#include "engine/cli/contact_import.h"
#include "engine/cli/operator_call.h"

namespace assent::engine {
namespace {

constexpr const char* kUsage =
    "usage: assent contact show ID [--json] [DIR]\n"
    "       assent contact export ID [--html] [DIR]\n"
    "       assent contact import FILE --mapping FILE [DIR]\n";

std::string words(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(*text);
  return value.is_null() ? "-" : json::serialize(value);
}

std::string show_text(const json::object& c) {
  std::string out = "contact " + words(c.at("contact")) + ", userId " + words(c.at("userId")) + "\n";
  for (const json::value& p : c.at("points").as_array()) {
    const json::object& point = p.as_object();
    auto said = [&](const char* name) { return point.contains(name) ? words(point.at(name)) : "-"; };
    out += "  " + words(point.at("point")) + " " + words(point.at("address")) + "  provided by " +
           said("provided_by") + " through " + said("through") + ", " + said("provided_at") + "\n";
  }
  for (const json::value& r : c.at("consents").as_array()) {
    const json::object& record = r.at("record").as_object();
    const json::value& purpose = record.at("processing").at("purposes").as_array().front().at("id");
    out += "  " + words(purpose) + " by " + words(record.at("channel")) + ": " + words(record.at("status")) +
           "\n";
  }
  for (const json::value& s : c.at("stops").as_array())
    out += "  stopped: " + words(s.at("purpose")) + " by " + words(s.at("channel")) + ", " +
           words(s.at("at")) + "\n";
  for (const auto& member : c.at("attributes").as_object())
    out += "  " + std::string(member.key()) + " = " + words(member.value().at("value")) + "  (" +
           words(member.value().at("source")) + ")\n";
  for (const json::value& r : c.at("requests").as_array())
    out += "  asked for " + words(r.at("kind")) + ", " + words(r.at("at")) + "\n";
  return out;
}

}  // namespace

int run_contact(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  if (!args.empty() && args[0] == "import") return run_contact_import(args.subspan(1), out, err);
  bool whole = !args.empty() && args[0] == "export";
  if (args.empty() || (args[0] != "show" && !whole)) {
    bool help = !args.empty() && (args[0] == "--help" || args[0] == "-h");
    (help ? out : err) << kUsage;
    return help ? exit_good : exit_wrong_call;
  }
  std::string folder = ".", id;
  bool flag = false;
  CLI::App app(whole ? "Everything that is held of a contact: a subject access answer."
                     : "What is known of a contact: points, consents, stops, attributes.",
               "assent contact " + args[0]);
  app.add_option("ID", id, "a userId, or an id like c_...")->required();
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  app.add_flag(whole ? "--html" : "--json", flag, whole ? "as a page to read" : "the same for programs");
  if (auto status = parse_arguments(app, args.subspan(1), out, err)) return *status;
  Request request;
  request.method = "GET";
  request.path = "/v1/contacts/" + id + (whole ? "/export" : "");
  if (whole && flag) request.query["format"] = "html";
  auto answer = operator_answer(folder, std::move(request), err);
  if (!answer) {
    err << "assent: " << answer.error().message << "\n";
    return exit_wrong_input;
  }
  const std::string& body = answer.value().body;
  if (whole || flag) {
    out << body << "\n";
    return exit_good;
  }
  auto parsed = parse_json(body);
  if (parsed && parsed.value().is_object()) out << show_text(parsed.value().get_object());
  return exit_good;
}

}  // namespace assent::engine
