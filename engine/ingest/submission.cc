#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/limits.h"
#include "engine/ingest/fields.h"
#include "engine/ingest/ingest.h"

// POST /v1/submissions: what a form collected. It is the evidence on which every later "may we?" rests, so it
// is taken whole or refused whole, and each refusal names the field.

namespace assent::engine {
namespace {

Error invalid(std::string field, std::string message) {
  return fail(Errc::invalid, std::move(message), std::move(field));
}

// What is known once everything but the consents is read.
struct Form {
  const Credential& credential;
  const channels::Policy& policy;
  const std::string& notice;  // the form's; may be empty
  const SubmissionCommand& submission;
};

bool among(const std::vector<std::string>& allowed, const std::string& one) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), one) != allowed.end();
}

Result<const json::object*> item_object(const json::value& item, const std::string& path) {
  if (const json::object* object = item.if_object()) return object;
  return invalid(path, fmt::format("{} must be an object, not {}", path, what_it_is(item)));
}

Result<ProvidedPoint> read_point(const json::value& item, const std::string& path) {
  TRY(const json::object* object, item_object(item, path));
  Fields fields(*object, path);
  TRY(std::string kind_text, fields.required_text("channel"));
  std::optional<PointKind> kind = PointKind::parse(kind_text);
  if (!kind) {
    return invalid(fields.path("channel"),
                   fmt::format("{} must be email, phone or social.<network>, not \"{}\"",
                               fields.path("channel"), kind_text));
  }
  TRY(std::string given, fields.required_text("address", limits::address_bytes));
  std::optional<std::string> address = normal_address(*kind, given);
  if (!address) {
    return invalid(
        fields.path("address"),
        fmt::format("{} is no {} address{}", fields.path("address"), kind->text(),
                    kind->family() == PointKind::Family::phone ? " in E.164, such as +66812345678" : ""));
  }
  ProvidedPoint point;
  point.kind = std::move(*kind);
  point.address = std::move(*address);
  return point;
}

Result<std::vector<ProvidedPoint>> read_provided(const Fields& body) {
  TRY(const json::array* items, body.array("provided"));
  if (items->size() > limits::contact_points) {
    return invalid("provided", fmt::format("provided has more than {} points", limits::contact_points));
  }
  std::vector<ProvidedPoint> points;
  for (std::size_t i = 0; i < items->size(); ++i) {
    TRY(ProvidedPoint point, read_point((*items)[i], fmt::format("provided[{}]", i)));
    if (std::find(points.begin(), points.end(), point) == points.end()) points.push_back(std::move(point));
  }
  return points;
}

// One channel of one consent: known to its purpose, covered by its notice, and with a point to knock at.
Result<Channel> read_channel(const json::value& item, const std::string& path, const GivenConsent& given,
                             const Form& form) {
  const json::string* text = item.if_string();
  if (!text) return invalid(path, fmt::format("{} must be a string, not {}", path, what_it_is(item)));
  std::string word(*text);
  std::optional<Channel> channel = Channel::parse(word);
  const auto& known = form.policy.purpose(given.purpose)->channels;
  if (!channel || std::find(known.begin(), known.end(), *channel) == known.end()) {
    std::vector<std::string> names;
    for (const Channel& one : known) names.push_back(one.text());
    return invalid(path, fmt::format("purpose \"{}\" has no channel \"{}\"; it has {}", given.purpose, word,
                                     fmt::join(names, ", ")));
  }
  if (!form.policy.notice(given.notice)->covers_consent(given.purpose, *channel)) {
    return invalid(
        path, fmt::format("notice \"{}\" does not cover purpose \"{}\" on channel \"{}\": who read it did "
                          "not agree to that",
                          given.notice, given.purpose, word));
  }
  PointKind kind = channel->point_kind();
  const auto& provided = form.submission.provided;
  bool fits =
      std::any_of(provided.begin(), provided.end(), [&](const ProvidedPoint& p) { return p.kind == kind; });
  if (!fits) {
    return invalid(
        path, fmt::format("no {} point in provided for channel \"{}\": a consent covers the points of its "
                          "own submission, so send a known one again",
                          kind.text(), word));
  }
  return std::move(*channel);
}

// The notice of one consent: its own, else the form's.
Result<std::string> read_notice(const Fields& fields, const Form& form) {
  TRY(std::string notice, fields.text("notice"));
  std::string field = fields.path("notice");
  if (notice.empty()) {
    notice = form.notice;
    field = "form.notice";
  }
  if (notice.empty()) {
    return invalid(field, "form.notice is missing: a consent needs the wording that was shown");
  }
  if (!form.policy.notice(notice)) {
    return invalid(field, fmt::format("notice \"{}\" is not declared in policy.yaml", notice));
  }
  if (!among(form.credential.notices, notice)) {
    return fail(Errc::forbidden,
                fmt::format("key \"{}\" is not bound to notice \"{}\"", form.credential.name, notice), field);
  }
  return notice;
}

