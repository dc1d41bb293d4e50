// POST /v1/contacts/{id}/restrict, /invalidate, /rectify (reviewer) and /merge (admin): what people decide about one
// contact, each with a reason that stays on the record.
#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/ingest/fields.h"

namespace assent::engine {
namespace {

constexpr std::string_view kContacts = "/v1/contacts/";

Error invalid(std::string field, std::string message) {
  return fail(Errc::invalid, std::move(message), std::move(field));
}

// {id} of /v1/contacts/{id}/{what}. An id may hold slashes.
std::string contact_in(std::string_view path) {
  path.remove_prefix(kContacts.size());
  return std::string(path.substr(0, path.rfind('/')));
}

Result<void> only(const json::object& body, std::initializer_list<std::string_view> known) {
  for (const auto& member : body) {
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
      return invalid(member.key(), "there is no such member here");
  }
  return ok();
}

Result<std::string> reason_in(const Fields& body) {
  TRY(std::string reason, body.text("reason", limits::evidence_bytes));
  if (reason.find_first_not_of(" \t\r\n") != std::string::npos) return reason;
  return invalid("reason", "reason is missing: it stands on the record beside your name");
}

// "channel" and "address" as a point: the kind is the channel's.
Result<void> read_point(const Fields& body, const std::string& kind_text, ReviewCommand& review) {
  review.kind = PointKind::parse(kind_text);
  auto channel = Channel::parse(kind_text);
  if (!review.kind && channel) review.kind = channel->point_kind();
  if (!review.kind) return invalid("channel", "channel must be email, phone or social.<network>");
  TRY(std::string address, body.required_text("address", limits::address_bytes));
  auto normal = normal_address(*review.kind, address);
  if (!normal) return invalid("address", "address is no " + review.kind->text() + " address");
  review.address = std::move(*normal);
  return ok();
}

Result<ReviewCommand> read_restriction(const json::object& object, const Fields& body) {
  TRY(only(object, {"restricted", "reason"}));
  const json::value* restricted = object.if_contains("restricted");
  if (!restricted || !restricted->is_bool()) return invalid("restricted", "restricted must be true or false");
  ReviewCommand review;
  review.act = restricted->get_bool() ? ReviewAct::restrict : ReviewAct::lift_restriction;
  TRY(review.reason, reason_in(body));
  return review;
}

Result<ReviewCommand> read_invalidation(const json::object& object, const Fields& body,
                                        const channels::Policy& policy) {
  TRY(only(object, {"consent", "purpose", "channel", "address", "reason"}));
  ReviewCommand review;
  review.act = ReviewAct::invalidate;
  TRY(std::string consent, body.id("consent"));
  TRY(std::string purpose, body.text("purpose"));
  TRY(std::string channel, body.text("channel"));
  TRY(std::string address, body.text("address", limits::address_bytes));
  if (!consent.empty()) {
    auto [end, ec] = std::from_chars(consent.data(), consent.data() + consent.size(), review.consent);
    if (ec != std::errc{} || end != consent.data() + consent.size() || review.consent == 0)
      return invalid("consent", "consent is a number, as `evidence.consent` of a decision names it");
  }
  if (!purpose.empty()) {
    if (!policy.purpose(purpose)) return invalid("purpose", "policy.yaml declares no such purpose");
    review.purpose = purpose;
  }
  if (!channel.empty() || !address.empty()) {
    review.channel = Channel::parse(channel);
    if (!review.channel && !PointKind::parse(channel))
      return invalid("channel", "channel must be email, phone, sms, voice or social.<network>");
    if (!address.empty()) {
      TRY(read_point(body, channel, review));
    }
  }
  if (consent.empty() && purpose.empty() && channel.empty())
    return invalid("consent",
                   "say which: a consent, or a purpose, a channel, an address or several of these");
  TRY(review.reason, reason_in(body));
  return review;
}

Result<ReviewCommand> read_rectification(const json::object& object, const Fields& body) {
  TRY(only(object, {"attribute", "value", "channel", "address", "to", "reason"}));
  ReviewCommand review;
  TRY(review.attribute, body.text("attribute"));
  TRY(std::string kind, body.text("channel"));
  if (review.attribute.empty() == kind.empty())
    return invalid("attribute", "say what: an attribute and its value, or channel, address and to");
  TRY(review.reason, reason_in(body));
  if (!review.attribute.empty()) {
    review.act = ReviewAct::rectify_attribute;
    if (PointKind::parse(review.attribute))
      return invalid("attribute", "an address is no attribute: rectify it with channel, address and to");
    const json::value* value = object.if_contains("value");
    if (!value) return invalid("value", "value is missing; null takes the attribute away");
    TRY(check_traits(json::object{{review.attribute, *value}}));
    review.value = *value;
    return review;
  }
  review.act = ReviewAct::rectify_point;
  TRY(read_point(body, kind, review));
  if (!object.contains("to")) return invalid("to", "to is missing; null lets the address go");
  TRY(std::string to, body.text("to", limits::address_bytes));
  if (to.empty()) return review;
  auto normal = normal_address(*review.kind, to);
  if (!normal) return invalid("to", "to is no " + review.kind->text() + " address");
  if (*normal == review.address) return invalid("to", "that is the address it has");
  review.replacement = std::move(*normal);
  return review;
}

Result<ReviewCommand> read_merge(const json::object& object, const Fields& body) {
  TRY(only(object, {"with", "reason"}));
  ReviewCommand review;
  review.act = ReviewAct::merge;
  TRY(review.other, body.id("with"));
  if (review.other.empty()) return invalid("with", "with is missing: the other contact, by userId or c_...");
  TRY(review.reason, reason_in(body));
  return review;
}

Response response_of(const Result<std::vector<Answer>>& answers) {
  if (!answers) return error_response(answers.error());
  const Answer& answer = answers.value().front();
  if (answer.refused) {
    Errc code = answer.code == "not_found" ? Errc::not_found : Errc::invalid;
    return error_response(fail(code, answer.message, answer.field));
  }
  json::object body{{"success", true}};
  for (const auto& member : answer.body) body[member.key()] = member.value();
  return json_response(body);
}

}  // namespace

void Api::review(Call call) {
  const std::string& path = call.request.path;
  std::string_view what = std::string_view(path).substr(path.rfind('/') + 1);
  auto read_body = [&]() -> Result<ReviewCommand> {
    TRY(json::value parsed, parse_json(call.request.body));
    const json::object* object = parsed.if_object();
    if (!object) return fail(Errc::malformed, "the body must be a JSON object");
    Fields body(*object, "");
    if (what == "restrict") return read_restriction(*object, body);
    if (what == "invalidate") return read_invalidation(*object, body, *policy());
    if (what == "rectify") return read_rectification(*object, body);
    return read_merge(*object, body);
  };
  auto review = read_body();
  if (!review) return call.respond(error_response(review.error()));
  review.value().contact = contact_in(path);
  Work work{{std::move(review).value()}, call.credential.name, {}};
  work.done = [respond = call.respond](const auto& answers) { respond(response_of(answers)); };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

// GET /v1/wordings/{sha256}: what somebody read when they agreed, whatever the policy says by now.
void Api::wording(Call call) {
  std::string id = call.request.path.substr(std::string_view("/v1/wordings/").size());
  auto raw = from_hex(id);
  Bytes32 sha{};
  if (raw && raw->size() == sha.size())
    std::copy(raw->begin(), raw->end(), reinterpret_cast<char*>(sha.data()));
  read(
      [id, sha, valid = raw && raw->size() == sha.size()](const Reads& reads) -> Result<Response> {
        std::optional<std::string> text;
        if (valid) {
          TRY(text, reads.wording(sha));
        }
        if (!text) return fail(Errc::not_found, "no wording has the hash " + id);
        return json_response(json::object{{"sha256", id}, {"text", *text}});
      },
      call.respond);
}

}  // namespace assent::engine
