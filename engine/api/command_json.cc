#include "engine/api/command_json.h"

#include "base/hex.h"
#include "engine/commands.h"

namespace assent::engine {
namespace {

json::value or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}
json::value or_null(const std::optional<Utc>& time) {
  return time ? json::value(format_rfc3339(*time)) : json::value();
}
json::value or_null(const std::optional<Channel>& channel) {
  return channel ? json::value(channel->text()) : json::value();
}

std::string_view type_name(EventType type) {
  switch (type) {
    case EventType::track:
      return "track";
    case EventType::page:
      return "page";
    case EventType::screen:
      return "screen";
    case EventType::identify:
      return "identify";
    case EventType::group:
      return "group";
    case EventType::alias:
      return "alias";
  }
  return "track";
}

json::object body_json(const EventCommand& c) {
  return {{"type", type_name(c.type)},
          {"event", or_null(c.name)},
          {"userId", or_null(c.user_id)},
          {"anonymousId", or_null(c.anonymous_id)},
          {"previousId", or_null(c.previous_id)},
          {"messageId", or_null(c.message_id)},
          {"timestamp", or_null(c.timestamp)},
          {"source", name(c.source)},
          {"data", c.data}};
}

json::object body_json(const SubmissionCommand& c) {
  json::array provided, consents;
  for (const ProvidedPoint& p : c.provided)
    provided.push_back(json::object{{"channel", p.kind.text()}, {"address", p.address}});
  for (const GivenConsent& g : c.consents) {
    json::array channels;
    for (const Channel& channel : g.channels) channels.push_back(json::value(channel.text()));
    consents.push_back(json::object{
        {"purpose", g.purpose}, {"channels", std::move(channels)}, {"notice", or_null(g.notice)}});
  }
  return {{"submissionId", c.submission_id},
          {"userId", or_null(c.user_id)},
          {"timestamp", or_null(c.timestamp)},
          {"form",
           json::object{
               {"id", or_null(c.form_id)}, {"url", or_null(c.form_url)}, {"language", or_null(c.language)}}},
          {"provided", std::move(provided)},
          {"consents", std::move(consents)},
          {"traits", c.traits},
          {"evidence", json::object{{"ip", or_null(c.ip)},
                                    {"userAgent", or_null(c.user_agent)},
                                    {"action", or_null(c.action)},
                                    {"method", or_null(c.method)}}},
          {"source", name(c.source)}};
}

json::object body_json(const WithdrawalCommand& c) {
  return {{"userId", or_null(c.user_id)},
          {"kind", c.kind ? json::value(c.kind->text()) : json::value()},
          {"address", or_null(c.address)},
          {"message", c.message ? json::value(c.message.text()) : json::value()},
          {"channel", or_null(c.channel)},
          {"purpose", c.purpose ? json::value(*c.purpose) : json::value()},
          {"objection", c.objection},
          {"method", or_null(c.method)},
          {"verbatim", or_null(c.verbatim)},
          {"ip", or_null(c.ip)},
          {"userAgent", or_null(c.user_agent)}};
}

json::object body_json(const PreferenceCommand& c) {
  return {{"preference", name(c.what)},
          {"access", c.access},
          {"messages", c.messages},
          {"window", format_duration(c.window)},
          {"until", or_null(c.until)},
          {"from_minute", c.from_minute},
          {"to_minute", c.to_minute},
          {"channel", or_null(c.channel)},
          {"language", or_null(c.language)},
          {"ip", or_null(c.ip)},
          {"userAgent", or_null(c.user_agent)}};
}

json::object body_json(const AccessCommand& c) {
  return {{"what", c.what}, {"ip", or_null(c.ip)}, {"userAgent", or_null(c.user_agent)}};
}

json::object body_json(const ConfirmationCommand& c) {
  return {{"request", c.request.text()},
          {"refused", c.refused},
          {"ip", or_null(c.ip)},
          {"userAgent", or_null(c.user_agent)}};
}

json::object body_json(const InboundCommand& c) {
  return {{"channel", or_null(c.channel)},
          {"from", or_null(c.from)},
          {"to", or_null(c.to)},
          {"messageId", or_null(c.message_id)},
          {"timestamp", or_null(c.timestamp)},
          {"authenticated", c.authenticated},
          {"meaning", channels::name(c.meaning)},
          {"by", or_null(c.by)},
          {"verbatim", or_null(c.verbatim)}};
}

json::object body_json(const JudgementCommand& c) {
  return {{"stop", c.stop}, {"reason", or_null(c.reason)}};
}

json::object body_json(const ReviewCommand& c) {
  return {{"act", name(c.act)},
          {"contact", or_null(c.contact)},
          {"reason", or_null(c.reason)},
          {"consent", c.consent},
          {"channel", or_null(c.channel)},
          {"purpose", c.purpose ? json::value(*c.purpose) : json::value()},
          {"address", or_null(c.address)},
          {"replacement", or_null(c.replacement)},
          {"attribute", or_null(c.attribute)},
          {"value", c.value},
          {"with", or_null(c.other)}};
}

json::object body_json(const ImportCommand& c) {
  json::array points;
  for (const ImportedPoint& p : c.points)
    points.push_back(
        json::object{{"point", p.kind.text()}, {"address", p.address}, {"third_party", p.third_party}});
  return {{"import", or_null(c.import)},
          {"row", or_null(c.row_id)},
          {"userId", or_null(c.user_id)},
          {"timestamp", or_null(c.timestamp)},
          {"points", std::move(points)},
          {"traits", c.traits},
          {"third_party_traits", c.third_party_traits},
          {"why", or_null(c.why)},
          {"file", or_null(c.file)}};
}

json::object body_json(const TimerCommand& c) {
  return {{"due", format_rfc3339(c.due)}, {"what", std::string(1, c.what)}};
}

json::object body_json(const ClaimCommand& c) {
  return {{"message", c.message.text()}};
}

json::object body_json(const OutcomeCommand& c) {
  return {{"message", c.message.text()}, {"outcome", channels::name(c.sent)}, {"detail", or_null(c.detail)}};
}

}  // namespace

json::object input_json(const storage::Input& input) {
  json::object out{{"seq", input.seq},
                   {"at", format_rfc3339(input.now)},
                   {"kind", storage::name(input.kind)},
                   {"credential", or_null(input.credential)}};
  json::object body{{"bytes", to_base64url(input.body)}};
  if (auto command = decode(input.kind, input.body)) {
    std::visit(
        [&](const auto& c) {
          if constexpr (requires { body_json(c); }) body = body_json(c);
        },
        command.value());
  }
  out["body"] = std::move(body);
  return out;
}

}  // namespace assent::engine
