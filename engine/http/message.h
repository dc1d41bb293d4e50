// HTTP as values: routing and handlers are testable with no socket.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace assent::engine {

struct Request {
  std::string method;                          // "GET"
  std::string path;                            // "/v1/batch", percent-decoded, without the query
  std::map<std::string, std::string> query;    // decoded; the last of repeated names
  std::map<std::string, std::string> headers;  // lowercase names; of a fixed set the server keeps
  std::string body;                            // de-chunked and inflated
  std::string peer;                            // address of the other side
  bool local = false;                          // came through the socket in the data folder: the operator's own hand
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::optional<unsigned> retry_after_s;
};

Response json_response(const json::value& value, unsigned status = 200);
Response error_response(const Error& error);   // {"error":{"code","message","field"?}}, status by Errc

using Respond = std::function<void(Response)>;  // call exactly once, from any thread

// Implemented by engine/api. Called on an I/O thread; must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(Request request, Respond respond) = 0;
};

}  // namespace assent::engine
