#include "engine/http/listen.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <charconv>
#include <optional>

#include "engine/http/socket_path.h"

namespace assent::engine {
namespace {

namespace asio = boost::asio;
namespace local = boost::asio::local;
using boost::system::error_code;

std::optional<asio::ip::tcp::endpoint> tcp_endpoint(std::string_view listen) {
  auto colon = listen.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = listen.substr(0, colon), digits = listen.substr(colon + 1);
  std::uint16_t port = 0;
  auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (bad != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  error_code ec;
  auto address = asio::ip::make_address(std::string(host), ec);
  if (ec) return std::nullopt;
  return asio::ip::tcp::endpoint(address, port);
}

// Is somebody there? A socket file outlives a killed engine.
bool answers(const local::stream_protocol::endpoint& endpoint) {
  asio::io_context context{1};
  local::stream_protocol::socket socket(context);
  error_code ec;
  socket.connect(endpoint, ec);
  return !ec;
}

Result<void> clear_stale_socket(const std::string& path, const SocketPath& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return ok();
  if (!S_ISSOCK(found.st_mode)) {
    return fail(Errc::conflict, fmt::format("{} is in the way: it is not a socket; move it elsewhere", path));
  }
  if (answers(address.endpoint())) {
    return fail(Errc::conflict, fmt::format("{} is in use: another assent serves this workspace", path));
  }
  ::unlink(path.c_str());
  return ok();
}

}  // namespace

Result<void> listen_tcp(const std::string& listen, TcpAcceptor& acceptor) {
  auto endpoint = tcp_endpoint(listen);
  if (!endpoint) {
    return fail(Errc::invalid,
                fmt::format("cannot listen on \"{}\": expected an address and a port, such as "
                            "127.0.0.1:7420 or [::1]:7420",
                            listen),
                "listen");
  }
  error_code ec;
  acceptor.open(endpoint->protocol(), ec);
  if (!ec) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor.bind(*endpoint, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec == asio::error::address_in_use) {
    return fail(Errc::conflict, fmt::format("{} is in use: is another assent running?", listen), "listen");
  }
  if (ec) return fail(Errc::system, fmt::format("cannot listen on {}: {}", listen, ec.message()), "listen");
  return ok();
}

Result<void> listen_local(const std::string& path, LocalAcceptor& acceptor) {
  TRY(SocketPath address, SocketPath::of(path));
  TRY(clear_stale_socket(path, address));
  error_code ec;
  acceptor.open(local::stream_protocol(), ec);
  // Linux gives the file the mode of the socket, so there is no moment in which others could connect, and no
  // umask of the whole process to change.
  if (!ec && ::fchmod(acceptor.native_handle(), S_IRUSR | S_IWUSR) != 0) {
    ec = error_code(errno, boost::system::system_category());
  }
  if (!ec) acceptor.bind(address.endpoint(), ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return fail(Errc::system, fmt::format("cannot listen on {}: {}", path, ec.message()));
  return ok();
}

}  // namespace assent::engine
