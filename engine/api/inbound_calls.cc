#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/apply/entity_record.h"
#include "engine/apply/inbound.h"
#include "engine/ingest/fields.h"
#include "engine/ingest/ingest.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

Response answered(const Result<std::vector<Answer>>& answers) {
  if (!answers) return error_response(answers.error());
  const Answer& answer = answers.value().front();
  if (answer.refused) return error_response(fail(Errc::invalid, answer.message, answer.field));
  json::object body{{"success", true}};
  for (const auto& member : answer.body) body[member.key()] = member.value();
  return json_response(body);
}

std::string_view address_part(const Request& request) {
  std::string_view path = request.path;
  path.remove_prefix(std::string_view("/v1/addresses/").size());
  return path.substr(0, path.find('/'));
}

Result<JudgementCommand> parse_judgement(const Request& request) {
  auto id = AddressId::parse(address_part(request));
  if (!id || !request.path.ends_with("/judge"))
    return fail(Errc::not_found, "there is nothing at " + request.path);
  TRY(json::value value, parse_json(request.body));
  const json::object* object = value.if_object();
  if (!object) return fail(Errc::malformed, "a judgement is an object with decision and reason");
  Fields fields(*object, "");
  JudgementCommand judgement;
  judgement.address = *id;
  TRY(std::string decision, fields.required_text("decision"));
  if (decision != "stop" && decision != "not_stop")
    return fail(Errc::invalid, "decision is either stop or not_stop", "decision");
  judgement.stop = decision == "stop";
  TRY(judgement.reason, fields.required_text("reason", limits::evidence_bytes));
  return judgement;
}

}  // namespace

// A stop and what may be one have the lane that events cannot fill.
void Api::inbound(Call call) {
  auto parsed = parse_inbound(call.request.body, call.credential, *policy());
  if (!parsed) return call.respond(error_response(parsed.error()));
  bool waits = parsed.value().meaning == channels::Meaning::nothing;
  Work work{{std::move(parsed).value()}, call.credential.name, {}};
  work.done = [respond = call.respond](const auto& answers) { respond(answered(answers)); };
  submit(waits ? Lane::ingest : Lane::withdrawal, std::move(work), call.respond);
}

void Api::paused_addresses(Call call) {
  read(
      [](const Reads& reads) -> Result<Response> {
        TRY(json::object found, reads.paused_addresses());
        return json_response(found);
      },
      call.respond);
}

void Api::judge_address(Call call) {
  auto parsed = parse_judgement(call.request);
  if (!parsed) return call.respond(error_response(parsed.error()));
  auto known = read_address(engine_.store(), engine_.keys(), parsed.value().address);
  if (!known || !known.value())
    return call.respond(error_response(fail(Errc::not_found, "no address has this id")));
  Work work{{std::move(parsed).value()}, call.credential.name, {}};
  work.done = [respond = call.respond](const auto& answers) { respond(answered(answers)); };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

Result<json::object> Reads::paused_addresses() const {
  json::array found;
  std::string prefix = storage::layout::unclear_replies_prefix();
  auto cursor = store_.scan(storage::Space::state, prefix);
  for (; cursor.valid() && found.size() < limits::page_items; cursor.next()) {
    AddressId id = AddressId::from_raw(std::string_view(cursor.key()).substr(prefix.size()));
    auto reply = decode_unclear(cursor.value());
    TRY(auto address, read_address(store_, keys_, id));
    if (!reply || !address || !address->paused) continue;
    json::array said, contacts;
    for (Seq seq : reply->leaves) {
      TRY(auto leaf, storage::read_leaf(store_, seq));
      if (!leaf) continue;
      TRY(auto payload, storage::read_payload(store_, keys_, *leaf));
      if (payload && payload->is_object())
        said.push_back({{"at", format_rfc3339(leaf->time)},
                        {"text", payload->get_object()["text"]},
                        {"audit_index", seq}});
    }
    for (const channels::Point& holder : address->holders)
      contacts.push_back(json::value(holder.contact.text()));
    found.push_back({{"id", id.text()},
                     {"point", address->kind.text()},
                     {"address", address->value},
                     {"since", format_rfc3339(reply->since)},
                     {"contacts", std::move(contacts)},
                     {"said", std::move(said)}});
  }
  TRY(cursor.status());
  return json::object{{"addresses", std::move(found)}};
}

}  // namespace assent::engine
