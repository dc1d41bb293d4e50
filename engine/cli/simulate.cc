#include "engine/cli/simulate.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include "base/limits.h"
#include "engine/api/timeline.h"
#include "engine/cli/arguments.h"
#include "engine/rehearsal/play.h"
#include "engine/rehearsal/read_words.h"
#include "engine/workspace/workspace.h"

namespace assent::engine {
namespace {

constexpr const char* kFooter = R"(
The contact's file is YAML or JSON, and says what is so at the beginning:

  contact: {plan: pro, country: TH}
  time_zone: Asia/Bangkok
  points: [{channel: email, address: ada@acme.example, provided_by: contact}]
  consents: [product_tips]

The file of events is a list in YAML or JSON, or one JSON object a line; Segment's shape will do:

  - event: Trial Started
    properties: {plan: pro}
  - after: 2 days
  - {event: Project Created, timestamp: 2026-11-25T10:00:00Z}
  - withdraw: everything

The engine itself plays it, in memory, on a virtual clock. Times are the contact's own.)";

struct Arguments {
  std::string folder = ".", journey, contact, events, from, until = "30d";
  bool json = false, all = false;
};

std::optional<std::string> read_text(const std::string& path, std::ostream& err) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (file) text << file.rdbuf();
  if (!file) err << "assent: couldn't read " << path << "\n";
  return file ? std::optional<std::string>(text.str()) : std::nullopt;
}

// JSON lines as a list in YAML's flow style; every line keeps its number.
std::string as_list(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || text[first] != '{') return text;
  std::string out = "[";
  std::istringstream lines(text);
  bool behind_one = false;
  for (std::string line; std::getline(lines, line);) {
    bool blank = line.find_first_not_of(" \t\r") == std::string::npos;
    if (!blank && behind_one && line[line.find_first_not_of(" \t\r")] == '{') out += ",";
    behind_one = behind_one || !blank;
    out += line + "\n";
  }
  return out + "]\n";
}

bool report(const Issues& issues, std::ostream& err) {
  for (const Issue& issue : issues.all()) err << render(issue, issues.text());
  return !issues.any_error();
}

// nullopt: reported.
std::optional<Scene> read_scene(const Arguments& arguments, const Workspace& workspace, std::ostream& err) {
  Cast cast{*workspace.policy, {}, {}};
  for (const LoadedJourney& loaded : workspace.journeys) cast.journeys.push_back(loaded.journey.name);
  Scene scene;
  auto contact = read_text(arguments.contact, err);
  auto events = read_text(arguments.events, err);
  if (!contact || !events) return std::nullopt;
  Issues of_contact(arguments.contact, *contact);
  if (auto root = parse_yaml(*contact, of_contact)) scene.given = read_given(*root, cast, of_contact);
  std::string list = as_list(*events);
  Issues of_events(arguments.events, list);
  if (auto root = parse_yaml(list, of_events))
    scene.when = read_when(*root, cast, scene.given.points, of_events);
  bool good = report(of_contact, err);
  return report(of_events, err) && good ? std::optional<Scene>(std::move(scene)) : std::nullopt;
}

// What concerns the journey, and what reached the person from others.
json::object about(json::object told, const std::string& journey) {
  json::value* items = told.if_contains("items");
  if (!items) return told;
  json::array kept;
  for (json::value& value : items->as_array()) {
    const json::object& item = value.as_object();
    const json::string* of = string_member(item, "journey");
    const json::string* kind = string_member(item, "kind");
    if (!of || *of == journey || (kind && *kind == "message")) kept.push_back(std::move(value));
  }
  *items = std::move(kept);
  return told;
}

int simulate(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  Workspace workspace = load_workspace(arguments.folder);
  if (has_errors(workspace.issues)) {
    print_issues(workspace, err);
    err << "assent: nothing was played; `assent check` shows the same\n";
    return exit_wrong_input;
  }
  std::vector<std::string> known;
  for (const LoadedJourney& loaded : workspace.journeys) known.push_back(loaded.journey.name);
  if (std::find(known.begin(), known.end(), arguments.journey) == known.end()) {
    std::string near = nearest(arguments.journey, known);
    err << fmt::format("assent: there is no journey \"{}\"{}\n", arguments.journey,
                       near.empty() ? "" : "; did you mean \"" + near + "\"?");
    return exit_wrong_call;
  }
  PlayOptions options;
  options.until = parse_duration(arguments.until);
  if (!options.until) {
    err << "assent: --until: expected a duration such as 30d, not \"" << arguments.until << "\"\n";
    return exit_wrong_call;
  }
  auto scene = read_scene(arguments, workspace, err);
  if (!scene) return exit_wrong_input;
  if (!arguments.from.empty()) {
    scene->given.now = scene::parse_moment(arguments.from);
    if (!scene->given.now || scene->given.now->minute_of_day) {
      err << "assent: --from: expected a time such as 2026-11-23T10:00:00Z, not \"" << arguments.from
          << "\"\n";
      return exit_wrong_call;
    }
  }
  auto played = play(std::move(workspace), *scene, options);
  if (!played) {
    err << "assent: it could not be played: " << played.error().message << "\n";
    return exit_wrong_input;
  }
  json::object told = std::move(played.value().told);
  if (!arguments.all) told = about(std::move(told), arguments.journey);
  if (arguments.json) {
    out << canonical_json(told) << "\n";
  } else if (told.empty()) {
    out << "nothing happened: nobody came to be known\n";
  } else {
    out << timeline_text(told);
  }
  return exit_good;
}

}  // namespace

int run_simulate(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  Arguments arguments;
  CLI::App app(
      "Plays a journey for one made-up person and prints their timeline: what would be sent when, what not, "
      "and why. "
      "Nothing is sent or stored.",
      "assent simulate");
  app.add_option("JOURNEY", arguments.journey, "the journey")->required();
  app.add_option("DIR", arguments.folder, "the workspace; the current folder if left out");
  app.add_option("--contact", arguments.contact, "a file: who they are, as below")->required();
  app.add_option("--events", arguments.events, "a file: what happens, as below")->required();
  app.add_option("--from", arguments.from, "when it begins; a Monday at ten of their time if left out");
  app.add_option("--until", arguments.until, "how long it goes on; 30d if left out");
  app.add_flag("--all", arguments.all,
               "the other journeys of the workspace, too; they take part in any case");
  app.add_flag("--json", arguments.json, "the same for programs");
  app.footer(kFooter);
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  std::error_code none;
  if (!std::filesystem::is_directory(arguments.folder, none)) {
    err << arguments.folder << ": there is no such folder\n";
    return exit_wrong_call;
  }
  return simulate(arguments, out, err);
}

}  // namespace assent::engine
