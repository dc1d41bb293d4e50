#include "engine/cli/reach.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <ostream>

#include "base/codec.h"
#include "base/json.h"
#include "channels/reason.h"
#include "engine/cli/arguments.h"
#include "engine/cli/store_copy.h"
#include "engine/reach.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

constexpr const char* kFooter = R"(
Everybody in the store is put before the gate, as if they came to the step this moment, with the journeys, templates
and policy as they stand in the workspace's files. Nothing is sent, planned or recorded. What only an event would
bring is not known here: a template that needs a value of the event counts as incomplete.

A proof of a message goes to yourself as it goes to anybody: through an address that you gave and a consent that you
gave, by entering yourself. There is no other way to send one; `assent simulate` shows what would be sent.)";

struct Arguments {
  std::string folder = ".", journey, step;
  bool json = false;
};

// Of the store: a virtual clock's, where it lives on one.
Result<Utc> now_of(const storage::Store& store) {
  TRY(auto stored, store.get(storage::Space::state, storage::layout::singleton("clock")));
  return stored ? Decoder(*stored).time() : SystemClock().now();
}

std::string sentence_of(const std::string& reason) {
  auto known = channels::parse_reason(reason);
  return known ? std::string(channels::sentence(*known)) : std::string();
}

void print(const Reach& r, std::ostream& out) {
  out << fmt::format("step {}: {}\n", r.step, r.template_name);
  out << fmt::format("  reached now  {} of {}\n", r.reached(), r.contacts);
  for (const auto& [channel, count] : r.now) out << fmt::format("    {:>8}  by {}\n", count, channel);
  if (r.waiting > 0) out << fmt::format("  later        {}\n", r.waiting);
  for (const auto& [reason, count] : r.later)
    out << fmt::format("    {:>8}  {}: {}\n", count, reason, sentence_of(reason));
  out << fmt::format("  not          {}\n", r.refused);
  for (const auto& [what, count] : r.not_now)
    out << fmt::format("    {:>8}  {}, {}: {}\n", count, what.first, what.second, sentence_of(what.second));
}

json::object as_json(const Reach& r) {
  json::object now, later;
  json::array refused;
  for (const auto& [channel, count] : r.now) now[channel] = count;
  for (const auto& [reason, count] : r.later) later[reason] = count;
  for (const auto& [what, count] : r.not_now)
    refused.push_back(json::object{{"channel", what.first}, {"reason", what.second}, {"contacts", count}});
  return {{"step", r.step},
          {"template", r.template_name},
          {"contacts", r.contacts},
          {"reached", r.reached()},
          {"now", std::move(now)},
          {"deferred", r.waiting},
          {"later", std::move(later)},
          {"not_reached", r.refused},
          {"reasons", std::move(refused)}};
}

Result<std::vector<Reach>> ask(const Workspace& workspace, const Arguments& arguments, Utc& now,
                               std::ostream& err) {
  TRY(auto master, storage::MasterKey::load(workspace.settings.master_key, workspace.folder));
  StoreCopy copy;
  TRY(auto store, copy.open(workspace));
  storage::Keys keys(*store, master);
  TRY(now, now_of(*store));
  bool told = false;
  auto answer =
      reach(*store, keys, {workspace, arguments.journey, arguments.step, now}, [&](std::uint64_t seen) {
        err << fmt::format("\r{} contacts", seen) << std::flush;
        told = true;
      });
  if (told) err << "\n";
  return answer;
}

}  // namespace

int run_reach(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  Arguments arguments;
  std::vector<std::string> rest;
  CLI::App app("Counts how many a journey's messages would reach now, and why the others not.",
               "assent reach");
  app.add_option("JOURNEY", arguments.journey, "the journey")->required();
  app.add_option("STEP", rest,
                 "[STEP] [DIR]: a step that sends, such as 1 or 4.then.1 (all if left out), and the "
                 "workspace (the current folder if left out)");
  app.add_flag("--json", arguments.json, "the same for programs");
  app.footer(kFooter);
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  std::error_code none;
  if (!rest.empty() && std::filesystem::is_directory(rest.back(), none)) {
    arguments.folder = rest.back();
    rest.pop_back();
  }
  if (rest.size() > 1) {
    err << "assent: there is no folder " << rest.back() << "\n";
    return exit_wrong_call;
  }
  if (!rest.empty()) arguments.step = rest.front();
  Workspace workspace = load_workspace(arguments.folder);
  if (has_errors(workspace.issues)) {
    print_issues(workspace, err);
    return exit_wrong_input;
  }
  Utc now{};
  auto report = ask(workspace, arguments, now, err);
  if (!report) {
    err << "assent: " << report.error().message << "\n";
    return exit_wrong_input;
  }
  if (arguments.json) {
    json::array steps;
    for (const Reach& one : report.value()) steps.push_back(as_json(one));
    out << canonical_json(
               json::object{{"journey", arguments.journey}, {"at", format_rfc3339(now)}, {"steps", steps}})
        << "\n";
    return exit_good;
  }
  out << fmt::format("{}, as of {}\n", arguments.journey, format_rfc3339(now));
  for (const Reach& one : report.value()) print(one, out);
  return exit_good;
}

}  // namespace assent::engine
