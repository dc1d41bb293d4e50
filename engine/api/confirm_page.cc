#include <fmt/format.h>

#include <set>

#include "base/html.h"
#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/apply/confirmations.h"
#include "engine/apply/entity_record.h"
#include "engine/pages/form.h"
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

std::string paragraph(const std::string& text) {
  return fmt::format("<p>{}</p>\n", escape_html(text));
}

// ?lang= first, then that of the request; nothing is known of somebody whose link is none of ours but what their
// program prefers to read.
const Wording& wording_for(const Request& request, const std::string& own) {
  if (auto chosen = request.query.find("lang"); chosen != request.query.end())
    return Wordings::built_in().in(chosen->second);
  if (!own.empty()) return Wordings::built_in().in(own);
  auto accepts = request.headers.find("accept-language");
  std::string_view first = accepts == request.headers.end() ? "en" : std::string_view(accepts->second);
  return Wordings::built_in().in(first.substr(0, first.find_first_of(",;")));
}

// Kept alive by whoever answers: a frame borrows.
struct Shown {
  std::shared_ptr<const Pages> pages;
  std::shared_ptr<const channels::Policy> policy;
  const Wording& wording;

  PageFrame frame() const {
    const Words* words = pages->languages.find(wording.language());
    return {pages->brand, policy->controller, pages->languages,
            words ? *words : pages->languages.all().front()};
  }
};

Response told(unsigned status, const Shown& asked, const std::string& what) {
  const Wording& wording = asked.wording;
  return page(
      asked.frame(), status, wording.say("page." + what + ".title"),
      paragraph(wording.say("page." + what + ".text", {{"controller", asked.policy->controller.name}})));
}

// What a request has come to; 410 for one that is gone for good.
Response outcome_page(std::string_view state, const Shown& asked) {
  return told(state == "ended" ? 410 : 200, asked, std::string(state));
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
      out += fmt::format("<blockquote lang=\"{}\">{}</blockquote>\n", escape_html(notice->language),
                         escape_html(notice->text));
    }
  }
  return out;
}

Response ask_page(const ConfirmationRequest& request, const channels::Address& address, const Shown& asked) {
  const channels::Policy& policy = *asked.policy;
  const Wording& wording = asked.wording;
  std::string body =
      paragraph(wording.say("page.ask.intro", {{"controller", policy.controller.name},
                                               {"address", mask_address(address.kind, address.value)}}));
  body += "<ul>\n";
  for (const std::string& item : items_in_words(request.items, policy, wording))
    body += "<li>" + escape_html(item) + "</li>\n";
  body += "</ul>\n";
  if (std::string words = wordings_shown(address, request, policy); !words.empty())
    body += paragraph(wording.say("page.ask.wording")) + words;
  body += fmt::format(
      "<form method=\"post\">\n<button type=\"submit\" name=\"answer\" value=\"yes\">{}</button>\n"
      "<button class=\"q\" type=\"submit\" name=\"answer\" value=\"no\">{}</button>\n</form>\n",
      escape_html(wording.say("page.ask.yes")), escape_html(wording.say("page.ask.no")));
  body += paragraph(wording.say("page.ask.note"));
  return page(asked.frame(), 200, wording.say("page.ask.title"), "<section>\n" + body + "</section>");
}

std::optional<ConfirmationRequest> read_request(const storage::Store& store, MessageId id) {
  auto stored = store.get(storage::Space::state, storage::layout::confirmation(id));
  return stored && stored.value() ? decode_confirmation(*stored.value()) : std::nullopt;
}

}  // namespace

void Api::confirm_page(Call call) {
  auto id = asked_by(call.request, engine_.keys());
  auto request = id ? read_request(engine_.store(), *id) : std::nullopt;
  Shown asked{pages(), policy(), wording_for(call.request, request ? request->language : "")};
  if (!id) return call.respond(told(404, asked, "unknown"));
  if (!request) return call.respond(outcome_page("ended", asked));
  if (request->state != State::open) return call.respond(outcome_page(name(request->state), asked));
  auto address = read_address(engine_.store(), engine_.keys(), request->address);
  if (!address || !address.value()) return call.respond(outcome_page("ended", asked));
  call.respond(ask_page(*request, *address.value(), asked));
}

// A grant needs more than the body by which mail programs unsubscribe (P9): whoever posts neither of the page's two
// answers is shown the question again.
void Api::confirm(Call call) {
  PageForm form = parse_form(call.request.body);
  std::string said = form.one("answer");
  if (said != "yes" && said != "no") return confirm_page(std::move(call));
  auto id = asked_by(call.request, engine_.keys());
  auto request = id ? read_request(engine_.store(), *id) : std::nullopt;
  Shown asked{pages(), policy(), wording_for(call.request, request ? request->language : "")};
  if (!id) return call.respond(told(404, asked, "unknown"));
  ConfirmationCommand answer;
  answer.request = *id;
  answer.refused = said == "no";
  answer.ip = call.request.peer;
  answer.user_agent = user_agent_of(call.request);
  bool refused = answer.refused;
  Work work{{std::move(answer)}, "", {}};
  work.done = [respond = call.respond, asked](const Result<std::vector<Answer>>& answers) {
    if (!answers) return respond(told(503, asked, "busy"));
    const json::string* state = string_member(answers.value().front().body, "state");
    respond(outcome_page(state ? std::string(*state) : "ended", asked));
  };
  // A no goes before everything that may still grant or send.
  if (engine_.writer().submit(refused ? Lane::withdrawal : Lane::ingest, std::move(work))) return;
  call.respond(told(503, asked, "busy"));
}

}  // namespace assent::engine
