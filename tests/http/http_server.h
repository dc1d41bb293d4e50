// A server with a handler that echoes, and raw sockets to ask it: the fixture of the server's tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <boost/json/parse.hpp>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/limits.h"
#include "engine/http/server.h"
#include "raw_socket.h"

namespace assent::engine {

using namespace std::chrono_literals;

// Answers with what it understood. "/later" keeps the Respond for the test to call.
class Echo : public Handler {
 public:
  void handle(Request request, Respond respond) override {
    if (request.path == "/later") {
      std::lock_guard lock(mutex_);
      later_.push_back(std::move(respond));
      arrived_.notify_all();
      return;
    }
    if (request.path == "/big")
      return respond({.status = 200,
                      .content_type = "text/plain",
                      .body = std::string(8 << 20, 'x'),
                      .retry_after_s = {},
                      .allow = {},
                      .headers = {}});
    if (request.path == "/busy") return respond(error_response(Error(Errc::overloaded, "full")));
    json::object headers, query;
    for (const auto& [name, value] : request.headers) headers[name] = value;
    for (const auto& [name, value] : request.query) query[name] = value;
    respond(json_response(json::object{{"method", request.method},
                                       {"path", request.path},
                                       {"query", query},
                                       {"headers", headers},
                                       {"size", request.body.size()},
                                       {"body", request.body.substr(0, 1000)},
                                       {"peer", request.peer},
                                       {"local", request.local}}));
  }
  Respond wait_for_later() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(arrived_.wait_for(lock, 20s, [this] { return !later_.empty(); }));
    Respond one = std::move(later_.back());
    later_.pop_back();
    return one;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Respond> later_;
};

class HttpServer : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "assent_http_XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    start({.listen = "127.0.0.1:0", .socket_path = folder_ + "/assent.sock"});
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  void start(const ServerOptions& options) {
    server_.reset();
    auto opened = Server::open(options, echo_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    server_ = std::move(opened).value();
  }
  RawSocket connect() { return RawSocket::tcp(server_->port()); }

  std::string folder_;
  Echo echo_;
  std::unique_ptr<Server> server_;
};

inline json::object object_of(const RawAnswer& answer) {
  json::error_code ec;
  json::value value = json::parse(answer.body, ec);
  EXPECT_FALSE(ec) << answer.head << answer.body;
  return ec ? json::object() : value.as_object();
}

inline std::string text_of(const RawAnswer& answer, std::string_view name) {
  json::object body = object_of(answer);
  const json::value* value = body.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

inline std::size_t size_of(const RawAnswer& answer) {
  json::object body = object_of(answer);
  return body["size"].is_int64() ? static_cast<std::size_t>(body["size"].get_int64()) : 0;
}

inline std::string error_code_of(const RawAnswer& answer) {
  json::object body = object_of(answer);
  const json::value* error = body.if_contains("error");
  if (!error) return "";
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  return std::string(error->at("code").as_string());
}

inline Request get(std::string path) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  return request;
}

inline std::string post(std::string_view path, std::string_view headers, std::string_view body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\n{}Content-Length: {}\r\n\r\n{}", path, headers,
                     body.size(), body);
}

inline std::string deflated(std::string_view plain, int window_bits) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(plain.size() + 1024, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
inline std::string gzip(std::string_view plain) {
  return deflated(plain, 15 + 16);
}

}  // namespace assent::engine
