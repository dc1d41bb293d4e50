#include "engine/http/request_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/limits.h"

namespace assent::engine {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace urls = boost::urls;

std::string lowercase(beast::string_view text) {
  std::string out(text.data(), text.size());
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

bool read_target(std::string_view target, Request& request) {
  if (target.starts_with('/') && target.find_first_of("%?#") == std::string_view::npos) {
    request.path = target;
    return true;
  }
  auto parsed = target.starts_with('/') ? urls::parse_origin_form(target) : urls::parse_uri(target);
  if (!parsed) return false;
  request.path = parsed->path();
  if (request.path.empty()) request.path = "/";
  for (auto parameter : parsed->params()) request.query[parameter.key] = parameter.value;
  return true;
}

RequestReader::RequestReader() {
  eager(true);
  header_limit(static_cast<std::uint32_t>(limits::header_bytes));
  body_limit(limits::body_bytes);
}

Response RequestReader::refusal(error_code ec) const {
  if (ec == http::error::header_limit) {
    return error_response(431, "headers_too_large",
                          fmt::format("a request's header has at most {} bytes", limits::header_bytes));
  }
  if (ec == http::error::body_limit) {
    return error_response(413, name(Errc::too_large),
                          fmt::format("a request's body has at most {} bytes", limits::body_bytes));
  }
  if (length_missing_) {
    return error_response(411, "length_required", "send Content-Length, or Transfer-Encoding: chunked");
  }
  if (ec == http::error::partial_message) {
    return error_response(400, name(Errc::malformed), "the request was cut short");
  }
  return error_response(400, name(Errc::malformed), "not HTTP: " + ec.message());
}

void RequestReader::on_request_impl(http::verb method, string_view method_text, string_view target,
                                    int version, error_code& ec) {
  version_ = version;
  head_ = method == http::verb::head;
  request_.method = head_ ? "GET" : std::string(method_text.data(), method_text.size());
  if (!read_target({target.data(), target.size()}, request_)) ec = http::error::bad_target;
}

void RequestReader::keep(std::string name, string_view value) {
  std::string& kept = request_.headers[std::move(name)];
  if (!kept.empty()) kept += ", ";
  kept.append(value.data(), value.size());
}

void RequestReader::on_field_impl(field name, string_view name_text, string_view value, error_code& ec) {
  if (name == field::authorization) {
    keep("authorization", value);
  } else if (name == field::content_type) {
    announces_body_ = true;
    keep("content-type", value);
  } else if (name == field::user_agent) {
    keep("user-agent", value);
  } else if (name == field::accept) {
    keep("accept", value);
  } else if (name == field::accept_language) {
    keep("accept-language", value);
  } else if (name == field::content_encoding) {
    announces_body_ = true;
    encoding_ = lowercase(value);
  } else if (name == field::content_length) {
    length_given_ = true;
  } else if (name == field::expect) {
    expects_continue_ = beast::iequals(value, "100-continue");
  } else if (name == field::transfer_encoding) {
    // Any other coding would leave the end of the body in doubt.
    if (!beast::iequals(value, "chunked")) ec = http::error::bad_transfer_encoding;
  } else if (name == field::unknown) {
    std::string lower = lowercase(name_text);
    bool kept = lower.starts_with("ce-") || lower == "x-forwarded-for" || lower == "x-forwarded-proto" ||
                lower == "x-retry-count";
    if (kept) keep(std::move(lower), value);
  }
}

// A POST without a length has no body. One that speaks of its body and gives no length was meant to have one.
void RequestReader::on_header_impl(error_code& ec) {
  if (!announces_body_ || length_given_ || chunked()) return;
  if (request_.method != "POST" && request_.method != "PUT") return;
  length_missing_ = true;
  ec = http::error::bad_content_length;
}

void RequestReader::on_body_init_impl(const boost::optional<std::uint64_t>& content_length, error_code&) {
  // Not all of it: what is announced costs nothing to announce.
  if (content_length) request_.body.reserve(std::min<std::size_t>(*content_length, 16 * 1024));
}

std::size_t RequestReader::on_body_impl(string_view bytes, error_code&) {
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t RequestReader::on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) {
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace assent::engine
