// Events over HTTP, as fast as they are answered: every connection sends its next request when the last is answered.
//
//   load --port 7420 --key KEY --seconds 5                        single events to /v1/track, 64 connections
//   load --port 7420 --key KEY --requests 10000 --batch 100       batches to /v1/batch
//
// Every answer must be 200 {"success":true}; the first that is not ends the run with status 1. Message ids never repeat
// within or between runs, users repeat after --users. Prints one line of JSON. Ends by itself.
#include <fmt/core.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

struct Options {
  std::uint64_t port = 0, seconds = 0, requests = 0, batch = 1, connections = 64, users = 1'000'000,
                warmup = 0;
  std::string key = "key";
  std::string event = "Page Viewed";  // several, separated by commas, take turns
};

struct Run {
  Options options;
  std::vector<std::string> events;
  std::string authorization, run_id;
  std::uint64_t sent = 0, answered = 0;  // requests
  std::uint64_t next_event = 0;
  std::uint64_t bytes = 0;
  std::vector<std::uint32_t> latencies_us;  // after the warm-up
  Clock::time_point started, measured_from, last;
  std::string wrong;  // the first answer that was not as it should be

  bool more() const {
    if (!wrong.empty()) return false;
    if (options.requests > 0) return sent < options.requests;
    return Clock::now() < started + std::chrono::seconds(options.seconds + options.warmup);
  }
};

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kDigits[three >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

// One event of about 250 bytes.
void append_event(std::string& out, Run& run) {
  std::uint64_t n = run.next_event++;
  fmt::format_to(
      std::back_inserter(out),
      R"({{"type":"track","event":"{}","userId":"user-{}","messageId":"{}-{}","properties":{{"plan":"pro",)"
      R"("seats":{},"amount":19.99,"trial":true,"source":"web","path":"/pricing/compare"}},)"
      R"("context":{{"library":{{"name":"load"}}}}}})",
      run.events[n % run.events.size()], n % run.options.users, run.run_id, n, n % 50);
}

class Connection {
 public:
  Connection(asio::io_context& context, Run& run) : socket_(context), run_(run) {}

  void open() {
    error_code ec;
    socket_.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(run_.options.port)}, ec);
    if (ec) return fail("cannot connect: " + ec.message());
    socket_.set_option(tcp::no_delay(true), ec);
    next();
  }

 private:
  void next() {
    if (!run_.more()) return socket_.close();
    body_.clear();
    if (run_.options.batch > 1) {
      body_ = "{\"batch\":[";
      for (std::uint64_t i = 0; i < run_.options.batch; ++i) {
        if (i > 0) body_ += ',';
        append_event(body_, run_);
      }
      body_ += "]}";
    } else {
      append_event(body_, run_);
    }
    out_.clear();
    fmt::format_to(std::back_inserter(out_),
                   "POST /v1/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {}\r\n"
                   "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                   run_.options.batch > 1 ? "batch" : "track", run_.authorization, body_.size());
    out_ += body_;
    ++run_.sent;
    run_.bytes += out_.size();
    in_.clear();
    began_ = Clock::now();
    asio::async_write(socket_, asio::buffer(out_), [this](error_code ec, std::size_t) {
      if (ec) return fail("cannot send: " + ec.message());
      read();
    });
  }

  void read() {
    socket_.async_read_some(asio::buffer(chunk_), [this](error_code ec, std::size_t size) {
      if (ec) return fail("no answer: " + ec.message());
      in_.append(chunk_, size);
      auto end = in_.find("\r\n\r\n");
      if (end == std::string::npos || in_.size() < end + 4 + content_length()) return read();
      answered(end + 4);
    });
  }

  std::size_t content_length() const {
    static constexpr std::string_view kName = "\r\nContent-Length: ";
    auto at = in_.find(kName);
    std::size_t length = 0;
    if (at == std::string::npos) return 0;
    std::from_chars(in_.data() + at + kName.size(), in_.data() + in_.size(), length);
    return length;
  }

  void answered(std::size_t body) {
    run_.last = Clock::now();
    if (!in_.starts_with("HTTP/1.1 200 ") || std::string_view(in_).substr(body) != "{\"success\":true}") {
      return fail("wrong answer: " + in_);
    }
    ++run_.answered;
    if (began_ >= run_.measured_from) {
      auto took = std::chrono::duration_cast<std::chrono::microseconds>(run_.last - began_).count();
      run_.latencies_us.push_back(static_cast<std::uint32_t>(took));
    }
    next();
  }

  void fail(std::string why) {
    if (run_.wrong.empty()) run_.wrong = std::move(why);
    error_code ignored;
    socket_.close(ignored);
  }

  tcp::socket socket_;
  Run& run_;
  std::string body_, out_, in_;
  char chunk_[4096];
  Clock::time_point began_;
};

