#include "engine/cli/audit.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <ostream>

#include "base/hash.h"
#include "engine/cli/arguments.h"
#include "engine/cli/operator_call.h"
#include "engine/cli/report.h"
#include "engine/cli/verify_proof.h"
#include "engine/http/server.h"
#include "engine/replay.h"
#include "engine/workspace/workspace.h"

namespace assent::engine {
namespace {

int say(const Error& error, std::ostream& err) {
  err << "assent: " << error.message << "\n";
  return exit_wrong_input;
}

// A folder that goes when the command ends, whatever the reason.
struct TemporaryFolder {
  std::string path;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

int run_root(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string folder = ".";
  CLI::App app("Prints the size and the root of the audit log.", "assent audit root");
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  Request request;
  request.method = "GET";
  request.path = "/local/root";
  auto answer = operator_call(folder, std::move(request), err);
  if (!answer) return say(answer.error(), err);
  out << fmt::format("{} leaves, root {}\n", answer.value().at("size").to_number<std::uint64_t>(),
                     answer.value().at("root").as_string().c_str());
  return exit_good;
}

void print_report(const ReplayReport& report, std::size_t batch, std::ostream& out) {
  auto line = [&](std::string_view what, const Bytes32& recorded, const Bytes32& rebuilt) {
    bool same = recorded == rebuilt;
    out << fmt::format("  {:<11}{} {}\n", what, same ? "same " : "DIFFERS", to_hex(rebuilt));
    if (!same) out << fmt::format("  {:<11}recorded {}\n", "", to_hex(recorded));
  };
  if (report.retired_input != 0) {
    out << fmt::format(
        "not compared: retention deleted inputs, input {} the first of them, last on {}; a replay needs them "
        "all\n",
        report.retired_input, format_rfc3339(report.retired_at));
    return;
  }
  out << fmt::format("{} inputs in batches of {}, {} leaves\n", report.inputs, batch, report.leaves);
  line("state", report.recorded_state, report.rebuilt_state);
  line("audit root", report.recorded_root, report.rebuilt_root);
}

// With a server running, of a copy it makes of its store; else of the store itself.
Result<std::unique_ptr<storage::Store>> open_source(const Workspace& workspace, TemporaryFolder& copy) {
  Request request;
  request.method = "POST";
  request.path = "/local/checkpoint";
  request.local = true;
  auto answered = request_over_socket(socket_path(workspace.settings.data), request);
  if (answered) {
    if (answered.value().status != 200) {
      return fail(Errc::system, "the server could not copy its store: " + answered.value().body);
    }
    TRY(json::value body, parse_json(answered.value().body));
    copy.path = std::string(body.at("path").as_string());
    return storage::Store::open({.path = copy.path, .create = false});
  }
  return storage::Store::open({.path = workspace.settings.data + "/store", .create = false});
}

int run_replay(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string folder = ".";
  std::vector<std::size_t> batches{1, 1000};
  CLI::App app(
      "Rebuilds the store from its input log and compares state and audit root (same input, same outcome).",
      "assent audit replay");
  app.add_option("DIR", folder, "the workspace; the current folder if left out");
  app.add_option("--batch", batches, "inputs a batch; may be repeated; 1 and 1000 if left out")
      ->check(CLI::PositiveNumber)
      ->allow_extra_args(false);
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  Workspace workspace = load_workspace(folder);
  auto master = storage::MasterKey::load(workspace.settings.master_key, workspace.folder);
  if (!master) return say(master.error(), err);
  TemporaryFolder copy;
  auto source = open_source(workspace, copy);
  if (!source) return say(source.error(), err);
  bool good = true;
  for (std::size_t batch : batches) {
    TemporaryFolder scratch{fmt::format("{}/rebuilt-{}-{}", workspace.settings.data, getpid(), batch)};
    ReplayOptions options{scratch.path, std::max<std::size_t>(batch, 1), [&](std::uint64_t inputs) {
                            err << fmt::format("\r{} inputs", inputs) << std::flush;
                          }};
    auto report = replay(*source.value(), master.value(), options);
    if (!report) return say(report.error(), err);
    print_report(report.value(), batch, out);
    good = good && report.value().matches();
    if (!report.value().matches() && !report.value().other_semantics.empty()) {
      out << "  the log holds inputs of semantics version " << report.value().other_semantics
          << "; a difference is expected there\n";
    }
  }
  return good ? exit_good : exit_wrong_input;
}

}  // namespace

int run_audit(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
  std::string what = args.empty() ? "" : args[0];
  if (what == "root") return run_root(args.subspan(1), out, err);
  if (what == "report") return run_report(args.subspan(1), out, err);
  if (what == "replay") return run_replay(args.subspan(1), out, err);
  if (what == "verify-proof" && args.size() == 2 && args[1] == "--batch")
    return run_verify_proof_batch(in, out, err);
  bool help = what == "--help" || what == "-h";
  (help ? out : err) << "usage: assent audit root [DIR] | replay [DIR] [--batch N] | report [NAME] [DIR] | "
                        "verify-proof --batch\n";
  return help ? exit_good : exit_wrong_call;
}

}  // namespace assent::engine
