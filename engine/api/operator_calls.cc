#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <future>
#include <sstream>

#include "base/hash.h"
#include "base/hex.h"
#include "engine/api/api.h"
#include "storage/audit_log.h"

namespace assent::engine {
namespace {

Result<json::object> body_of(const Request& request) {
  if (request.body.empty()) return json::object();
  TRY(json::value parsed, parse_json(request.body));
  if (!parsed.is_object()) return fail(Errc::malformed, "the body must be a JSON object");
  return std::move(parsed.get_object());
}

std::string text(const json::object& object, std::string_view name) {
  const json::string* found = string_member(object, name);
  return found ? std::string(*found) : std::string();
}

std::vector<std::string> texts(const json::object& object, std::string_view name) {
  std::vector<std::string> out;
  const json::value* list = object.if_contains(name);
  if (!list || !list->is_array()) return out;
  for (const json::value& item : list->get_array()) {
    if (item.is_string()) out.emplace_back(item.get_string());
  }
  return out;
}

void respond_done(const Respond& respond, const Result<std::vector<Answer>>& answers,
                  json::object extra = {}) {
  if (!answers) return respond(error_response(answers.error()));
  const Answer& answer = answers.value().front();
  if (answer.refused) return respond(error_response(fail(Errc::invalid, answer.message, answer.field)));
  json::object body{{"success", true}};
  for (const auto& member : answer.body) body[member.key()] = member.value();
  for (const auto& member : extra) body[member.key()] = member.value();
  respond(json_response(body));
}

}  // namespace

void Api::health(Call call) {
  call.respond(json_response(json::object{{"ok", true}}));
}

void Api::ready(Call call) {
  if (engine_.writer().healthy()) return call.respond(json_response(json::object{{"ready", true}}));
  call.respond(error_response(fail(Errc::unavailable, "the server is not taking writes; see its log")));
}

void Api::metrics(Call call) {
  Writer::Spent spent = engine_.writer().spent();
  storage::Store::Spent store = engine_.store().spent();
  Response response;
  response.content_type = "text/plain; version=0.0.4";
  auto add = [&](std::string_view name, std::string_view help, std::string_view kind, std::uint64_t value) {
    response.body += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, kind, value);
  };
  add("assent_inputs_total", "Inputs recorded since start.", "counter", spent.inputs);
  add("assent_batches_total", "Batches committed since start.", "counter", spent.batches);
  add("assent_apply_microseconds_total", "Time in apply.", "counter", spent.apply_us);
  add("assent_encode_microseconds_total", "Time in encoding a batch.", "counter", spent.encode_us);
  add("assent_commit_microseconds_total", "Time in synced commits.", "counter", spent.commit_us);
  add("assent_answer_microseconds_total", "Time in answering.", "counter", spent.answer_us);
  add("assent_store_bytes_total", "Bytes committed.", "counter", store.bytes);
  add("assent_queue_commands", "Commands waiting for the writer.", "gauge", engine_.writer().waiting());
  add("assent_recovered_unknown", "Claimed messages that a crash left unknown.", "gauge",
      engine_.recovered_unknown());
  add("assent_recovered_repeated", "Claimed messages repeated after a crash.", "gauge",
      engine_.recovered_repeated());
  call.respond(std::move(response));
}

