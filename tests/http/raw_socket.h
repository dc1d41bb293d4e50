// A blocking socket for tests: raw bytes out, raw answers in. Gives up after some seconds instead of hanging.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace assent::engine {

struct RawAnswer {
  int status = 0;  // 0: the connection ended without one
  std::string head, body;
  std::string header(std::string_view name) const {
    auto at = head.find("\r\n" + std::string(name) + ": ");
    if (at == std::string::npos) return "";
    at += name.size() + 4;
    return head.substr(at, head.find("\r\n", at) - at);
  }
};

class RawSocket {
 public:
  static RawSocket tcp(std::uint16_t port) {
    RawSocket s(AF_INET);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(s.fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0)
        << std::strerror(errno);
    return s;
  }
  static RawSocket local(const std::string& path) {
    RawSocket s(AF_UNIX);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    EXPECT_EQ(::connect(s.fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0)
        << std::strerror(errno);
    return s;
  }
  RawSocket(RawSocket&& other) noexcept : fd_(other.fd_), rest_(std::move(other.rest_)) { other.fd_ = -1; }
  ~RawSocket() {
    if (fd_ >= 0) ::close(fd_);
  }

  // False: the other side is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  RawAnswer receive(bool without_body = false) {
    RawAnswer answer;
    std::size_t end;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return answer;
    }
    answer.head = rest_.substr(0, end + 2);
    rest_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    std::string length = answer.header("Content-Length");
    std::size_t size = without_body || length.empty() ? 0 : std::stoul(length);
    while (rest_.size() < size) {
      if (!more()) return answer;
    }
    answer.body = rest_.substr(0, size);
    rest_.erase(0, size);
    return answer;
  }
  RawAnswer ask(std::string_view request) {
    send(request);
    return receive();
  }

  // Did the other side close, with nothing more to say?
  bool ended() { return rest_.empty() && !more() && rest_.empty(); }

 private:
  explicit RawSocket(int family) : fd_(::socket(family, SOCK_STREAM, 0)) {
    timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  bool more() {
    char buffer[16 * 1024];
    ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      ADD_FAILURE() << "the server said nothing for 20 s";
    if (n <= 0) return false;
    rest_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }
  int fd_;
  std::string rest_;
};

}  // namespace assent::engine
