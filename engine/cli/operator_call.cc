#include "engine/cli/operator_call.h"

#include <future>
#include <ostream>

#include "engine/api/api.h"
#include "engine/http/server.h"

namespace assent::engine {
namespace {

Result<Response> ask_store(const Workspace& workspace, const Request& request) {
  EngineOptions options;
  options.serving = false;
  TRY(auto engine, Engine::open(workspace, options));
  Api api(*engine, workspace);
  TRY(api.load_keys());
  std::promise<Response> answered;
  api.handle(request, [&](Response response) { answered.set_value(std::move(response)); });
  Response response = answered.get_future().get();
  engine->stop();
  return response;
}

// What was answered instead of a 2xx.
Error refusal_of(const Response& response) {
  std::string message = "the server answered " + std::to_string(response.status);
  auto parsed = parse_json(response.body);
  const json::object* body = parsed ? parsed.value().if_object() : nullptr;
  const json::value* error = body ? body->if_contains("error") : nullptr;
  const json::object* what = error ? error->if_object() : nullptr;
  const json::string* text = what ? string_member(*what, "message") : nullptr;
  if (text) message = std::string(*text);
  return fail(response.status == 404 ? Errc::not_found : Errc::invalid, std::move(message));
}

}  // namespace

std::string socket_path(const std::string& data_folder) {
  return data_folder + "/assent.sock";
}

Result<Response> operator_answer(const std::string& folder, Request request, std::ostream& err) {
  Workspace workspace = load_workspace(folder);
  request.local = true;
  auto answered = request_over_socket(socket_path(workspace.settings.data), request);
  if (!answered && answered.error().code == Errc::unavailable) {
    if (has_errors(workspace.issues) || !workspace.policy) {
      print_issues(workspace, err);
      return fail(Errc::invalid, "the workspace has mistakes, and no server is running to ask instead");
    }
    answered = ask_store(workspace, request);
  }
  TRY(Response response, std::move(answered));
  if (response.status >= 300) return refusal_of(response);
  return response;
}

Result<json::object> operator_call(const std::string& folder, Request request, std::ostream& err) {
  TRY(Response response, operator_answer(folder, std::move(request), err));
  TRY(json::value parsed, parse_json(response.body));
  if (!parsed.is_object())
    return fail(Errc::malformed, "the server answered something that is not an object");
  return std::move(parsed.get_object());
}

}  // namespace assent::engine
