// Addresses of Unix sockets, whatever the length of their path.
//
//   TRY(SocketPath path, SocketPath::of("/a/very/.../deep/data/assent.sock"));
//   acceptor.bind(path.endpoint());
//
// The system takes 107 bytes; a longer path is reached through an open descriptor of its folder, which lives
// as long as this object does.
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <string>

#include "base/result.h"

namespace assent::engine {

class SocketPath {
 public:
  static Result<SocketPath> of(const std::string& path);  // Errc::not_found: no such folder
  SocketPath(SocketPath&& other) noexcept;
  SocketPath(const SocketPath&) = delete;
  SocketPath& operator=(const SocketPath&) = delete;
  ~SocketPath();
  boost::asio::local::stream_protocol::endpoint endpoint() const { return {short_path_}; }

 private:
  SocketPath() = default;
  std::string short_path_;
  int folder_ = -1;
};

}  // namespace assent::engine
