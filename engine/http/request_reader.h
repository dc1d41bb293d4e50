// Reads one request from bytes as they come, straight into a Request: Beast's parser without its containers.
//
//   RequestReader reader;
//   used = reader.put(buffer, ec);           // ec == need_more: come back with more; is_done(): complete
//   Response why_not = reader.refusal(ec);   // any other ec
//   Request request = reader.take();
//
// One request a reader. Enforces limits::header_bytes and limits::body_bytes.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include "engine/http/message.h"

namespace assent::engine {

class RequestReader : public boost::beast::http::basic_parser<true> {
 public:
  using error_code = boost::beast::error_code;

  RequestReader();

  Request take() { return std::move(request_); }
  bool head() const { return head_; }                          // the answer goes without its body
  bool old_http() const { return version_ < 11; }              // 1.0
  bool expects_continue() const { return expects_continue_; }  // and would like to be told to go on
  const std::string& encoding() const { return encoding_; }    // Content-Encoding, lowercase; empty: none
  Response refusal(error_code ec) const;

 private:
  using string_view = boost::beast::string_view;
  using field = boost::beast::http::field;

  void on_request_impl(boost::beast::http::verb method, string_view method_text, string_view target,
                       int version, error_code& ec) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(field name, string_view name_text, string_view value, error_code& ec) override;
  void on_header_impl(error_code& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& content_length, error_code& ec) override;
  std::size_t on_body_impl(string_view bytes, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t remaining, string_view bytes, error_code& ec) override;
  void on_finish_impl(error_code&) override {}

  void keep(std::string name, string_view value);

  Request request_;
  std::string encoding_;
  int version_ = 11;
  bool head_ = false;
  bool expects_continue_ = false;
  bool announces_body_ = false;
  bool length_given_ = false;
  bool length_missing_ = false;
};

// The target of a request line, decoded into path and query; false: it is none.
bool read_target(std::string_view target, Request& request);

}  // namespace assent::engine
