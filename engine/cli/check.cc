#include "engine/cli/check.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "base/json.h"
#include "engine/cli/arguments.h"
#include "engine/cli/regimes_report.h"
#include "engine/workspace/workspace.h"

namespace assent::engine {
namespace {

std::string counted(std::size_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

std::size_t count(const Workspace& workspace, Severity severity) {
  return static_cast<std::size_t>(std::count_if(workspace.issues.begin(), workspace.issues.end(),
                                                [&](const Issue& i) { return i.severity == severity; }));
}

std::size_t purposes(const Workspace& workspace) {
  return workspace.policy ? workspace.policy->purposes.size() : 0;
}

std::string summary(const Workspace& workspace) {
  std::size_t mistakes = count(workspace, Severity::error), warnings = count(workspace, Severity::warning);
  std::string noted = warnings == 0 ? "" : ", " + counted(warnings, "warning");
  if (mistakes > 0) {
    std::set<std::string> files;
    for (const Issue& issue : workspace.issues) files.insert(issue.file);
    return fmt::format("{}{} in {}", counted(mistakes, "mistake"), noted, counted(files.size(), "file"));
  }
  return fmt::format("ok: {}, {}, {}, {}{}", counted(workspace.journeys.size(), "journey"),
                     counted(workspace.template_texts.size(), "template"),
                     counted(purposes(workspace), "purpose"),
                     counted(workspace.settings.channels.size(), "channel"), noted);
}

json::object as_json(const Issue& issue) {
  json::object out{{"file", issue.file},
                   {"line", issue.line},
                   {"column", issue.column},
                   {"width", issue.width},
                   {"severity", issue.severity == Severity::error ? "error" : "warning"},
                   {"message", issue.message}};
  if (!issue.expected.empty()) out["expected"] = issue.expected;
  if (!issue.suggestion.empty()) out["suggestion"] = issue.suggestion;
  return out;
}

json::object as_json(const Workspace& workspace) {
  json::array issues;
  for (const Issue& issue : workspace.issues) issues.push_back(as_json(issue));
  return {{"ok", !has_errors(workspace.issues)},   {"issues", std::move(issues)},
          {"journeys", workspace.journeys.size()}, {"templates", workspace.template_texts.size()},
          {"purposes", purposes(workspace)},       {"channels", workspace.settings.channels.size()}};
}

}  // namespace

int run_check(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string folder = ".";
  bool json_wanted = false, regimes_wanted = false;
  CLI::App app("Checks a workspace: all mistakes at once.", "assent check");
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  app.add_flag("--json", json_wanted, "for programs");
  app.add_flag("--regimes", regimes_wanted, "lists the rule packs of this version, with their sources");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  if (regimes_wanted) {
    print_rule_packs(out);
    return exit_good;
  }
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) {
    err << folder << ": there is no such folder\n";
    return exit_wrong_call;
  }
  Workspace workspace = load_workspace(folder);
  if (!json_wanted) {
    print_issues(workspace, out);
    if (!has_errors(workspace.issues)) print_binding_rules(workspace, out);
    out << summary(workspace) << "\n";
  } else {
    out << canonical_json(as_json(workspace)) << "\n";
  }
  return has_errors(workspace.issues) ? exit_wrong_input : exit_good;
}

}  // namespace assent::engine
