#include "engine/http/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <cstring>

#include "base/limits.h"
#include "engine/http/inflate.h"

namespace assent::engine {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kSmallBuffer = 4 * 1024;
constexpr std::size_t kLargeBuffer = limits::header_bytes + 48 * 1024;  // a whole header always fits
constexpr std::size_t kDiscard = 2 * limits::body_bytes;

std::string_view reason_phrase(unsigned status) {
  auto text = http::obsolete_reason(http::int_to_status(status));
  return {text.data(), text.size()};
}

}  // namespace

Session::Session(Socket socket, std::string peer, bool local, std::size_t seat, Traffic& traffic)
    : socket_(std::move(socket)), peer_(std::move(peer)), local_(local), seat_(seat), traffic_(traffic) {
  error_code ignored;  // a socket that refuses this fails at its first read
  socket_.non_blocking(true, ignored);
}

void Session::start() {
  due_in(traffic_.idle_ticks);
  in_.resize(kSmallBuffer);
  read();
}

void Session::turn_away(const Response& response) {
  in_.resize(kSmallBuffer);
  refuse(response);
}

void Session::read() {
  if (!make_room()) {
    return refuse(error_response(431, "headers_too_large", "a chunk's header or trailer is too long"));
  }
  auto self = shared_from_this();
  socket_.async_read_some(asio::buffer(in_.data() + end_, in_.size() - end_),
                          [self](error_code ec, std::size_t size) { self->on_read(ec, size); });
}

// False: the buffer is full of something that the parser cannot take in parts.
bool Session::make_room() {
  if (begin_ > 0) {
    std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const bool body_under_way = reader_ && reader_->is_header_done();
  if (end_ == in_.size() || body_under_way) in_.resize(kLargeBuffer);
  return end_ < in_.size();
}

void Session::on_read(error_code ec, std::size_t size) {
  if (state_ != State::reading) return;
  if (timed_out_) {
    refuse(error_response(408, "timeout", "the request did not arrive in time"));
    return;
  }
  if (ec) {
    // The other side may have closed its sending half only, and still listen.
    if (ec == asio::error::eof && reader_) {
      refuse(reader_->refusal(http::error::partial_message));
    } else {
      close();
    }
    return;
  }
  end_ += size;
  consume();
}

// Parses what is in the buffer, as far as one request goes.
void Session::consume() {
  if (!reader_) {
    while (begin_ < end_ && (in_[begin_] == '\r' || in_[begin_] == '\n')) ++begin_;  // RFC 9112, section 2.2
    if (begin_ == end_) return read();
    reader_.emplace();
    continued_ = false;
    due_in(traffic_.request_ticks);
  }
  error_code ec;
  while (!ec && begin_ < end_ && !reader_->is_done()) {
    std::size_t used = reader_->put(asio::const_buffer(in_.data() + begin_, end_ - begin_), ec);
    begin_ += used;
    if (used == 0) break;
  }
  if (ec && ec != http::error::need_more) return refuse(reader_->refusal(ec));
  if (reader_->is_done()) return dispatch();
  continue_if_expected();
  read();
}

void Session::continue_if_expected() {
  if (continued_ || !reader_->is_header_done() || !reader_->expects_continue() || reader_->old_http()) return;
  continued_ = true;
  // Twenty-five bytes fit into the empty send buffer; if ever they don't, the client goes on by itself a
  // little later.
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code ignored;
  socket_.write_some(asio::buffer(kContinue), ignored);
}

void Session::dispatch() {
  state_ = State::answering;
  ticket_ = (++traffic_.requests << Traffic::kSeatBits) | seat_;
  keep_alive_ = reader_->keep_alive();
  old_http_ = reader_->old_http();
  head_ = reader_->head();
  const std::string encoding = reader_->encoding();
  Request request = reader_->take();
  reader_.reset();
  if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate") {
    Result<std::string> plain = inflate(request.body, limits::inflated_body_bytes);
    if (!plain.has_value()) return traffic_.answers->push(ticket_, error_response(plain.error()));
    request.body = std::move(plain).value();
  } else if (!encoding.empty() && encoding != "identity") {
    return traffic_.answers->push(
        ticket_,
        error_response(415, "unsupported_encoding", "Content-Encoding may be gzip, deflate or identity"));
  }
  request.peer = peer_;
  request.local = local_;
  traffic_.handler.handle(std::move(request),
                          [answers = traffic_.answers, ticket = ticket_](Response response) {
                            answers->push(ticket, std::move(response));
                          });
}

