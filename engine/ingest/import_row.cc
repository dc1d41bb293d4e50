#include "engine/ingest/import_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/limits.h"
#include "engine/ingest/fields.h"

namespace assent::engine {
namespace {

// An administrator's key vouches for what it imports; it is bound to no form.
Credential vouching(const Credential& credential) {
  Credential out = credential;
  out.forms.clear();
  out.notices.clear();
  return out;
}

Result<SubmissionCommand> as_submission(const json::object& row, const std::string& id,
                                        const Credential& credential, const channels::Policy& policy) {
  json::object body;
  for (const char* member : {"userId", "timestamp", "form", "provided", "consents", "traits", "evidence"}) {
    if (const json::value* value = row.if_contains(member)) body[member] = *value;
  }
  body["submissionId"] = id;
  TRY(SubmissionCommand submission, parse_submission(json::serialize(body), vouching(credential), policy));
  submission.method = "import";
  return submission;
}

// What a submission over HTTP need not say: it happened in the past, and this is what was read.
Result<void> check_history(const json::object& row, const SubmissionCommand& submission,
                           const channels::Policy& policy, Utc now) {
  if (submission.provided.empty())
    return fail(Errc::invalid, "no address: a consent covers the points of its own row", "provided");
  if (*submission.timestamp > now)
    return fail(Errc::invalid, "timestamp lies in the future: nobody has agreed to that yet", "timestamp");
  const json::value* shown = row.if_contains("wording");
  if (!shown || shown->is_null()) return ok();
  for (const GivenConsent& given : submission.consents) {
    const channels::Notice* notice = policy.notice(given.notice);
    if (notice && shown->is_string() && std::string_view(shown->get_string()) == notice->text) continue;
    return fail(Errc::invalid,
                fmt::format("wording is not the text of notice \"{}\": declare the notice that was shown",
                            given.notice),
                "wording");
  }
  return ok();
}

Result<void> read_points(const json::object& row, const char* member, bool third_party,
                         std::vector<ImportedPoint>& points) {
  Fields fields(row, "");
  TRY(const json::array* list, fields.array(member));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::object* object = (*list)[i].if_object();
    std::string path = fmt::format("{}[{}]", member, i);
    if (!object) return fail(Errc::invalid, path + " must be an object", path);
    Fields point(*object, path);
    TRY(std::string kind_text, point.required_text("channel"));
    TRY(std::string address, point.required_text("address", limits::address_bytes));
    auto kind = PointKind::parse(kind_text);
    auto normal = kind ? normal_address(*kind, address) : std::nullopt;
    if (!normal)
      return fail(Errc::invalid, fmt::format("\"{}\" is no {} address", address, kind_text),
                  point.path("address"));
    points.push_back({*kind, std::move(*normal), third_party});
  }
  return ok();
}

Result<ImportCommand> as_import(const json::object& row, const std::string& import, const std::string& id) {
  Fields fields(row, "");
  ImportCommand command;
  command.import = import;
  command.row_id = id;
  TRY(command.user_id, fields.id("userId"));
  auto timestamp = fields.time("timestamp");  // one that cannot be read is why this is only a point
  if (timestamp) command.timestamp = timestamp.value();
  TRY(const json::object* traits, fields.object("traits"));
  TRY(const json::object* foreign, fields.object("thirdPartyTraits"));
  TRY(check_traits(*traits));
  TRY(check_traits(*foreign));
  command.traits = *traits;
  command.third_party_traits = *foreign;
  TRY(read_points(row, "provided", false, command.points));
  TRY(read_points(row, "thirdPartyPoints", true, command.points));
  return command;
}

std::string told(const Error& error) {
  bool named = error.field.empty() || error.message.find(error.field) != std::string::npos;
  return named ? error.message : error.field + ": " + error.message;
}

}  // namespace

std::string_view name(RowFate fate) {
  switch (fate) {
    case RowFate::consent:
      return "consent";
    case RowFate::point:
      return "point";
    case RowFate::refused:
      return "refused";
  }
  return "refused";
}

JudgedRow judge_row(const json::value& value, const std::string& import, const Credential& credential,
                    const channels::Policy& policy, Utc now) {
  JudgedRow judged;
  const json::object* row = value.if_object();
  if (!row) {
    judged.why = "a row must be an object";
    return judged;
  }
  if (const json::value* line = row->if_contains("line"); line && line->is_int64())
    judged.line = static_cast<std::uint64_t>(line->get_int64());
  auto row_id = Fields(*row, "").id("id");
  if (!row_id || row_id.value().empty()) {
    judged.why = "id is missing: it makes a repeated import safe";
    return judged;
  }
  std::string id = "import:" + row_id.value();
  auto rest = as_import(*row, import, id);
  if (!rest) {
    judged.why = told(rest.error());
    return judged;
  }
  ImportCommand& points = rest.value();
  bool asks =
      row->contains("consents") && row->at("consents").is_array() && !row->at("consents").get_array().empty();
  auto submission = as_submission(*row, id, credential, policy);
  Result<void> history = !asks        ? Result<void>(fail(Errc::invalid, "no consent stands in this row"))
                         : submission ? check_history(*row, submission.value(), policy, now)
                                      : Result<void>(submission.error());
  if (history) {
    judged.fate = RowFate::consent;
    judged.commands.emplace_back(std::move(submission).value());
    std::erase_if(points.points, [](const ImportedPoint& p) { return !p.third_party; });
    points.traits.clear();
    if (points.points.empty() && points.third_party_traits.empty()) return judged;
    if (points.user_id.empty()) {  // the submission makes a contact that only its answer names
      judged.why = "third-party columns were left out: the row has no userId to keep them under";
      return judged;
    }
    judged.commands.emplace_back(std::move(points));
    return judged;
  }
  judged.fate = RowFate::point;
  judged.why = points.why = told(history.error());
  judged.commands.emplace_back(std::move(points));
  return judged;
}

}  // namespace assent::engine
