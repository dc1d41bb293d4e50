// The HTTP server: Beast over TCP and over the socket in the data folder, bounded in connections, bodies and time.
//
//   TRY(auto server, Server::open({.listen = "127.0.0.1:7420", .socket_path = "data/assent.sock"}, handler));
//   server->port();       // the one it got, with listen port 0
//   server->stop();       // no new requests; those under way get their answers, then it returns
//
// One I/O thread. It de-chunks, inflates (bounded), answers 400, 408, 411, 413, 415 and 431 by itself, and 503 to
// connections beyond the limit while all others are being answered (else the idlest makes room); never redirects,
// keeps connections alive. Handlers run on the I/O thread and answer from
// any thread; an answer that comes after its connection, or after the server, is gone is dropped.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "engine/http/message.h"

namespace assent::engine {

struct ServerOptions {
  std::string listen;       // "address:port", "[::1]:port", "localhost:port"; empty: no TCP
  std::string socket_path;  // mode 0600; empty: none
  std::size_t connections = limits::connections;
  std::chrono::milliseconds request_deadline =
      limits::request_deadline;                                     // from a request's first byte to its last
  std::chrono::milliseconds idle_deadline = limits::idle_deadline;  // between requests
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> open(const ServerOptions& options, Handler& handler);
  ~Server();
  std::uint16_t port() const;
  // Waits at most limits::request_deadline for answers. Not from within a handler. A second call does nothing.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One request over the socket in the data folder, for the command line; waits for the answer however long it takes, but
// not longer than the server lives. Errc::unavailable: nobody listens there, or it died before it answered.
Result<Response> request_over_socket(const std::string& socket_path, const Request& request);

}  // namespace assent::engine
