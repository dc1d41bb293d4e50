#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "base/limits.h"
#include "engine/http/server.h"
#include "engine/http/socket_path.h"

namespace assent::engine {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace urls = boost::urls;
using boost::system::error_code;

std::string target_of(const Request& request) {
  std::string target = urls::encode(request.path, urls::pchars + '/');
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    target += separator;
    target += urls::encode(name, urls::unreserved_chars) + "=" + urls::encode(value, urls::unreserved_chars);
    separator = '&';
  }
  return target;
}

Error gone(const std::string& path, const error_code& ec) {
  return fail(Errc::unavailable,
              fmt::format("the server at {} went away before it answered: {}", path, ec.message()));
}

}  // namespace

Result<Response> request_over_socket(const std::string& socket_path, const Request& request) {
  Result<SocketPath> address = SocketPath::of(socket_path);
  asio::io_context context{1};
  asio::local::stream_protocol::socket socket(context);
  error_code ec = asio::error::not_found;
  if (address.has_value()) socket.connect(address.value().endpoint(), ec);
  if (ec) {
    return fail(Errc::unavailable, fmt::format("no server listens at {} ({})", socket_path, ec.message()));
  }
  http::request<http::string_body> message;
  message.method_string(request.method);
  message.target(target_of(request));
  message.version(11);
  message.set(http::field::host, "localhost");
  message.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  http::write(socket, message, ec);
  // A server that refuses early stops reading, so a failed write may still have an answer to read.
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(limits::answer_bytes);
  error_code read_failed;
  http::read(socket, buffer, parser, read_failed);
  if (read_failed) return gone(socket_path, read_failed);
  Response response;
  response.status = parser.get().result_int();
  auto type = parser.get()[http::field::content_type];
  response.content_type = std::string(type.data(), type.size());
  response.body = std::move(parser.get().body());
  return response;
}

}  // namespace assent::engine
