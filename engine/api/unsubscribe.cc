#include <fmt/format.h>

#include "engine/api/api.h"
#include "engine/apply/outbox.h"
#include "engine/pages/choices.h"
#include "engine/pages/link_token.h"

namespace assent::engine {
namespace {

std::string_view token_of(const Request& request) {
  return std::string_view(request.path).substr(3);
}

// As a form or as multipart/form-data, which RFC 8058 allows as well.
bool is_one_click(const std::string& body) {
  return body.find("List-Unsubscribe") != std::string::npos && body.find("One-Click") != std::string::npos;
}

}  // namespace

// GET shows, and changes nothing (P9): link scanners follow every link.
void Api::unsubscribe_page(Call call) {
  auto look = pages();
  auto current = policy();
  const Words& words = words_for(*look, call.request, {});
  PageFrame frame{look->brand, current->controller, look->languages, words};
  auto id = verify_unsubscribe_token(engine_.keys(), token_of(call.request));
  if (!id) return call.respond(unknown_link(frame));
  auto message = engine_.writer().message(*id);
  if (!message || !message.value()) return call.respond(unknown_link(frame));
  const Message& sent = *message.value();
  const channels::Purpose* purpose = current->purpose(sent.purpose);
  std::string more = link_token(engine_.keys(), {LinkScope::reduce, sent.contact, sent.address, {}});
  std::string main = fmt::format(
      "<section><p>{}</p>\n<form method=\"post\"><button class=\"stop\" "
      "type=\"submit\">{}</button></form></section>\n"
      "<p><a href=\"../c/{}\">{}</a></p>",
      words.html("stop_text", {{"controller", current->controller.name},
                               {"purpose", purpose ? purpose->title : sent.purpose},
                               {"channel", channel_label(words, sent.channel)}}),
      words.html("stop_button"), more, words.html("stop_more"));
  call.respond(page(frame, 200, words.plain("stop_title"), main));
}

// RFC 8058 section 3.2: one POST, no cookies, no questions; idempotent.
void Api::unsubscribe(Call call) {
  auto look = pages();
  auto current = policy();
  const Words& words = words_for(*look, call.request, {});
  auto id = verify_unsubscribe_token(engine_.keys(), token_of(call.request));
  if (!id)
    return call.respond(unknown_link(PageFrame{look->brand, current->controller, look->languages, words}));
  WithdrawalCommand stop;
  stop.message = *id;
  stop.method = is_one_click(call.request.body) ? "one_click" : "page";
  if (stop.method == "one_click") stop.verbatim = "List-Unsubscribe=One-Click";
  stop.ip = call.request.peer;
  stop.user_agent = user_agent_of(call.request);
  Work work{{std::move(stop)}, "", {}};
  work.done = [this, look, current, &words, call](const Result<std::vector<Answer>>& answers) {
    if (!answers) return busy(call);
    PageFrame frame{look->brand, current->controller, look->languages, words};
    call.respond(
        page(frame, 200, words.plain("stopped_title"), fmt::format("<p>{}</p>", words.html("stopped_text"))));
  };
  if (!engine_.writer().submit(Lane::withdrawal, std::move(work))) busy(call);
}

}  // namespace assent::engine
