// GET /v1/contacts/{id}/timeline: the answers of `assent explain` for reviewers.
#include <boost/asio/post.hpp>

#include "engine/api/api.h"
#include "engine/api/timeline.h"

namespace assent::engine {
namespace {

Result<Span> span_of(const Request& request) {
  Span span;
  std::string_view rest = std::string_view(request.path).substr(std::string_view("/v1/contacts/").size());
  span.contact = std::string(rest.substr(0, rest.rfind('/')));
  for (const auto& [name, value] : request.query) {
    if (name == "journey") {
      span.journey = value;
      continue;
    }
    if (name != "from" && name != "to")
      return fail(Errc::invalid, "unknown filter; there are journey from to", name);
    auto time = parse_rfc3339(value);
    if (!time) return fail(Errc::invalid, name + " must be a time like 2026-11-21T10:00:00Z", name);
    (name == "from" ? span.from : span.to) = time;
  }
  return span;
}

}  // namespace

void Api::timeline(Call call) {
  auto span = span_of(call.request);
  if (!span) return call.respond(error_response(span.error()));
  boost::asio::post(readers_, [this, span = std::move(span).value(), respond = std::move(call.respond)] {
    auto told = engine::timeline(engine_.store(), engine_.keys(), span);
    respond(told ? json_response(told.value()) : error_response(told.error()));
  });
}

}  // namespace assent::engine
