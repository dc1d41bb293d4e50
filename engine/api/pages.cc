#include "engine/api/pages.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace assent::engine {

const Words& words_for(const Pages& pages, const Request& request, std::span<const std::string> own) {
  if (auto chosen = request.query.find("lang"); chosen != request.query.end()) {
    if (const Words* words = pages.languages.find(chosen->second)) return *words;
  }
  std::vector<std::string> wanted(own.begin(), own.end());
  if (auto accept = request.headers.find("accept-language"); accept != request.headers.end()) {
    for (std::string& tag : accepted_languages(accept->second)) wanted.push_back(std::move(tag));
  }
  return pages.languages.pick(wanted);
}

Response unknown_link(const PageFrame& frame) {
  return page(frame, 404, frame.words.plain("unknown_title"),
              fmt::format("<p>{}</p>", frame.words.html("unknown_text")));
}

Response busy_page(const PageFrame& frame) {
  Response response = page(frame, 503, frame.words.plain("busy_title"),
                           fmt::format("<p>{}</p>", frame.words.html("busy_text")));
  response.retry_after_s = 5;
  return response;
}

std::string user_agent_of(const Request& request) {
  auto agent = request.headers.find("user-agent");
  return agent == request.headers.end() ? "" : agent->second.substr(0, limits::name_bytes);
}

}  // namespace assent::engine
