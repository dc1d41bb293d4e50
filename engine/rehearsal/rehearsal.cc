#include "engine/rehearsal/rehearsal.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <future>

namespace assent::engine {
namespace {

struct VoiceKey {
  Voice voice;
  std::string_view name, role;
  bool third_party;
};
constexpr VoiceKey kVoices[] = {{Voice::website, "website", "ingest", false},
                                {Voice::form, "form", "form", false},
                                {Voice::broker, "broker", "ingest", true},
                                {Voice::reviewer, "reviewer", "reviewer", false},
                                {Voice::author, "author", "author", false}};

Result<json::object> body_of(const Response& response) {
  if (response.body.empty()) return json::object();
  auto parsed = parse_json(response.body);
  bool object = parsed && parsed.value().is_object();
  if (response.status < 300) return object ? std::move(parsed.value().get_object()) : json::object();
  std::string message = fmt::format("status {}", response.status), field;
  const json::value* error = object ? parsed.value().get_object().if_contains("error") : nullptr;
  if (error && error->is_object()) {
    if (const json::string* text = string_member(error->get_object(), "message")) message = *text;
    if (const json::string* text = string_member(error->get_object(), "field")) field = *text;
  }
  return fail(response.status == 404 ? Errc::not_found : Errc::invalid, std::move(message), std::move(field));
}

}  // namespace

Rehearsal::Rehearsal(Workspace workspace, const RehearsalOptions& options)
    : workspace_(std::move(workspace)), sinks_(options.carriers), entropy_(options.seed) {
  workspace_.settings.data = "/rehearsal";  // of the memory disk
}

Rehearsal::~Rehearsal() {
  if (engine_) engine_->stop();
  api_.reset();
  engine_.reset();
}

Result<std::unique_ptr<Rehearsal>> Rehearsal::open(Workspace workspace, const RehearsalOptions& options) {
  std::unique_ptr<Rehearsal> made(new Rehearsal(std::move(workspace), options));
  Stage stage{storage::MasterKey::from_bytes(random_key()), made->sinks_.opener()};
  EngineOptions parts;
  parts.virtual_start = options.start;
  parts.env = made->disk_.env();
  parts.entropy = &made->entropy_;
  parts.stage = &stage;
  TRY(made->engine_, Engine::open(made->workspace_, parts));
  made->api_ = std::make_unique<Api>(*made->engine_, made->workspace_);
  TRY(made->add_voices());
  return made;
}

Result<void> Rehearsal::add_voices() {
  for (const VoiceKey& voice : kVoices) {
    json::object body{{"name", voice.name}, {"role", voice.role}};
    if (voice.third_party) body["source"] = "third_party";
    TRY(json::object made, call("POST", "/local/keys", std::move(body), Voice::host));
    const json::string* key = string_member(made, "key");
    if (!key) return fail(Errc::system, "a key was not made");
    keys_[voice.voice] = std::string(*key);
  }
  return ok();
}

void Rehearsal::complete(const std::string& path, json::object& body) {
  auto make_up = [&](const char* member, std::string value) {
    if (!body.contains(member)) body[member] = std::move(value);
  };
  bool event = path == "/v1/track" || path == "/v1/identify" || path == "/v1/page" || path == "/v1/screen" ||
               path == "/v1/group" || path == "/v1/alias";
  if (event) make_up("messageId", fmt::format("e-{}", ++made_up_));
  if (path == "/v1/submissions") {
    make_up("submissionId", fmt::format("f-{}", ++made_up_));
    make_up("timestamp", format_rfc3339(now()));
  }
}

Result<json::object> Rehearsal::call(std::string_view method, const std::string& path, json::object body,
                                     Voice as, std::map<std::string, std::string> query) {
  Request request;
  request.method = std::string(method);
  request.path = path;
  request.query = std::move(query);
  request.peer = "127.0.0.1";
  request.local = as == Voice::host;
  if (method != "GET") {
    complete(path, body);
    request.body = json::serialize(body);
    request.headers["content-type"] = "application/json";
  }
  if (auto key = keys_.find(as); key != keys_.end())
    request.headers["authorization"] = "Bearer " + key->second;
  TRY(json::object answer, ask(std::move(request)));
  if (method != "GET") {
    TRY(advance_to(now()));
  }
  return answer;
}

Result<json::object> Rehearsal::ask(Request request) {
  auto answered = std::make_shared<std::promise<Response>>();
  auto answer = answered->get_future();
  api_->handle(std::move(request), [answered](Response r) { answered->set_value(std::move(r)); });
  return body_of(answer.get());
}

Result<void> Rehearsal::advance_to(Utc target) {
  auto reached = std::make_shared<std::promise<Result<Utc>>>();
  auto settled = reached->get_future();
  engine_->writer().advance_to(target, [reached](Result<Utc> t) { reached->set_value(std::move(t)); });
  TRY(settled.get());
  return ok();
}

}  // namespace assent::engine