void Api::brake(Call call) {
  auto body = body_of(call.request);
  if (!body) return call.respond(error_response(body.error()));
  for (const auto& member : body.value()) {
    bool known = (member.key() == "journey" || member.key() == "channel") && member.value().is_string();
    if (known) continue;
    return call.respond(error_response(
        fail(Errc::invalid, "expected \"journey\" or \"channel\" with a name, or nothing for everything",
             member.key())));
  }
  BrakeCommand brake;
  brake.paused = call.request.path == "/v1/pause";
  brake.journey = text(body.value(), "journey");
  std::string channel = text(body.value(), "channel");
  brake.channel = Channel::parse(channel);
  if (body.value().contains("channel") && !brake.channel) {
    return call.respond(
        error_response(fail(Errc::invalid, "there is no channel \"" + channel + "\"", "channel")));
  }
  if (body.value().contains("journey") && brake.paused && !deployed(brake.journey)) {
    return call.respond(
        error_response(fail(Errc::invalid, "there is no journey \"" + brake.journey + "\"", "journey")));
  }
  Work work{{std::move(brake)}, call.credential.name, {}};
  work.done = [respond = call.respond](const auto& answers) { respond_done(respond, answers); };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

// All or nothing: a workspace with one mistake changes nothing.
void Api::reload(Call call) {
  boost::asio::post(readers_, [this, call = std::move(call)] {
    Workspace fresh = load_workspace(workspace_folder_);
    if (has_errors(fresh.issues)) {
      std::ostringstream issues;
      print_issues(fresh, issues);
      return call.respond(error_response(fail(Errc::invalid, "nothing was reloaded:\n" + issues.str())));
    }
    DeploymentCommand deployment = deployment_of(fresh);
    deployment.deployer = call.credential.name;
    auto policy = std::make_shared<const channels::Policy>(*fresh.policy);
    std::set<std::string> journeys = names_of(fresh);
    auto pages = pages_of(fresh);
    Work work{{std::move(deployment)}, call.credential.name, {}};
    work.done = [this, policy, journeys, pages,
                 respond = call.respond](const Result<std::vector<Answer>>& answers) {
      if (answers && !answers.value().front().refused) {
        std::unique_lock lock(mutex_);
        policy_ = policy;
        journeys_ = journeys;
        pages_ = pages;
      }
      respond_done(respond, answers);
    };
    submit(Lane::withdrawal, std::move(work), call.respond);
  });
}

void Api::add_key(Call call) {
  auto body = body_of(call.request);
  if (!body) return call.respond(error_response(body.error()));
  KeyCommand command;
  Credential& credential = command.credential;
  credential.name = text(body.value(), "name");
  auto role = parse_role(text(body.value(), "role"));
  if (!role) {
    return call.respond(error_response(
        fail(Errc::invalid, "role must be one of ingest, form, author, reviewer, admin", "role")));
  }
  if (credential.name.empty())
    return call.respond(error_response(fail(Errc::invalid, "a key needs a name", "name")));
  std::string source = text(body.value(), "source");
  if (!source.empty() && source != "third_party") {
    return call.respond(error_response(fail(Errc::invalid, "source can only be third_party", "source")));
  }
  credential.role = *role;
  credential.third_party = !source.empty();
  credential.forms = texts(body.value(), "forms");
  credential.notices = texts(body.value(), "notices");
  if (credential.role != Role::form && !(credential.forms.empty() && credential.notices.empty()))
    return call.respond(
        error_response(fail(Errc::invalid, "only a key of role form is bound to forms", "role")));
  for (const std::string& notice : credential.notices) {
    if (policy()->notice(notice)) continue;
    return call.respond(
        error_response(fail(Errc::invalid, "policy.yaml declares no notice \"" + notice + "\"", "notices")));
  }
  {
    std::shared_lock lock(mutex_);
    for (const auto& [hash, known] : keys_) {
      if (known.name != credential.name) continue;
      return call.respond(error_response(fail(Errc::conflict,
                                              "there is a key named " + credential.name +
                                                  " already; names vouch for consents, so they "
                                                  "stay unique",
                                              "name")));
    }
  }
  Bytes32 secret = random_key();
  std::string key = "ak_" + to_base64url(as_view(secret).substr(0, 24));
  command.key_sha256 = sha256(key);
  Bytes32 hash = command.key_sha256;
  Credential added = credential;
  Work work{{std::move(command)}, call.credential.name, {}};
  work.done = [this, key, hash, added, respond = call.respond](const Result<std::vector<Answer>>& answers) {
    if (answers) {
      std::unique_lock lock(mutex_);
      keys_[hash] = added;
    }
    respond_done(respond, answers, {{"key", key}});
  };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

void Api::move_clock(Call call) {
  if (!engine_.serving()) {
    return call.respond(error_response(
        fail(Errc::conflict,
             "no server is running; the clock moves together with what is due: `assent serve --clock`")));
  }
  auto body = body_of(call.request);
  if (!body) return call.respond(error_response(body.error()));
  Utc now = engine_.clock().now();
  std::optional<Utc> target = now;
  std::string to = text(body.value(), "to"), advance = text(body.value(), "advance");
  if (!to.empty()) target = parse_rfc3339(to);
  if (!advance.empty()) {
    auto by = parse_duration(advance);
    target = by ? std::optional<Utc>(now + *by) : std::nullopt;
  }
  if (!target) {
    return call.respond(
        error_response(fail(Errc::invalid, "expected a time like 2026-11-21T10:00:00Z, or a duration like 3d",
                            to.empty() ? "advance" : "to")));
  }
  engine_.writer().advance_to(*target, [respond = call.respond](const Result<Utc>& reached) {
    if (!reached) return respond(error_response(reached.error()));
    respond(json_response(json::object{{"now", format_rfc3339(reached.value())}}));
  });
}

void Api::audit_root(Call call) {
  engine_.writer().between_batches([this, respond = call.respond](const Transaction&, const Deployed&) {
    auto log = storage::AuditLog::load(engine_.store());
    if (!log) return respond(error_response(log.error()));
    respond(json_response(json::object{{"size", log.value().size()}, {"root", to_hex(log.value().root())}}));
  });
}

// A copy of the store that a replay can read while the server goes on.
void Api::checkpoint(Call call) {
  std::string path =
      fmt::format("{}/replay-{}", data_folder_, to_hex(as_view(engine_.entropy().draw().bytes)).substr(0, 8));
  engine_.writer().between_batches([this, path, respond = call.respond](const Transaction&, const Deployed&) {
    auto made = engine_.store().checkpoint(path);
    if (!made) return respond(error_response(made.error()));
    respond(json_response(json::object{{"path", path}}));
  });
}

}  // namespace assent::engine
