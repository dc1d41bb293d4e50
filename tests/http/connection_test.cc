#include "http_server.h"

namespace assent::engine {
namespace {

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

TEST_F(HttpServer, TurnsAwayConnectionsBeyondTheLimitWhileAllAreBusy) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .connections = 2});
  RawSocket first = connect(), second = connect();
  first.send("GET /later HTTP/1.1\r\n\r\n");
  second.send("GET /later HTTP/1.1\r\n\r\n");
  Respond one = echo_.wait_for_later(), other = echo_.wait_for_later();
  RawAnswer full = connect().ask("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(full.header("Retry-After"), "1");
  EXPECT_EQ(full.header("Connection"), "close");
  EXPECT_EQ(error_code_of(full), "overloaded");
  one(json_response({{"n", 1}}));
  other(json_response({{"n", 1}}));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
}

TEST_F(HttpServer, TheIdlestConnectionMakesRoom) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .connections = 2});
  RawSocket never_asked = connect(), asked = connect();
  EXPECT_EQ(asked.ask("GET / HTTP/1.1\r\n\r\n").status, 200);
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\n\r\n").status, 200);
  EXPECT_TRUE(never_asked.ended());
  EXPECT_EQ(asked.ask("GET / HTTP/1.1\r\n\r\n").status, 200);
}

TEST_F(HttpServer, ManyIdleConnectionsShutNobodyOut) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .connections = 4});
  std::vector<RawSocket> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(connect());
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\n\r\n").status, 200);
}

TEST_F(HttpServer, ManyHalfRequestsShutNobodyOut) {
  start({.listen = "127.0.0.1:0", .socket_path = "", .connections = 4});
  std::vector<RawSocket> halves;
  for (int i = 0; i < 200; ++i) {
    halves.push_back(connect());
    halves.back().send("POST / HTTP/1.1\r\nHost: x");
  }
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\n\r\n").status, 200);
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
  std::thread asking([&] { died = request_over_socket(folder_ + "/assent.sock", get("/later")); });
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
