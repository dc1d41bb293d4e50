#include <fmt/format.h>

#include <set>

#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/api/plain_page.h"
#include "engine/apply/confirmations.h"
#include "engine/apply/entity_record.h"
#include "storage/layout.h"

// /o/{token}: GET shows what waits to be confirmed and changes nothing, whoever looks; POST answers. Usable without a
// script, in the language of the form.

namespace assent::engine {
namespace {

using State = ConfirmationRequest::State;

std::optional<MessageId> asked_by(const Request& request, const storage::Keys& keys) {
  return verify_service_token(keys, channels::Service::confirmation,
                              std::string_view(request.path).substr(3));
}

// Nothing is known of somebody whose link is none of ours but what their program prefers to read.
const Wording& wording_of(const Request& request) {
  auto accepts = request.headers.find("accept-language");
  std::string_view first = accepts == request.headers.end() ? "en" : std::string_view(accepts->second);
  return Wordings::built_in().in(first.substr(0, first.find_first_of(",;")));
}

Response told(unsigned status, const Wording& wording, const std::string& what,
              const std::string& controller) {
  return plain_page(status, wording.language(), wording.say("page." + what + ".title"),
                    paragraph(wording.say("page." + what + ".text", {{"controller", controller}})));
}

// What a request has come to; 410 for one that is gone for good.
Response outcome_page(std::string_view state, const Wording& wording, const std::string& controller) {
  return told(state == "ended" ? 410 : 200, wording, std::string(state), controller);
}

// The words as they were shown, once each: what the button agrees to.
std::string wordings_shown(const channels::Address& address, const ConfirmationRequest& request,
                           const channels::Policy& policy) {
  std::string out;
  std::set<std::string> shown;
  for (const auto& item : request.items) {
    for (const channels::ConsentEvent& event : address.consents) {
      const channels::Notice* notice =
          event.leaf_seq == item.leaf ? policy.notice(event.evidence.notice) : nullptr;
      if (!notice || notice->sha256 != event.evidence.notice_sha256 || !shown.insert(notice->id).second)
        continue;
      out += fmt::format("<blockquote lang=\"{}\">{}</blockquote>\n", html_escaped(notice->language),
                         html_escaped(notice->text));
    }
  }
  return out;
}

Response ask_page(const ConfirmationRequest& request, const channels::Address& address,
                  const channels::Policy& policy, const Wording& wording) {
  std::string body =
      paragraph(wording.say("page.ask.intro", {{"controller", policy.controller.name},
                                               {"address", mask_address(address.kind, address.value)}}));
  body += "<ul>\n";
  for (const std::string& item : items_in_words(request.items, policy, wording))
    body += "<li>" + html_escaped(item) + "</li>\n";
  body += "</ul>\n";
  if (std::string words = wordings_shown(address, request, policy); !words.empty())
    body += paragraph(wording.say("page.ask.wording")) + words;
  body += fmt::format(
      "<form method=\"post\">\n<button type=\"submit\" name=\"answer\" value=\"yes\">{}</button>\n"
      "<button type=\"submit\" name=\"answer\" value=\"no\">{}</button>\n</form>\n",
      html_escaped(wording.say("page.ask.yes")), html_escaped(wording.say("page.ask.no")));
  body += paragraph(wording.say("page.ask.note"));
  return plain_page(200, wording.language(), wording.say("page.ask.title"), body);
}

std::optional<ConfirmationRequest> read_request(const storage::Store& store, MessageId id) {
  auto stored = store.get(storage::Space::state, storage::layout::confirmation(id));
  return stored && stored.value() ? decode_confirmation(*stored.value()) : std::nullopt;
}

}  // namespace

void Api::confirm_page(Call call) {
  auto id = asked_by(call.request, engine_.keys());
  if (!id) return call.respond(told(404, wording_of(call.request), "unknown", ""));
  auto current = policy();
  const std::string& controller = current->controller.name;
  auto request = read_request(engine_.store(), *id);
  const Wording& wording = request ? Wordings::built_in().in(request->language) : wording_of(call.request);
  if (!request) return call.respond(outcome_page("ended", wording, controller));
  if (request->state != State::open)
    return call.respond(outcome_page(name(request->state), wording, controller));
  auto address = read_address(engine_.store(), engine_.keys(), request->address);
  if (!address || !address.value()) return call.respond(outcome_page("ended", wording, controller));
  call.respond(ask_page(*request, *address.value(), *current, wording));
}

// A grant needs more than the body by which mail programs unsubscribe (P9): that one is shown the question.
void Api::confirm(Call call) {
  const std::string& body = call.request.body;
  if (body.find("List-Unsubscribe=One-Click") != std::string::npos) return confirm_page(std::move(call));
  auto id = asked_by(call.request, engine_.keys());
  if (!id) return call.respond(told(404, wording_of(call.request), "unknown", ""));
  auto request = read_request(engine_.store(), *id);
  const Wording* wording = request ? &Wordings::built_in().in(request->language) : &wording_of(call.request);
  ConfirmationCommand answer;
  answer.request = *id;
  answer.refused = body.find("answer=no") != std::string::npos;
  answer.ip = call.request.peer;
  if (auto agent = call.request.headers.find("user-agent"); agent != call.request.headers.end())
    answer.user_agent = agent->second.substr(0, limits::name_bytes);
  bool refused = answer.refused;
  Work work{{std::move(answer)}, "", {}};
  std::string controller = policy()->controller.name;
  work.done = [respond = call.respond, wording, controller](const Result<std::vector<Answer>>& answers) {
    if (!answers) return respond(told(503, *wording, "busy", controller));
    const json::string* state = string_member(answers.value().front().body, "state");
    respond(outcome_page(state ? std::string(*state) : "ended", *wording, controller));
  };
  // A no goes before everything that may still grant or send.
  if (engine_.writer().submit(refused ? Lane::withdrawal : Lane::ingest, std::move(work))) return;
  call.respond(told(503, *wording, "busy", controller));
}

}  // namespace assent::engine
