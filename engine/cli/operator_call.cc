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

Result<json::object> body_of(const Response& response) {
  TRY(json::value parsed, parse_json(response.body));
  if (!parsed.is_object())
    return fail(Errc::malformed, "the server answered something that is not an object");
  json::object& body = parsed.get_object();
  if (response.status < 300) return std::move(body);
  std::string message = "the server answered " + std::to_string(response.status);
  if (json::value* error = body.if_contains("error"); error && error->is_object()) {
    if (const json::string* text = string_member(error->get_object(), "message"))
      message = std::string(*text);
  }
  return fail(response.status == 404 ? Errc::not_found : Errc::invalid, std::move(message));
}

}  // namespace

std::string socket_path(const std::string& data_folder) {
  return data_folder + "/assent.sock";
}

Result<json::object> operator_call(const std::string& folder, Request request, std::ostream& err) {
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
  return body_of(response);
}

}  // namespace assent::engine
