// HTTP as values: routing and handlers are testable with no socket.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace assent::engine {

struct Request {
  std::string method;                        // "GET"; HEAD comes as GET, the server leaves the body out
  std::string path;                          // "/v1/batch", percent-decoded, without the query
  std::map<std::string, std::string> query;  // decoded; the last of repeated names
  // Lowercase names; of a fixed set the server keeps: authorization, content-type, user-agent, accept, accept-language,
  // x-retry-count, x-forwarded-for, x-forwarded-proto and ce-*. Repeated ones are joined by ", ".
  std::map<std::string, std::string> headers;
  std::string body;    // de-chunked and inflated
  std::string peer;    // address of the other side
  bool local = false;  // came through the socket in the data folder: the operator's own hand
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::optional<unsigned> retry_after_s;
  std::string allow;  // of a 405: the methods that there are
  std::vector<std::pair<std::string, std::string>> headers;  // further ones; without line breaks
};

Response json_response(const json::value& value, unsigned status = 200);
Response error_response(const Error& error);  // {"error":{"code","message","field"?}}, status by Errc
// The same shape for what only HTTP knows (405, 408, 411, ...).
Response error_response(unsigned status, std::string_view code, std::string_view message,
                        std::string_view field = {});

using Respond = std::function<void(Response)>;  // call exactly once, from any thread

// Implemented by engine/api. Called on an I/O thread; must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(Request request, Respond respond) = 0;
};

}  // namespace assent::engine
