#include "engine/cli/serve.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <ostream>

#include "engine/api/api.h"
#include "engine/cli/arguments.h"
#include "engine/cli/operator_call.h"
#include "engine/http/server.h"

namespace assent::engine {
namespace {

struct ServeArguments {
  std::string folder = ".";
  std::string clock;
  std::string listen;
};

std::string without_port(const std::string& listen) {
  return listen.substr(0, listen.rfind(':'));
}

int serve(const ServeArguments& arguments, const Workspace& workspace, std::ostream& out, std::ostream& err) {
  EngineOptions options;
  if (!arguments.clock.empty()) {
    options.virtual_start = parse_rfc3339(arguments.clock);
    if (!options.virtual_start) {
      err << "--clock: expected a time like 2026-11-21T10:00:00Z, not \"" << arguments.clock << "\"\n";
      return exit_wrong_call;
    }
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals,
                  nullptr);  // before any thread: all inherit it, only sigwait below gets them

  auto engine = Engine::open(workspace, options);
  if (!engine) {
    err << "assent: " << engine.error().message << "\n";
    return exit_wrong_input;
  }
  Api api(*engine.value(), workspace);
  if (auto loaded = api.load_keys(); !loaded) {
    err << "assent: " << loaded.error().message << "\n";
    return exit_wrong_input;
  }
  std::string listen = arguments.listen.empty() ? workspace.settings.listen : arguments.listen;
  auto address = parse_listen(listen);
  if (address && !address->loopback() && !workspace.settings.behind_proxy) {
    err << "assent: " << listen
        << " can be reached from other machines, without encryption; listen on a loopback "
           "address, or say `behind_proxy: true` in assent.yaml where a proxy in front ends TLS\n";
    return exit_wrong_call;
  }
  auto server = Server::open({listen, socket_path(workspace.settings.data)}, api);
  if (!server) {
    err << "assent: " << server.error().message << "\n";
    return exit_wrong_input;
  }
  Engine& running = *engine.value();
  if (running.recovered_unknown() + running.recovered_repeated() > 0) {
    out << fmt::format("assent: after a crash, {} hand-overs stand as unknown and {} are repeated\n",
                       running.recovered_unknown(), running.recovered_repeated());
  }
  out << fmt::format(
             "assent: serving {} on http://{}:{}{}\n", workspace.folder, without_port(listen),
             server.value()->port(),
             running.virtual_time() ? ", on a virtual clock at " + format_rfc3339(running.clock().now()) : "")
      << std::flush;
  int received = 0;
  sigwait(&signals, &received);
  server.value()->stop();
  running.stop();
  out << "assent: stopped; nothing acknowledged is lost\n";
  return exit_good;
}

}  // namespace

int run_serve(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  ServeArguments arguments;
  CLI::App app("Runs the engine of a workspace and its HTTP interface, until it is told to stop (Ctrl-C).",
               "assent serve");
  app.add_option("DIR", arguments.folder, "the workspace; the current folder if left out");
  app.add_option(
      "--clock", arguments.clock,
      "run on a virtual clock that starts here (2026-11-21T10:00:00Z), survives restarts, and moves only by "
      "`assent clock`; refused unless every transport stays on this machine");
  app.add_option("--listen", arguments.listen,
                 "HOST:PORT instead of `listen:` in assent.yaml; port 0 takes a free one");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  Workspace workspace = load_workspace(arguments.folder);
  if (has_errors(workspace.issues)) {
    print_issues(workspace, err);
    err << "assent: not started; `assent check` shows the same\n";
    return exit_wrong_input;
  }
  return serve(arguments, workspace, out, err);
}

}  // namespace assent::engine
