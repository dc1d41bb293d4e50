// What reviewers ask about one contact: who they are, everything that is held, and what people asked for themselves.
// That somebody looked is on the record before they see anything.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json/serialize.hpp>

#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/api/export.h"
#include "engine/apply/preferences.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

// "/v1/contacts/{id}" and "/v1/contacts/{id}/export".
std::pair<std::string, std::string> contact_and_part(const std::string& path) {
  std::string rest = path.substr(std::string_view("/v1/contacts/").size());
  auto slash = rest.rfind('/');
  if (slash == std::string::npos) return {rest, ""};
  return {rest.substr(0, slash), rest.substr(slash + 1)};
}

bool wants_page(const Request& request) {
  auto format = request.query.find("format");
  if (format != request.query.end()) return format->second == "html";
  auto accept = request.headers.find("accept");
  return accept != request.headers.end() && accept->second.starts_with("text/html");
}

}  // namespace

ExportParts Api::export_parts(const channels::Policy& policy) const {
  auto look = pages();
  return {engine_.store(), engine_.keys(), policy, look->public_url, look->carriers};
}

void Api::contact(Call call) {
  auto [id, part] = contact_and_part(call.request.path);
  bool whole = part == "export";
  auto contact = reads_.resolve(id);
  if (!contact || (!whole && !part.empty()))
    return call.respond(error_response(fail(Errc::not_found, "no contact is called " + id)));
  Work work{{AccessCommand{*contact, whole ? "export" : "show", "", ""}}, call.credential.name, {}};
  work.done = [this, call, whole, contact = *contact](const Result<std::vector<Answer>>& answers) {
    if (!answers) return call.respond(error_response(answers.error()));
    if (whole) return hand_out(call, contact, wants_page(call.request));
    boost::asio::post(exports_, [this, call, contact] {
      auto current = policy();
      auto summary = contact_summary(export_parts(*current), contact, engine_.clock().now());
      call.respond(summary ? json_response(summary.value()) : error_response(summary.error()));
    });
  };
  submit(Lane::withdrawal, std::move(work), call.respond);
}

// On a thread of its own: it reads the log from end to end, and other reads go on.
void Api::hand_out(const Call& call, ContactId contact, bool as_page) {
  if (exports_waiting_ >= limits::exports_waiting) {
    if (call.request.path.starts_with("/c/")) return busy(call);
    return call.respond(error_response(fail(Errc::overloaded, "others are being answered; ask again")));
  }
  ++exports_waiting_;
  boost::asio::post(exports_, [this, call, contact, as_page] {
    --exports_waiting_;
    auto current = policy();
    auto all = export_contact(export_parts(*current), contact, engine_.clock().now());
    if (!all) return call.respond(error_response(all.error()));
    if (as_page) {
      auto look = pages();
      const Words& words = words_for(*look, call.request, {});
      return call.respond(
          export_page(PageFrame{look->brand, current->controller, look->languages, words}, all.value()));
    }
    Response response = json_response(all.value());
    response.headers = {{"Content-Disposition", "attachment; filename=\"" + contact.text() + ".json\""},
                        {"Cache-Control", "no-store"},
                        {"Referrer-Policy", "no-referrer"},
                        {"X-Content-Type-Options", "nosniff"}};
    call.respond(std::move(response));
  });
}

// What people asked for on their own page and nobody has seen to yet, the oldest first.
void Api::requests(Call call) {
  boost::asio::post(readers_, [this, call] {
    std::vector<std::pair<Utc, json::object>> found;
    auto cursor = engine_.store().scan(storage::Space::state, storage::layout::open_requests_prefix());
    for (; cursor.valid(); cursor.next()) {
      auto request = decode_request(cursor.value());
      if (!request) continue;
      // GDPR 12(3): without undue delay, within a month.
      Utc due = request->at + std::chrono::hours(24 * 30);
      found.emplace_back(request->at,
                         json::object{{"kind", "erasure"},
                                      {"contact", storage::layout::open_request_contact(cursor.key()).text()},
                                      {"at", format_rfc3339(request->at)},
                                      {"due", format_rfc3339(due)},
                                      {"audit_index", request->leaf_seq}});
    }
    if (auto status = cursor.status(); !status) return call.respond(error_response(status.error()));
    std::stable_sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.first < b.first; });
    json::array requests;
    for (auto& [at, request] : found) requests.push_back(std::move(request));
    call.respond(json_response(json::object{{"requests", std::move(requests)}}));
  });
}

}  // namespace assent::engine
