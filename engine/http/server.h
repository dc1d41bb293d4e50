// The HTTP server: Beast over TCP and over the socket in the data folder, bounded in connections, bodies and time.
//
//   TRY(auto server, Server::open({.listen = "127.0.0.1:7420", .socket_path = "data/assent.sock"}, handler));
//   server->port();       // the one it got, with listen port 0
//   server->stop();       // no new requests; those under way get their answers, then it returns
//
// One I/O thread. It de-chunks, inflates (bounded), answers 413, 408 and 400 by itself, never redirects, keeps
// connections alive. Handlers run on the I/O thread and answer from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "engine/http/message.h"

namespace assent::engine {

struct ServerOptions {
  std::string listen;        // "host:port"; empty: no TCP
  std::string socket_path;   // mode 0600; empty: none
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> open(const ServerOptions& options, Handler& handler);
  ~Server();
  std::uint16_t port() const;
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One request over the socket in the data folder, for the command line. Errc::unavailable: nobody listens there.
Result<Response> request_over_socket(const std::string& socket_path, const Request& request);

}  // namespace assent::engine