bool read_options(int argc, char** argv, Options& options) {
  const std::map<std::string_view, std::uint64_t*> numbers = {{"--port", &options.port},
                                                              {"--seconds", &options.seconds},
                                                              {"--requests", &options.requests},
                                                              {"--batch", &options.batch},
                                                              {"--connections", &options.connections},
                                                              {"--users", &options.users},
                                                              {"--warmup", &options.warmup}};
  if (argc % 2 == 0) return false;
  for (int i = 1; i < argc; i += 2) {
    std::string_view name = argv[i], value = argv[i + 1];
    if (name == "--key") {
      options.key = value;
    } else if (name == "--event") {
      options.event = value;
    } else if (auto number = numbers.find(name); number != numbers.end()) {
      auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), *number->second);
      if (bad != std::errc() || end != value.data() + value.size()) return false;
    } else {
      return false;
    }
  }
  return options.port > 0 && options.port < 65536 && options.users > 0 && options.batch > 0 &&
         (options.seconds > 0) != (options.requests > 0);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t comma; (comma = text.find(',')) != std::string_view::npos; text.remove_prefix(comma + 1)) {
    out.emplace_back(text.substr(0, comma));
  }
  out.emplace_back(text);
  return out;
}

double quantile_ms(const std::vector<std::uint32_t>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))] / 1000.0;
}

void print(Run& run) {
  auto& all = run.latencies_us;
  std::sort(all.begin(), all.end());
  double seconds = std::chrono::duration<double>(run.last - run.measured_from).count();
  double events = static_cast<double>(all.size() * run.options.batch);
  fmt::print(
      R"({{"events_per_s":{:.0f},"events":{},"seconds":{:.2f},"p50_ms":{:.3f},"p99_ms":{:.3f},"max_ms":{:.3f},)"
      R"("requests":{},"request_bytes":{},"batch":{},"connections":{}}})"
      "\n",
      events / seconds, static_cast<std::uint64_t>(events), seconds, quantile_ms(all, 0.5),
      quantile_ms(all, 0.99), quantile_ms(all, 1), run.answered,
      run.bytes / std::max<std::uint64_t>(run.sent, 1), run.options.batch, run.options.connections);
}

}  // namespace

int main(int argc, char** argv) {
  Run run;
  if (!read_options(argc, argv, run.options)) {
    fmt::print(stderr,
               "usage: load --port N (--seconds N | --requests N) [--key KEY] [--batch N] [--connections N]\n"
               "            [--users N] [--event NAME,...] [--warmup SECONDS]\n");
    return 2;
  }
  run.events = split(run.options.event);
  run.authorization = base64(run.options.key + ":");
  run.started = Clock::now();
  run.run_id =
      fmt::format("load-{}-{:x}", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count());
  run.measured_from = run.started + std::chrono::seconds(run.options.warmup);
  asio::io_context context{1};
  std::deque<Connection> connections;
  for (std::uint64_t i = 0; i < run.options.connections; ++i) connections.emplace_back(context, run).open();
  // Answers that never come end the run too: whatever was asked for, plus half a minute.
  context.run_for(
      std::chrono::seconds(run.options.requests > 0 ? 600 : run.options.seconds + run.options.warmup + 30));
  if (run.wrong.empty() && run.answered < run.sent) run.wrong = "answers were still missing at the end";
  if (!run.wrong.empty()) {
    fmt::print(stderr, "load: {}\n", run.wrong);
    return 1;
  }
  print(run);
  return 0;
}
