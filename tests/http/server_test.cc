#include "engine/http/server.h"

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
#include "raw_socket.h"

namespace assent::engine {
namespace {

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
                      .retry_after_s = {}});
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

json::object object_of(const RawAnswer& answer) {
  json::error_code ec;
  json::value value = json::parse(answer.body, ec);
  EXPECT_FALSE(ec) << answer.head << answer.body;
  return ec ? json::object() : value.as_object();
}

std::string text_of(const RawAnswer& answer, std::string_view name) {
  json::object body = object_of(answer);
  const json::value* value = body.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

std::size_t size_of(const RawAnswer& answer) {
  json::object body = object_of(answer);
  return body["size"].is_int64() ? static_cast<std::size_t>(body["size"].get_int64()) : 0;
}

std::string error_code_of(const RawAnswer& answer) {
  json::object body = object_of(answer);
  const json::value* error = body.if_contains("error");
  if (!error) return "";
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  return std::string(error->at("code").as_string());
}

Request get(std::string path) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  return request;
}

std::string post(std::string_view path, std::string_view headers, std::string_view body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\n{}Content-Length: {}\r\n\r\n{}", path, headers,
                     body.size(), body);
}

std::string deflated(std::string_view plain, int window_bits) {
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
std::string gzip(std::string_view plain) {
  return deflated(plain, 15 + 16);
}

TEST_F(HttpServer, PassesOnWhatWasAsked) {
  RawAnswer answer = connect().ask(
      "POST /v1/contacts/a%20b?from=2026&name=%C3%A9&name=last&x= HTTP/1.1\r\nHost: x\r\nAuthorization: "
      "Basic abc\r\n"
      "CONTENT-TYPE: text/odd\r\nUser-Agent: test\r\nX-Retry-Count: 2\r\nce-id: 1\r\nCookie: no\r\n"
      "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(answer.status, 200);
  json::object body = object_of(answer);
  EXPECT_EQ(body["method"], "POST");
  EXPECT_EQ(body["path"], "/v1/contacts/a b");
  EXPECT_EQ(body["query"], (json::object{{"from", "2026"}, {"name", "last"}, {"x", ""}}));
  EXPECT_EQ(body["headers"], (json::object{{"authorization", "Basic abc"},
                                           {"ce-id", "1"},
                                           {"content-type", "text/odd"},
                                           {"user-agent", "test"},
                                           {"x-forwarded-for", "1.2.3.4, 5.6.7.8"},
                                           {"x-retry-count", "2"}}));
  EXPECT_EQ(body["body"], "hello");
  EXPECT_EQ(body["peer"], "127.0.0.1");
  EXPECT_EQ(body["local"], false);
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
  EXPECT_FALSE(answer.header("Date").empty());
}

TEST_F(HttpServer, ReadsEveryWayOfSendingABody) {
  struct Row {
    std::string name, request;
  };
  std::string chunked = "5\r\nhello\r\n1;ext=\"x\"\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n";
  std::string zipped = gzip("hello world");
  std::string two_members = gzip("hello ") + gzip("world");
  const Row rows[] = {
      {"plain", post("/e", "", "hello world")},
      {"chunked", "POST /e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked},
      {"gzip", post("/e", "Content-Encoding: gzip\r\n", zipped)},
      {"x-gzip", post("/e", "Content-Encoding: X-GZIP\r\n", zipped)},
      {"gzip, two members", post("/e", "Content-Encoding: gzip\r\n", two_members)},
      {"deflate as zlib", post("/e", "Content-Encoding: deflate\r\n", deflated("hello world", 15))},
      {"deflate, bare", post("/e", "Content-Encoding: deflate\r\n", deflated("hello world", -15))},
      {"identity", post("/e", "Content-Encoding: identity\r\n", "hello world")},
      {"gzip, chunked, wrong content type",
       fmt::format("POST /e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\nContent-Encoding: gzip\r\n"
                   "Content-Type: application/x-www-form-urlencoded\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                   zipped.size(), zipped)},
      {"blank lines before", "\r\n\r\n" + post("/e", "", "hello world")},
      {"absolute form", "POST http://host:1/e HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world"},
  };
  for (const Row& row : rows) {
    RawAnswer answer = connect().ask(row.request);
    EXPECT_EQ(answer.status, 200) << row.name << answer.body;
    EXPECT_EQ(text_of(answer, "body"), "hello world") << row.name;
    RawSocket slow = connect();  // the same, byte by byte
    for (char byte : row.request) ASSERT_TRUE(slow.send({&byte, 1}));
    answer = slow.receive();
    EXPECT_EQ(text_of(answer, "body"), "hello world") << row.name << ", byte by byte";
  }
}

struct Refusal {
  std::string name, request;
  int status;
  std::string code;
};

TEST_F(HttpServer, RefusesWhatItCannotRead) {
  std::string zipped = gzip(std::string(1000, 'x'));
  std::string bomb = gzip(std::string(limits::inflated_body_bytes + 1, 'x'));
  std::string large_header = "X: " + std::string(limits::header_bytes, 'x') + "\r\n";
  std::string many_chunks;
  for (int i = 0; i < 9; ++i) many_chunks += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  const Refusal rows[] = {
      {"no HTTP", "hello\r\n\r\n", 400, "malformed"},
      {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "malformed"},
      {"verb with a space", "GE T / HTTP/1.1\r\n\r\n", 400, "malformed"},
      {"version", "GET / HTTP/7.7\r\n\r\n", 400, "malformed"},
      {"target", "GET %zz HTTP/1.1\r\n\r\n", 400, "malformed"},
      {"escape", "GET /a%zz HTTP/1.1\r\n\r\n", 400, "malformed"},
      {"header without colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400, "malformed"},
      {"length", "POST / HTTP/1.1\r\nContent-Length: ten\r\n\r\n", 400, "malformed"},
      {"negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "malformed"},
      {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400,
       "malformed"},
      {"length and chunked",
       "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "malformed"},
      {"unknown transfer coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "malformed"},
      {"chunk size", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "malformed"},
      {"body without length", "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n", 411,
       "length_required"},
      {"announced too large",
       fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", limits::body_bytes + 1), 413,
       "too_large"},
      {"chunked too large", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + many_chunks, 413,
       "too_large"},
      {"large header", "GET / HTTP/1.1\r\n" + large_header + "\r\n", 431, "headers_too_large"},
      {"large target", "GET /" + std::string(limits::header_bytes, 'x') + " HTTP/1.1\r\n\r\n", 431,
       "headers_too_large"},
      {"unknown encoding", post("/", "Content-Encoding: br\r\n", "x"), 415, "unsupported_encoding"},
      {"broken gzip", post("/", "Content-Encoding: gzip\r\n", "not gzip at all"), 400, "malformed"},
      {"empty gzip", post("/", "Content-Encoding: gzip\r\n", ""), 400, "malformed"},
      {"gzip cut short", post("/", "Content-Encoding: gzip\r\n", zipped.substr(0, zipped.size() - 9)), 400,
       "malformed"},
      {"gzip and rubbish", post("/", "Content-Encoding: gzip\r\n", zipped + "rubbish"), 400, "malformed"},
      {"gzip bomb", post("/", "Content-Encoding: gzip\r\n", bomb), 413, "too_large"},
  };
  for (const Refusal& row : rows) {
    RawSocket socket = connect();
    RawAnswer answer = socket.ask(row.request);
    EXPECT_EQ(answer.status, row.status) << row.name << ": " << answer.body;
    EXPECT_EQ(error_code_of(answer), row.code) << row.name;
    if (answer.header("Connection") != "close") continue;
    socket.end_sending();
    EXPECT_TRUE(socket.ended()) << row.name;
  }
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\n\r\n").status, 200) << "and goes on serving";
}

TEST_F(HttpServer, ARefusalArrivesEvenWhileTheClientStillSends) {
  RawSocket socket = connect();
  socket.send(fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", 600 * 1024));
  socket.send(std::string(600 * 1024, 'x'));
  EXPECT_EQ(socket.receive().status, 413);
}

TEST_F(HttpServer, TheLargestBodyIsTaken) {
  RawAnswer answer = connect().ask(post("/", "", std::string(limits::body_bytes, 'x')));
  EXPECT_EQ(size_of(answer), limits::body_bytes);
  answer = connect().ask(
      post("/", "Content-Encoding: gzip\r\n", gzip(std::string(limits::inflated_body_bytes, 'x'))));
  EXPECT_EQ(size_of(answer), limits::inflated_body_bytes);
}

TEST_F(HttpServer, ATruncatedRequestIsAnsweredAndNotHandled) {
  const std::string whole = post("/later", "", "hello");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    RawSocket socket = connect();
    socket.send(whole.substr(0, size));
    socket.end_sending();
    RawAnswer answer = socket.receive();
    EXPECT_EQ(answer.status, 400) << size;
    EXPECT_EQ(error_code_of(answer), "malformed") << size;
  }
  RawSocket socket = connect();
  socket.send(whole);
  echo_.wait_for_later()(json_response({{"n", 1}}));
  EXPECT_EQ(socket.receive().body, "{\"n\":1}");
}

TEST_F(HttpServer, AnyVerbReachesTheHandler) {
  for (std::string verb : {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"}) {
    RawAnswer answer = connect().ask(verb + " /p HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 200) << verb;
    EXPECT_EQ(text_of(answer, "method"), verb);
  }
}

TEST_F(HttpServer, HeadIsGetWithoutTheBody) {
  RawSocket socket = connect();
  socket.send("HEAD /p HTTP/1.1\r\nHost: x\r\n\r\nGET /p HTTP/1.1\r\nHost: x\r\n\r\n");
  RawAnswer head = socket.receive(/*without_body=*/true);
  RawAnswer get = socket.receive();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), get.header("Content-Length"));
  EXPECT_EQ(text_of(get, "method"), "GET");
}

TEST_F(HttpServer, KeepsConnectionsAliveAsAsked) {
  struct Row {
    std::string request, connection;
    bool stays;
  };
  const Row rows[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", true},
      {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "close", false},
      {"GET / HTTP/1.0\r\n\r\n", "close", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", true},
  };
  for (const Row& row : rows) {
    RawSocket socket = connect();
    RawAnswer answer = socket.ask(row.request);
    EXPECT_EQ(answer.header("Connection"), row.connection) << row.request;
    if (row.stays) {
      EXPECT_EQ(socket.ask(row.request).status, 200) << row.request;
    } else {
      EXPECT_TRUE(socket.ended()) << row.request;
    }
  }
}

TEST_F(HttpServer, PipelinedRequestsAreAnsweredInOrder) {
  RawSocket socket = connect();
  std::string all;
  for (int i = 0; i < 500; ++i) all += post("/" + std::to_string(i), "", std::string(100, 'x'));
  std::thread sender([&] { EXPECT_TRUE(socket.send(all)); });
  for (int i = 0; i < 500; ++i) {
    RawAnswer answer = socket.receive();
    ASSERT_EQ(text_of(answer, "path"), "/" + std::to_string(i));
  }
  sender.join();
}

TEST_F(HttpServer, ALaterAnswerComesBeforeTheNextRequestIsHandled) {
  RawSocket socket = connect();
  socket.send("GET /later HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n");
  Respond respond = echo_.wait_for_later();
  std::thread([&] {
    respond(json_response({{"n", 1}}));
    respond(json_response({{"n", 2}}));  // a second answer to the same request is dropped
  }).join();
  EXPECT_EQ(socket.receive().body, "{\"n\":1}");
  EXPECT_EQ(text_of(socket.receive(), "path"), "/next");
}

TEST_F(HttpServer, AnAnswerForAConnectionThatIsGoneIsDropped) {
  Respond respond;
  {
    RawSocket socket = connect();
    socket.send("GET /later HTTP/1.1\r\n\r\n");
    respond = echo_.wait_for_later();
  }
  respond(json_response({{"n", 1}}));
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\n\r\n").status, 200);
}

TEST_F(HttpServer, SaysWhenToComeAgain) {
  RawAnswer answer = connect().ask("GET /busy HTTP/1.1\r\n\r\n");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_EQ(error_code_of(answer), "overloaded");
}

TEST_F(HttpServer, TellsAClientThatAsksToGoOn) {
  RawSocket socket = connect();
  socket.send("POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(socket.receive().status, 100);
  EXPECT_EQ(text_of(socket.ask("hello"), "body"), "hello");
  RawSocket large = connect();
  large.send(fmt::format("POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n", 1 << 20));
  EXPECT_EQ(large.receive().status, 413) << "before anything of it was sent";
}

TEST_F(HttpServer, ALargeAnswerWaitsForASlowReader) {
  RawSocket socket = connect();
  socket.send("GET /big HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\n\r\n").status, 200) << "and holds nobody up";
  EXPECT_EQ(socket.receive().body.size(), 8u << 20);
  EXPECT_EQ(socket.receive().status, 200);
}

TEST_F(HttpServer, GivesUpOnSlowRequestsAndIdleConnections) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .request_deadline = 60ms, .idle_deadline = 60ms});
  RawSocket idle = connect(), slow_header = connect(), slow_body = connect(), used = connect(),
            waiting = connect();
  slow_header.send("GET / HT");
  slow_body.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel");
  waiting.send("GET /later HTTP/1.1\r\n\r\n");
  EXPECT_EQ(used.ask("GET / HTTP/1.1\r\n\r\n").status, 200);
  EXPECT_EQ(error_code_of(slow_header.receive()), "timeout");
  RawAnswer answer = slow_body.receive();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(error_code_of(answer), "timeout");
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(used.ended());
  // However long the handler takes, its answer is waited for: by now every deadline has passed.
  echo_.wait_for_later()(json_response({{"n", 1}}));
  EXPECT_EQ(waiting.receive().status, 200);
}

TEST_F(HttpServer, TurnsAwayConnectionsBeyondTheLimit) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .connections = 2});
  RawSocket first = connect();
  EXPECT_EQ(first.ask("GET / HTTP/1.1\r\n\r\n").status, 200);
  {
    RawSocket second = connect();
    EXPECT_EQ(second.ask("GET / HTTP/1.1\r\n\r\n").status, 200);
    RawSocket third = connect();
    RawAnswer full = third.ask("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(full.status, 503);
    EXPECT_EQ(full.header("Retry-After"), "1");
    EXPECT_EQ(full.header("Connection"), "close");
    EXPECT_EQ(error_code_of(full), "overloaded");
    EXPECT_EQ(second.ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 200);
  }
  RawAnswer again;
  for (int i = 0; i < 1000 && again.status != 200; ++i) again = connect().ask("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(again.status, 200) << "a seat that came free is given to the next";
}

TEST_F(HttpServer, StopLetsRequestsUnderWayFinish) {
  RawSocket waiting = connect(), idle = connect();
  EXPECT_EQ(idle.ask("GET / HTTP/1.1\r\n\r\n").status, 200);
  waiting.send("GET /later HTTP/1.1\r\n\r\n");
  Respond respond = echo_.wait_for_later();
  std::thread stopper([&] { server_->stop(); });
  EXPECT_TRUE(idle.ended());
  respond(json_response({{"n", 1}}));
  RawAnswer answer = waiting.receive();
  EXPECT_EQ(answer.body, "{\"n\":1}");
  EXPECT_EQ(answer.header("Connection"), "close");
  stopper.join();
  server_->stop();  // again: nothing
  respond(json_response({{"n", 2}}));
  server_.reset();
  respond(json_response({{"n", 3}}));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/assent.sock"));
}

TEST_F(HttpServer, StopDoesNotWaitForEverForAnAnswer) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .request_deadline = 40ms});
  RawSocket waiting = connect();
  waiting.send("GET /later HTTP/1.1\r\n\r\n");
  Respond respond = echo_.wait_for_later();
  server_->stop();
  respond(json_response({{"n", 1}}));
}

TEST_F(HttpServer, TheSocketInTheDataFolderIsTheOperatorsAlone) {
  struct stat found {};
  ASSERT_EQ(::stat((folder_ + "/assent.sock").c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  RawAnswer answer = RawSocket::local(folder_ + "/assent.sock").ask("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(object_of(answer)["local"], true);
  EXPECT_EQ(text_of(answer, "peer"), "local");
}

TEST_F(HttpServer, TheCommandLineAsksOverTheSocket) {
  Request request;
  request.method = "POST";
  request.path = "/v1/odd path/é";
  request.query = {{"a b", "c&d=e"}, {"t", "2026-11-21T10:00:00+02:00"}};
  request.headers = {{"x-retry-count", "1"}};
  request.body = "hello";
  auto answer = request_over_socket(folder_ + "/assent.sock", request);
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer.value().status, 200u);
  EXPECT_EQ(answer.value().content_type, "application/json");
  json::object body = json::parse(answer.value().body).as_object();
  EXPECT_EQ(body["path"], json::value(request.path));
  EXPECT_EQ(body["query"], (json::object{{"a b", "c&d=e"}, {"t", "2026-11-21T10:00:00+02:00"}}));
  EXPECT_EQ(body["body"], "hello");
  EXPECT_EQ(body["headers"], (json::object{{"x-retry-count", "1"}}));
}

TEST_F(HttpServer, TheCommandLineNoticesThatNobodyIsThere) {
  auto nobody = request_over_socket(folder_ + "/none.sock", get("/"));
  ASSERT_FALSE(nobody.has_value());
  EXPECT_EQ(nobody.error().code, Errc::unavailable);
  EXPECT_EQ(nobody.error().message,
            "no server listens at " + folder_ + "/none.sock (No such file or directory)");
  start({.listen = "", .socket_path = folder_ + "/assent.sock", .request_deadline = 40ms});
  Result<Response> died = Error(Errc::system, "");
  std::thread asking(
      [&] { died = request_over_socket(folder_ + "/assent.sock", get("/later")); });
  Respond never = echo_.wait_for_later();
  server_.reset();
  asking.join();
  ASSERT_FALSE(died.has_value());
  EXPECT_EQ(died.error().code, Errc::unavailable);
}

TEST_F(HttpServer, APathLongerThanTheSystemTakesWorks) {
  std::string deep = folder_ + "/" + std::string(100, 'd') + "/" + std::string(100, 'e');
  std::filesystem::create_directories(deep);
  start({.listen = "", .socket_path = deep + "/assent.sock"});
  auto answer = request_over_socket(deep + "/assent.sock", get("/"));
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer.value().status, 200u);
}

TEST_F(HttpServer, ReplacesTheSocketOfADeadServerButNotOfALivingOne) {
  const std::string path = folder_ + "/assent.sock";
  auto second = Server::open({.listen = "", .socket_path = path}, echo_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::conflict);
  EXPECT_EQ(second.error().message, path + " is in use: another assent serves this workspace");
  EXPECT_EQ(RawSocket::local(path).ask("GET / HTTP/1.1\r\n\r\n").status, 200) << "and did it no harm";

  const std::string stale = folder_ + "/stale.sock";
  int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, stale.c_str(), stale.size() + 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(fd);  // as kill -9 leaves it
  auto third = Server::open({.listen = "", .socket_path = stale}, echo_);
  ASSERT_TRUE(third.has_value()) << third.error().message;

  std::ofstream(folder_ + "/file") << "precious";
  auto fourth = Server::open({.listen = "", .socket_path = folder_ + "/file"}, echo_);
  ASSERT_FALSE(fourth.has_value());
  EXPECT_EQ(fourth.error().message, folder_ + "/file is in the way: it is not a socket; move it elsewhere");
  EXPECT_TRUE(std::filesystem::is_regular_file(folder_ + "/file"));
}

TEST_F(HttpServer, SaysWhyItCannotListen) {
  struct Row {
    std::string listen;
    Errc code;
    std::string message;
  };
  const std::string taken = fmt::format("127.0.0.1:{}", server_->port());
  const std::string advice = ": expected an address and a port, such as 127.0.0.1:7420 or [::1]:7420";
  const Row rows[] = {
      {taken, Errc::conflict, taken + " is in use: is another assent running?"},
      {"7420", Errc::invalid, "cannot listen on \"7420\"" + advice},
      {"127.0.0.1:", Errc::invalid, "cannot listen on \"127.0.0.1:\"" + advice},
      {"127.0.0.1:70000", Errc::invalid, "cannot listen on \"127.0.0.1:70000\"" + advice},
      {"acme.example:80", Errc::invalid, "cannot listen on \"acme.example:80\"" + advice},
      {"192.0.2.1:0", Errc::system, "cannot listen on 192.0.2.1:0: Cannot assign requested address"},
  };
  for (const Row& row : rows) {
    auto opened = Server::open({.listen = row.listen, .socket_path = ""}, echo_);
    ASSERT_FALSE(opened.has_value()) << row.listen;
    EXPECT_EQ(opened.error().code, row.code) << row.listen;
    EXPECT_EQ(opened.error().message, row.message);
  }
  EXPECT_TRUE(Server::open({.listen = "localhost:0", .socket_path = ""}, echo_).has_value());
}

TEST_F(HttpServer, ManyClientsAtOnce) {
  std::vector<std::thread> clients;
  for (int c = 0; c < 16; ++c) {
    clients.emplace_back([&, c] {
      RawSocket socket = connect();
      for (int i = 0; i < 200; ++i) {
        std::string path = fmt::format("/{}/{}", c, i);
        RawAnswer answer = socket.ask(post(path, "", std::string(static_cast<std::size_t>(i) * 50, 'x')));
        ASSERT_EQ(text_of(answer, "path"), path);
      }
    });
  }
  for (std::thread& client : clients) client.join();
}

}  // namespace
}  // namespace assent::engine
