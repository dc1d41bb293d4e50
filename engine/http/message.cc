#include "engine/http/message.h"

#include <boost/json/serialize.hpp>

namespace assent::engine {
namespace {

unsigned status_of(Errc code) {
  switch (code) {
    case Errc::malformed:
      return 400;
    case Errc::invalid:
      return 422;
    case Errc::unauthorized:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::too_large:
      return 413;
    case Errc::overloaded:
      return 503;
    case Errc::unavailable:
      return 503;
    case Errc::conflict:
      return 409;
    case Errc::corrupt:
      return 500;
    case Errc::system:
      return 500;
  }
  return 500;
}

// A full queue drains within a second; a stopping engine or a full disk takes longer.
std::optional<unsigned> retry_after(Errc code) {
  if (code == Errc::overloaded) return 1;
  if (code == Errc::unavailable) return 5;
  return std::nullopt;
}

}  // namespace

Response json_response(const json::value& value, unsigned status) {
  Response response;
  response.status = status;
  response.body = json::serialize(value);
  return response;
}

Response error_response(unsigned status, std::string_view code, std::string_view message,
                        std::string_view field) {
  json::object error{{"code", code}, {"message", message}};
  if (!field.empty()) error["field"] = field;
  return json_response(json::object{{"error", std::move(error)}}, status);
}

Response error_response(const Error& error) {
  Response response = error_response(status_of(error.code), name(error.code), error.message, error.field);
  response.retry_after_s = retry_after(error.code);
  return response;
}

}  // namespace assent::engine