Result<GivenConsent> read_consent(const json::value& item, const std::string& path, const Form& form) {
  TRY(const json::object* object, item_object(item, path));
  Fields fields(*object, path);
  GivenConsent given;
  TRY(given.purpose, fields.required_text("purpose"));
  if (!form.policy.purpose(given.purpose)) {
    return invalid(fields.path("purpose"),
                   fmt::format("purpose \"{}\" is not declared in policy.yaml", given.purpose));
  }
  TRY(given.notice, read_notice(fields, form));
  TRY(const json::array* items, fields.array("channels"));
  if (items->empty()) {
    return invalid(fields.path("channels"),
                   fields.path("channels") + " is missing: name the channels agreed to");
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    std::string channel_path = fmt::format("{}[{}]", fields.path("channels"), i);
    TRY(Channel channel, read_channel((*items)[i], channel_path, given, form));
    if (std::find(given.channels.begin(), given.channels.end(), channel) == given.channels.end()) {
      given.channels.push_back(std::move(channel));
    }
  }
  return given;
}

// What every consent needs besides itself: without one of these it proves nothing.
Result<void> check_evidence(const Form& form) {
  if (form.credential.third_party) {
    return fail(
        Errc::forbidden,
        fmt::format("key \"{}\" is labelled third_party: what comes with it was not given by the contact, so "
                    "it cannot vouch for consents",
                    form.credential.name),
        "consents");
  }
  if (!form.submission.timestamp) {
    return invalid("timestamp", "timestamp is missing: a consent needs the time at which it was given");
  }
  if (form.submission.form_id.empty()) {
    return invalid("form.id", "form.id is missing: a consent needs the form in which it was given");
  }
  if (form.submission.action.empty()) {
    return invalid("evidence.action",
                   "evidence.action is missing: a consent needs the act by which it was given, "
                   "such as \"tick\"");
  }
  return ok();
}

Result<std::vector<GivenConsent>> read_consents(const Fields& body, const Form& form) {
  TRY(const json::array* items, body.array("consents"));
  std::vector<GivenConsent> consents;
  if (items->empty()) return consents;
  if (items->size() > limits::submission_consents) {
    return invalid("consents", fmt::format("consents has more than {} items", limits::submission_consents));
  }
  TRY(check_evidence(form));
  for (std::size_t i = 0; i < items->size(); ++i) {
    TRY(GivenConsent given, read_consent((*items)[i], fmt::format("consents[{}]", i), form));
    consents.push_back(std::move(given));
  }
  return consents;
}

Result<void> read_evidence(const Fields& body, SubmissionCommand& submission) {
  TRY(const json::object* object, body.object("evidence"));
  Fields evidence(*object, "evidence");
  TRY(submission.ip, evidence.text("ip"));
  TRY(submission.user_agent, evidence.text("userAgent", limits::evidence_bytes));
  TRY(submission.action, evidence.text("action"));
  TRY(submission.method, evidence.text("method"));
  if (submission.method.empty()) submission.method = "form";
  return ok();
}

}  // namespace

Result<SubmissionCommand> parse_submission(std::string_view body, const Credential& credential,
                                           const channels::Policy& policy) {
  if (body.size() > limits::submission_bytes) {
    return fail(Errc::too_large, fmt::format("a submission has at most {} bytes", limits::submission_bytes));
  }
  TRY(json::value value, parse_json(body));
  const json::object* object = value.if_object();
  if (!object)
    return fail(Errc::malformed, fmt::format("a submission is an object, not {}", what_it_is(value)));
  Fields fields(*object, "");
  SubmissionCommand submission;
  submission.source = credential.third_party ? Source::third_party : Source::contact;
  TRY(submission.submission_id, fields.id("submissionId"));
  if (submission.submission_id.empty()) {
    return invalid("submissionId", "submissionId is missing: it makes a retry safe");
  }
  TRY(submission.user_id, fields.id("userId"));
  TRY(submission.timestamp, fields.time("timestamp"));
  TRY(const json::object* form_object, fields.object("form"));
  Fields form_fields(*form_object, "form");
  TRY(submission.form_id, form_fields.text("id"));
  TRY(submission.form_url, form_fields.text("url", limits::evidence_bytes));
  TRY(submission.language, form_fields.text("language"));
  TRY(std::string notice, form_fields.text("notice"));
  if (!among(credential.forms, submission.form_id)) {
    return fail(Errc::forbidden,
                fmt::format("key \"{}\" is not bound to form \"{}\"", credential.name, submission.form_id),
                "form.id");
  }
  TRY(read_evidence(fields, submission));
  TRY(submission.provided, read_provided(fields));
  TRY(submission.consents, read_consents(fields, Form{credential, policy, notice, submission}));
  TRY(const json::object* traits, fields.object("traits"));
  TRY(check_traits(*traits));
  submission.traits = *traits;
  return submission;
}

std::optional<std::string> submission_id_of(std::string_view body) {
  auto value = parse_json(body);
  if (!value || !value.value().is_object()) return std::nullopt;
  auto id = Fields(value.value().get_object(), "").id("submissionId");
  if (!id || id.value().empty()) return std::nullopt;
  return id.value();
}

std::string form_id_of(std::string_view body) {
  auto value =
      body.size() <= limits::submission_bytes ? parse_json(body) : Result<json::value>(json::value());
  if (!value || !value.value().is_object()) return {};
  auto form = Fields(value.value().get_object(), "").object("form");
  if (!form) return {};
  return Fields(*form.value(), "form").text("id").has_value()
             ? Fields(*form.value(), "form").text("id").value()
             : std::string();
}

}  // namespace assent::engine
