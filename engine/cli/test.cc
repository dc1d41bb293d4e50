#include "engine/cli/test.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "engine/cli/arguments.h"
#include "engine/rehearsal/report.h"
#include "engine/workspace/workspace.h"

namespace assent::engine {
namespace {

constexpr const char* kFooter = R"(
A test stands beside its journey:

  tests:
    - name: silent when the address came from somewhere else
      given:
        points: [{channel: email, address: ada@acme.example, provided_by: third_party}]
      when: [{event: Trial Started}, {after: 3 days}]
      then: [{denied: welcome, because: not_provided_by_contact}, {nothing_sent: true}]

It is played by the engine itself, in memory and in virtual time: thirty days take milliseconds, nothing is sent.
docs/testing-journeys.md lists every word. Exit status: 0 all passed, 1 one failed, 2 the call is wrong.)";

struct Arguments {
  std::string folder = ".";
  std::vector<std::string> journeys;
  std::string junit;
  bool json = false, verbose = false;
};

// The first name is the folder if it is one or could only be one; a journey's name otherwise.
void sort_names(std::vector<std::string> names, Arguments& arguments) {
  std::error_code none;
  bool folder = !names.empty() && (names.front().find('/') != std::string::npos ||
                                   std::filesystem::is_directory(names.front(), none));
  if (folder) {
    arguments.folder = names.front();
    names.erase(names.begin());
  }
  arguments.journeys = std::move(names);
}

std::vector<JourneyReport> run_all(const Workspace& workspace, const Arguments& arguments) {
  std::vector<JourneyReport> reports;
  for (const LoadedJourney& loaded : workspace.journeys) {
    const std::string& name = loaded.journey.name;
    bool asked = arguments.journeys.empty() || std::find(arguments.journeys.begin(), arguments.journeys.end(),
                                                         name) != arguments.journeys.end();
    if (!asked) continue;
    JourneyReport report;
    report.journey = &loaded;
    report.tests = &loaded.tests;
    report.file = "journeys/" + name + ".yaml";
    if (auto text = workspace.texts.find(report.file); text != workspace.texts.end())
      report.text = text->second;
    for (const JourneyTest& test : loaded.tests) report.runs.push_back(run_test(workspace, loaded, test));
    reports.push_back(std::move(report));
  }
  return reports;
}

bool all_known(const Workspace& workspace, const Arguments& arguments, std::ostream& err) {
  std::vector<std::string> known;
  for (const LoadedJourney& loaded : workspace.journeys) known.push_back(loaded.journey.name);
  bool good = true;
  for (const std::string& name : arguments.journeys) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string near = nearest(name, known);
    err << fmt::format("assent: there is no folder and no journey \"{}\"{}\n", name,
                       near.empty() ? "" : "; did you mean \"" + near + "\"?");
    good = false;
  }
  return good;
}

bool write_junit(const std::vector<JourneyReport>& reports, const std::string& path, std::ostream& err) {
  std::ofstream file(path, std::ios::binary);
  file << as_junit(reports);
  file.close();
  if (!file) err << "assent: couldn't write " << path << "\n";
  return static_cast<bool>(file);
}

int print_all(const std::vector<JourneyReport>& reports, const Workspace& workspace,
              const Arguments& arguments, std::ostream& out) {
  std::size_t tests = 0, failures = 0, untested = 0;
  for (const JourneyReport& report : reports) {
    tests += report.runs.size();
    untested += report.runs.empty() ? 1 : 0;
    failures += static_cast<std::size_t>(std::count_if(report.runs.begin(), report.runs.end(),
                                                       [](const TestRun& run) { return !run.passed(); }));
  }
  if (arguments.json) {
    out << canonical_json(as_json(reports, *workspace.policy)) << "\n";
  } else {
    for (const JourneyReport& report : reports) {
      if (report.runs.empty())
        out << report.journey->journey.name << ": no tests\n";
      else
        print(report, *workspace.policy, {arguments.verbose}, out);
    }
    out << fmt::format("{} passed, {} failed; {} of {} journeys have no tests\n", tests - failures, failures,
                       untested, reports.size());
  }
  return failures == 0 && tests > 0 ? exit_good : exit_wrong_input;
}

}  // namespace

int run_journey_tests(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  Arguments arguments;
  std::vector<std::string> names;
  CLI::App app(
      "Runs the tests that stand beside journeys, in virtual time. Nothing is sent, nothing is stored.",
      "assent test");
  app.add_option("NAMES", names,
                 "[DIR] [JOURNEY...]: the workspace (the current folder if left out), and journeys "
                 "to test (all if left out)");
  app.add_option("--junit", arguments.junit, "also write the results to this file, as JUnit XML");
  app.add_flag("--json", arguments.json, "for programs: every test with its timeline, and coverage");
  app.add_flag("--verbose", arguments.verbose, "the timelines of tests that passed, too");
  app.footer(kFooter);
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  sort_names(std::move(names), arguments);
  std::error_code none;
  if (!std::filesystem::is_directory(arguments.folder, none)) {
    err << arguments.folder << ": there is no such folder\n";
    return exit_wrong_call;
  }
  Workspace workspace = load_workspace(arguments.folder);
  if (has_errors(workspace.issues)) {
    print_issues(workspace, err);
    err << "assent: nothing was tested; `assent check` shows the same\n";
    return exit_wrong_input;
  }
  if (!all_known(workspace, arguments, err)) return exit_wrong_call;
  std::vector<JourneyReport> reports = run_all(workspace, arguments);
  if (!arguments.junit.empty() && !write_junit(reports, arguments.junit, err)) return exit_wrong_input;
  return print_all(reports, workspace, arguments, out);
}

}  // namespace assent::engine
