#include "engine/cli/operator_commands.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>

#include "engine/cli/arguments.h"
#include "engine/cli/operator_call.h"

namespace assent::engine {
namespace {

int say(const Error& error, std::ostream& err) {
  err << "assent: " << error.message << "\n";
  return exit_wrong_input;
}

json::array strings(const std::vector<std::string>& from) {
  json::array out;
  for (const std::string& text : from) out.push_back(json::value(text));
  return out;
}

int wrong_subcommand(std::span<const std::string> args, std::string_view command, std::string_view known,
                     std::ostream& out, std::ostream& err) {
  bool help = !args.empty() && (args[0] == "--help" || args[0] == "-h");
  (help ? out : err) << "usage: assent " << command << " " << known << "\n";
  return help ? exit_good : exit_wrong_call;
}

}  // namespace

int run_key(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  if (args.empty() || args[0] != "add") {
    return wrong_subcommand(args, "key", "add --role ROLE --name NAME [DIR]; see `assent key add --help`",
                            out, err);
  }
  std::string folder = ".", role, name, source;
  std::vector<std::string> forms, notices;
  CLI::App app("Makes an API key and prints it, once; only its hash is stored.", "assent key add");
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  app.add_option("--role", role, "what it may do: ingest, form, author, reviewer or admin")->required();
  app.add_option("--name", name, "who holds it; stands in the record of everything it vouches for")
      ->required();
  app.add_option("--source", source,
                 "third_party: what comes with it is data from somebody else, not to be used");
  app.add_option("--form", forms, "binds a form key to this form id; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--notice", notices, "binds a form key to this notice; may be repeated")
      ->allow_extra_args(false);
  if (auto status = parse_arguments(app, args.subspan(1), out, err)) return *status;
  json::object body{{"role", role}, {"name", name}, {"forms", strings(forms)}, {"notices", strings(notices)}};
  if (!source.empty()) body["source"] = source;
  Request request;
  request.method = "POST";
  request.path = "/local/keys";
  request.body = json::serialize(body);
  auto answer = operator_call(folder, std::move(request), err);
  if (!answer) return say(answer.error(), err);
  out << answer.value().at("key").as_string().c_str() << "\n";
  return exit_good;
}

int run_clock(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  if (args.empty() || (args[0] != "advance" && args[0] != "to")) {
    return wrong_subcommand(args, "clock", "advance DURATION [DIR] | to TIME [DIR]", out, err);
  }
  std::string folder = ".", amount;
  CLI::App app(
      "Moves the virtual clock of a server that runs with --clock, and answers once everything due has "
      "settled.",
      "assent clock " + args[0]);
  app.add_option(args[0] == "to" ? "TIME" : "DURATION", amount,
                 "2026-11-24T09:00:00Z, or 3d, 36h, \"90 min\"")
      ->required();
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  if (auto status = parse_arguments(app, args.subspan(1), out, err)) return *status;
  Request request;
  request.method = "POST";
  request.path = "/local/clock";
  request.body = json::serialize(json::object{{args[0], amount}});
  auto answer = operator_call(folder, std::move(request), err);
  if (!answer) return say(answer.error(), err);
  out << answer.value().at("now").as_string().c_str() << "\n";
  return exit_good;
}

int run_explain(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string folder = ".", contact, journey, message, at;
  bool as_json = false;
  CLI::App app(
      "Says what is held of a contact, what happened and what did not, and every decision with the checks "
      "that "
      "failed and what would have had to be different.",
      "assent explain");
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  app.add_option("--contact", contact, "a userId, or an id like c_...")->required();
  app.add_option("--journey", journey, "only this journey");
  app.add_option("--message", message, "only decisions about this message, m_...");
  app.add_option(
      "--at", at,
      "steps and decisions up to then, e.g. 2026-11-21T10:00:00Z; what is held is shown as it is now");
  app.add_flag("--json", as_json, "the same for programs");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  Request request;
  request.method = "GET";
  request.path = "/local/explain";
  request.query = {{"contact", contact}, {"journey", journey}, {"message", message}, {"at", at}};
  auto answer = operator_call(folder, std::move(request), err);
  if (!answer) return say(answer.error(), err);
  json::object& story = answer.value();
  std::string text(story.at("text").as_string());
  story.erase("text");
  out << (as_json ? json::serialize(story) + "\n" : text);
  return exit_good;
}

}  // namespace assent::engine
