#include "http_server.h"

namespace assent::engine {
namespace {

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

}  // namespace
}  // namespace assent::engine
