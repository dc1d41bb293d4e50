// POST /v1/imports (admin): rows of an import, some hundreds a call, and at the end the record of the whole.
//
//   {"import": sha256 of the file, "rows": [...], "check": true|false}   engine/ingest/import_row.h has the rows
//   → {"success":true,"rows":[{"line","result","why"?}],"consents","points_only","refused","repeated"}
//   {"import": sha256, "finish": {"file", "rows", "consents", "points_only", "refused", "repeated"}}
//   → {"success":true,"audit_index"}
//
// `check` judges and records nothing.
#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/ingest/fields.h"
#include "engine/ingest/import_row.h"

namespace assent::engine {
namespace {

struct Judgement {
  std::vector<JudgedRow> rows;
  std::vector<std::size_t> first_command;  // of each row, in the work
};

json::object summary_of(const Judgement& judged, const std::vector<Answer>& answers) {
  std::uint64_t consents = 0, points = 0, refused = 0, repeated = 0;
  json::array rows;
  for (std::size_t i = 0; i < judged.rows.size(); ++i) {
    const JudgedRow& row = judged.rows[i];
    std::string result(name(row.fate)), why = row.why;
    if (!row.commands.empty() && !answers.empty()) {
      const Answer& answer = answers[judged.first_command[i]];
      if (answer.refused) result = "refused", why = answer.message;
      if (answer.repeat) result = "repeated";
    }
    consents += result == "consent";
    points += result == "point";
    refused += result == "refused";
    repeated += result == "repeated";
    json::object item{{"line", row.line}, {"result", result}};
    if (!why.empty()) item["why"] = why;
    rows.push_back(std::move(item));
  }
  return {{"success", true},       {"rows", std::move(rows)}, {"consents", consents},
          {"points_only", points}, {"refused", refused},      {"repeated", repeated}};
}

Result<ImportCommand> read_finish(const json::object& finish, const std::string& import) {
  ImportCommand whole;
  whole.import = import;
  TRY(whole.file, Fields(finish, "finish").text("file", limits::evidence_bytes));
  auto count = [&](const char* member, std::uint64_t& into) {
    const json::value* value = finish.if_contains(member);
    if (value && value->is_int64() && value->get_int64() >= 0)
      into = static_cast<std::uint64_t>(value->get_int64());
  };
  count("rows", whole.rows);
  count("consents", whole.consents);
  count("points_only", whole.points_only);
  count("refused", whole.refused);
  count("repeated", whole.repeated);
  return whole;
}

}  // namespace

void Api::imports(Call call) {
  auto parsed = parse_json(call.request.body);
  if (!parsed) return call.respond(error_response(parsed.error()));
  const json::object* body = parsed.value().if_object();
  if (!body) return call.respond(error_response(fail(Errc::malformed, "the body must be a JSON object")));
  const json::string* import = string_member(*body, "import");
  auto sha = import ? from_hex(std::string_view(*import)) : std::nullopt;
  if (!sha || sha->size() != 32)
    return call.respond(
        error_response(fail(Errc::invalid, "import must be the SHA-256 of the file, in hex", "import")));
  std::string id(*import);
  const json::value* finish = body->if_contains("finish");
  if (finish && finish->is_object()) return finish_import(std::move(call), finish->get_object(), id);
  const json::value* rows = body->if_contains("rows");
  if (!rows || !rows->is_array() || rows->get_array().size() > limits::batch_events)
    return call.respond(error_response(fail(
        Errc::invalid, "rows must be a list of at most " + std::to_string(limits::batch_events), "rows")));
  const json::value* check = body->if_contains("check");
  bool dry = check && check->is_bool() && check->get_bool();
  auto judged = std::make_shared<Judgement>();
  Work work;
  work.credential = call.credential.name;
  for (const json::value& row : rows->get_array()) {
    judged->rows.push_back(judge_row(row, id, call.credential, *policy(), engine_.clock().now()));
    judged->first_command.push_back(work.commands.size());
    for (const Command& command : judged->rows.back().commands) work.commands.push_back(command);
  }
  if (dry || work.commands.empty()) return call.respond(json_response(summary_of(*judged, {})));
  work.done = [respond = call.respond, judged](const Result<std::vector<Answer>>& answers) {
    if (!answers) return respond(error_response(answers.error()));
    respond(json_response(summary_of(*judged, answers.value())));
  };
  submit(Lane::ingest, std::move(work), call.respond);
}

void Api::finish_import(Call call, const json::object& finish, const std::string& import) {
  auto whole = read_finish(finish, import);
  if (!whole) return call.respond(error_response(whole.error()));
  Work work{{std::move(whole).value()}, call.credential.name, {}};
  work.done = [respond = call.respond](const Result<std::vector<Answer>>& answers) {
    if (!answers) return respond(error_response(answers.error()));
    json::object body{{"success", true}};
    for (const auto& member : answers.value().front().body) body[member.key()] = member.value();
    respond(json_response(body));
  };
  submit(Lane::ingest, std::move(work), call.respond);
}

}  // namespace assent::engine
