#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/apply/submissions.h"
#include "engine/ingest/ingest.h"

namespace assent::engine {
namespace {

Response success() {
  return json_response(json::object{{"success", true}});
}

Response refused_items(const std::vector<RefusedItem>& refused) {
  json::array items;
  for (const RefusedItem& item : refused) {
    items.push_back({{"index", item.index}, {"code", item.code}, {"message", item.message}});
  }
  json::object body{{"success", true}};
  if (!items.empty()) body["refused"] = std::move(items);
  return json_response(body);
}

Response answer_response(const Result<std::vector<Answer>>& answers) {
  if (!answers) return error_response(answers.error());
  const Answer& answer = answers.value().front();
  if (answer.refused) return error_response(fail(Errc::invalid, answer.message, answer.field));
  json::object body{{"success", true}};
  for (const auto& member : answer.body) body[member.key()] = member.value();
  return json_response(body);
}

}  // namespace

void Api::events(Call call) {
  std::string_view endpoint = std::string_view(call.request.path).substr(4);  // after "/v1/"
  auto parsed =
      parse_segment(endpoint, call.request.body, call.credential, engine_.clock().now(), engine_.entropy());
  if (!parsed) return call.respond(error_response(parsed.error()));
  bool batch = endpoint == "batch" || endpoint == "import";
  std::vector<RefusedItem> refused = std::move(parsed.value().refused);
  if (!batch && !refused.empty()) {
    return call.respond(error_response(fail(Errc::invalid, refused.front().message, refused.front().code)));
  }
  if (parsed.value().commands.empty()) return call.respond(refused_items(refused));
  Work work;
  work.credential = call.credential.name;
  work.commands.reserve(parsed.value().commands.size());
  for (EventCommand& command : parsed.value().commands) work.commands.emplace_back(std::move(command));
  work.done = [respond = call.respond,
               refused = std::move(refused)](const Result<std::vector<Answer>>& answers) {
    if (!answers) return respond(error_response(answers.error()));
    respond(refused.empty() ? success() : refused_items(refused));
  };
  submit(Lane::ingest, std::move(work), call.respond);
}

void Api::submission(Call call) {
  auto parsed = parse_submission(call.request.body, call.credential, *policy());
  if (!parsed) {
    // A repeat gets its first answer, also where the policy has changed and would refuse it now.
    auto id = call.request.body.size() <= limits::submission_bytes ? submission_id_of(call.request.body)
                                                                   : std::nullopt;
    if (!id || !was_answered(engine_.store(), engine_.keys(), call.credential.name, *id)) {
      refusals_.count(call.credential.name, form_id_of(call.request.body), parsed.error().field);
      return call.respond(error_response(parsed.error()));
    }
    SubmissionCommand repeat;
    repeat.submission_id = *id;
    parsed = std::move(repeat);
  }
  Work work{{std::move(parsed).value()}, call.credential.name, {}};
  work.done = [respond = call.respond](const auto& answers) { respond(answer_response(answers)); };
  submit(Lane::ingest, std::move(work), call.respond);
}

void Api::withdrawal(Call call) {
  auto parsed = parse_withdrawal(call.request.body, call.credential, *policy());
  if (!parsed) return call.respond(error_response(parsed.error()));
  Work work{{std::move(parsed).value()}, call.credential.name, {}};
  work.done = [respond = call.respond](const auto& answers) { respond(answer_response(answers)); };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

}  // namespace assent::engine