void Session::answer(std::uint64_t ticket, const Response& response) {
  if (state_ != State::answering || ticket != ticket_) return;
  keep_alive_ = keep_alive_ && !traffic_.stopping;
  format(response);
  write();
}

// Answers what cannot be read; the rest of the stream is in doubt, so the connection ends.
void Session::refuse(const Response& response) {
  keep_alive_ = false;
  old_http_ = false;
  head_ = reader_ && reader_->head();
  format(response);
  write();
}

void Session::format(const Response& response) {
  out_.clear();
  fmt::format_to(std::back_inserter(out_),
                 "HTTP/1.1 {} {}\r\nDate: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n", response.status,
                 reason_phrase(response.status), traffic_.date, response.content_type, response.body.size());
  if (response.retry_after_s)
    fmt::format_to(std::back_inserter(out_), "Retry-After: {}\r\n", *response.retry_after_s);
  if (!response.allow.empty()) fmt::format_to(std::back_inserter(out_), "Allow: {}\r\n", response.allow);
  for (const auto& [name, value] : response.headers)
    fmt::format_to(std::back_inserter(out_), "{}: {}\r\n", name, value);
  if (response.status == 401) out_ += "WWW-Authenticate: Basic realm=\"assent\"\r\n";
  if (!keep_alive_) {
    out_ += "Connection: close\r\n";
  } else if (old_http_) {
    out_ += "Connection: keep-alive\r\n";
  }
  out_ += "\r\n";
  if (!head_) out_ += response.body;
  written_ = 0;
}

// Most answers fit into the send buffer at once, and then no callback is needed.
void Session::write() {
  state_ = State::writing;
  due_in(traffic_.request_ticks);
  error_code ec;
  written_ += socket_.write_some(asio::buffer(out_.data() + written_, out_.size() - written_), ec);
  if (ec && ec != asio::error::would_block && ec != asio::error::try_again) return close();
  if (written_ == out_.size()) return written();
  auto self = shared_from_this();
  asio::async_write(socket_, asio::buffer(out_.data() + written_, out_.size() - written_),
                    [self](error_code failed, std::size_t) {
                      if (self->state_ != State::writing) return;
                      if (failed) return self->close();
                      self->written();
                    });
}

void Session::written() {
  if (!keep_alive_) return linger();
  if (traffic_.stopping) return close();
  state_ = State::reading;
  if (out_.capacity() > kLargeBuffer) std::string().swap(out_);
  if (begin_ < end_) return consume();
  begin_ = end_ = 0;
  if (in_.size() > kSmallBuffer) std::vector<char>(kSmallBuffer).swap(in_);
  due_in(traffic_.idle_ticks);
  read();
}

// Closing a socket with unread bytes resets the connection and may take the answer with it. So the sending
// half is closed first, and what still comes is read and dropped, for a while.
void Session::linger() {
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (ec || traffic_.stopping) return close();
  state_ = State::lingering;
  due_in(traffic_.linger_ticks);
  discard();
}

void Session::discard() {
  auto self = shared_from_this();
  socket_.async_read_some(asio::buffer(in_), [self](error_code ec, std::size_t size) {
    if (self->state_ != State::lingering) return;
    self->discarded_ += size;
    if (ec || self->discarded_ > kDiscard) return self->close();
    self->discard();
  });
}

void Session::check_deadline() {
  if (traffic_.tick < deadline_) return;
  switch (state_) {
    case State::reading: {
      if (!reader_) return close();
      timed_out_ = true;
      error_code ignored;
      socket_.cancel(ignored);  // the pending read comes back and says 408
      return;
    }
    case State::answering:
      return;  // the handler's time is its own
    case State::writing:
    case State::lingering:
      return close();
    case State::closed:
      return;
  }
}

std::optional<std::uint64_t> Session::patience() const {
  if (state_ != State::reading) return std::nullopt;
  constexpr std::uint64_t after_all_idle = std::uint64_t{1} << 62;
  return reader_ ? after_all_idle + deadline_ : deadline_;
}

void Session::stop() {
  if (state_ == State::reading || state_ == State::lingering) close();
}

void Session::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  error_code ignored;
  socket_.close(ignored);
  traffic_.free_seats.push_back(seat_);
  --traffic_.open;
  traffic_.seats[seat_].reset();  // the caller's own shared_ptr keeps `this` until it returns
}

}  // namespace assent::engine
