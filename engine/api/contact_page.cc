// GET and POST /c/{token}: the contact's own page. GET shows and changes nothing (P9). A POST is the person's: whoever
// has the token, which stands in the path and nowhere else (no cookies), so that another site cannot send one.
#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include "base/hash.h"
#include "engine/api/api.h"
#include "engine/api/own_page.h"
#include "engine/apply/entity_record.h"
#include "engine/apply/preferences.h"

namespace assent::engine {
namespace {

std::string_view token_of(const Request& request) {
  return std::string_view(request.path).substr(3);
}

std::string body_html(const OwnPage& page, const channels::Policy& policy, const Words& words,
                      const std::string& said_html, const std::string& once) {
  const Choices& choices = page.choices;
  std::string html = said_html;
  html += fmt::format("<p>{}</p>\n",
                      words.html("page_lead", {{"controller", policy.controller.name},
                                               {"address", choices.address.empty() ? std::string_view("–")
                                                                                   : choices.address}}));
  if (choices.access)
    html += fmt::format("<p class=\"small\">{}</p>\n",
                        words.html("access_open", {{"time", words.minute(choices.until, choices.zone)}}));
  html += choices_html(choices, words, policy.controller.name);
  if (!choices.access) return html;
  html += held_html(page.held, choices, words);
  html += offers_html(page.offers, choices, words, once);
  html += take_along_html(words);
  html += erase_html(choices, words);
  return html;
}

}  // namespace

void Api::own_page_shown(Call call) {
  auto link = read_link(engine_.keys(), token_of(call.request));
  show_own_page(call, link.value_or(RecipientLink{}), true, "");
}

// Read and written on the readers' thread. `said`: a key of the words, and what it is filled with is on the page.
void Api::show_own_page(const Call& call, const RecipientLink& link, bool good, const std::string& said) {
  boost::asio::post(readers_, [this, call, link, good, said] {
    auto look = pages();
    auto current = policy();
    Utc now = engine_.clock().now();
    auto read = own_page(engine_.store(), engine_.keys(), *current, link, now);
    if (!read) return call.respond(error_response(read.error()));
    const auto& own = read.value();
    const Words& words =
        words_for(*look, call.request,
                  own ? std::span<const std::string>(own->languages) : std::span<const std::string>());
    PageFrame frame{look->brand, current->controller, look->languages, words};
    if (link.contact.none()) return call.respond(unknown_link(frame));
    if (!link.good(now)) {
      return call.respond(page(frame, 410, words.plain("expired_title"),
                               fmt::format("<p>{}</p>", words.html("expired_text"))));
    }
    std::string title = words.plain("page_title");
    if (!own) return call.respond(page(frame, 200, title, fmt::format("<p>{}</p>", words.html("gone_text"))));
    std::string text;
    if (!said.empty()) {
      Utc until = own->choices.paused_until.value_or(now);
      text = words.plain(said, {{"date", words.day(until, own->choices.zone)},
                                {"address", own->choices.address},
                                {"button", words.plain("access_button")}});
    }
    std::string note = text.empty() ? "" : said_html(words, good, text);
    Bytes32 secret = random_key();
    std::string once = "page-" + to_base64url(as_view(secret).substr(0, 12));
    call.respond(page(frame, good ? 200 : 422, title, body_html(*own, *current, words, note, once), text));
  });
}

void Api::busy(const Call& call) {
  auto look = pages();
  auto current = policy();
  const Words& words = words_for(*look, call.request, {});
  call.respond(busy_page(PageFrame{look->brand, current->controller, look->languages, words}));
}

void Api::own_page_posted(Call call) {
  auto link = read_link(engine_.keys(), token_of(call.request));
  if (!link || !link->good(engine_.clock().now()))
    return show_own_page(call, link.value_or(RecipientLink{}), true, "");
  boost::asio::post(readers_, [this, call, link = *link] { take_post(call, link); });
}

void Api::take_post(const Call& call, const RecipientLink& link) {
  auto current = policy();
  Utc now = engine_.clock().now();
  auto own = own_page(engine_.store(), engine_.keys(), *current, link, now);
  if (!own) return call.respond(error_response(own.error()));
  if (!own.value()) return stop_address(call, link);
  const Words& words = words_for(*pages(), call.request, own.value()->languages);
  Origin origin{call.request.peer, user_agent_of(call.request), words.code(), "/c/", now};
  Posted posted = read_post(parse_form(call.request.body), link, *own.value(), *current, origin);
  if (posted.commands.empty()) return show_own_page(call, link, posted.good, posted.said);
  carry_out(call, link, std::move(posted));
}

// Nothing is held of the person any more; a stop of everything still holds for the address.
void Api::stop_address(const Call& call, const RecipientLink& link) {
  auto address = read_address(engine_.store(), engine_.keys(), link.address);
  bool stop = parse_form(call.request.body).one("do") == "stop";
  if (!stop || !address || !address.value()) return show_own_page(call, link, true, "");
  WithdrawalCommand withdrawal;
  withdrawal.kind = address.value()->kind;
  withdrawal.address = address.value()->value;
  withdrawal.method = "page";
  withdrawal.ip = call.request.peer;
  withdrawal.user_agent = user_agent_of(call.request);
  carry_out(call, link, {{std::move(withdrawal)}, true, "done_stop", {}, Posted::Hand::nothing});
}

void Api::carry_out(const Call& call, const RecipientLink& link, Posted posted) {
  bool grant = std::holds_alternative<SubmissionCommand>(posted.commands.front());
  Work work{std::move(posted.commands), kContactPage, {}};
  work.done = [this, call, link, posted](const Result<std::vector<Answer>>& answers) {
    if (!answers) return busy(call);
    for (const Answer& answer : answers.value()) {
      if (answer.refused) return show_own_page(call, link, false, "error_" + answer.code);
    }
    if (const json::string* told = string_member(answers.value().front().body, "said"))
      return show_own_page(call, link, told->starts_with("done_"), std::string(*told));
    const json::value* pending = answers.value().front().body.if_contains("pending");
    bool waits = pending && pending->is_array() && !pending->get_array().empty();
    if (posted.hand != Posted::Hand::nothing)
      return hand_out(call, link.contact, posted.hand == Posted::Hand::page);
    show_own_page(call, link, true, waits ? "done_pending" : posted.said);
  };
  if (!engine_.writer().submit(grant ? Lane::ingest : Lane::withdrawal, std::move(work))) busy(call);
}

}  // namespace assent::engine
