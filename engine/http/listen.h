// Opening the server's two doors: a TCP address and a socket in the data folder.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <string>

#include "base/result.h"

namespace assent::engine {

using TcpAcceptor =
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using LocalAcceptor = boost::asio::basic_socket_acceptor<boost::asio::local::stream_protocol,
                                                         boost::asio::io_context::executor_type>;

// "127.0.0.1:7420", "[::1]:7420" or "localhost:7420". Errc::invalid for anything else, Errc::conflict when
// the port is taken.
Result<void> listen_tcp(const std::string& listen, TcpAcceptor& acceptor);

// Mode 0600 from its first moment. A socket file that nobody listens on is a dead engine's and is replaced;
// Errc::conflict where somebody does, or where the file is something else.
Result<void> listen_local(const std::string& path, LocalAcceptor& acceptor);

}  // namespace assent::engine
