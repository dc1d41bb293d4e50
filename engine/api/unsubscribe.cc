#include <fmt/format.h>

#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/apply/outbox.h"

namespace assent::engine {
namespace {

Response page(unsigned status, std::string_view title, std::string_view body) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n"
      "<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}}"
      "button{{font:inherit;padding:.6rem 1.2rem}}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n{1}\n"
      "</main>\n</body>\n</html>\n",
      title, body);
  return response;
}

Response unknown_link() {
  return page(404, "This link is not one of ours",
              "<p>It may have been cut off on its way. Please open it from the message again.</p>");
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string_view token_of(const Request& request) {
  return std::string_view(request.path).substr(3);
}

}  // namespace

// GET shows, and changes nothing (P9): link scanners follow every link.
void Api::unsubscribe_page(Call call) {
  auto id = verify_unsubscribe_token(engine_.keys(), token_of(call.request));
  if (!id) return call.respond(unknown_link());
  auto message = engine_.writer().message(*id);
  if (!message || !message.value()) return call.respond(unknown_link());
  auto current = policy();
  const channels::Purpose* purpose = current->purpose(message.value()->purpose);
  std::string title = purpose ? purpose->title : message.value()->purpose;
  call.respond(
      page(200, "Stop these messages?",
           fmt::format("<p>{} will no longer send you “{}” by {} at this address.</p>\n"
                       "<form method=\"post\"><button type=\"submit\">Stop these messages</button></form>",
                       escaped(current->controller.name), escaped(title),
                       escaped(message.value()->channel.text()))));
}

// RFC 8058 section 3.2: one POST, no cookies, no questions; idempotent.
void Api::unsubscribe(Call call) {
  auto id = verify_unsubscribe_token(engine_.keys(), token_of(call.request));
  if (!id) return call.respond(unknown_link());
  WithdrawalCommand stop;
  stop.message = *id;
  stop.method =
      call.request.body.find("List-Unsubscribe=One-Click") == std::string::npos ? "page" : "one_click";
  stop.ip = call.request.peer;
  if (auto agent = call.request.headers.find("user-agent"); agent != call.request.headers.end()) {
    stop.user_agent = agent->second.substr(0, limits::name_bytes);
  }
  Work work{{std::move(stop)}, "", {}};
  work.done = [respond = call.respond](const Result<std::vector<Answer>>& answers) {
    if (!answers) return respond(error_response(answers.error()));
    respond(page(200, "Done", "<p>These messages have stopped. You need to do nothing else.</p>"));
  };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

}  // namespace assent::engine
