#include "engine/http/server.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>
#include <thread>

#include "engine/http/listen.h"
#include "engine/http/session.h"

namespace assent::engine {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>;

// Connections beyond the limit that are being told so; the next ones are closed without a word.
constexpr std::size_t kTurnedAway = 64;

// The sweep that counts ticks: fine enough for the shortest deadline, and never busier than needed.
milliseconds tick_of(const ServerOptions& options) {
  milliseconds shortest = std::min(options.request_deadline, options.idle_deadline);
  return std::clamp(shortest / 4, milliseconds(5), milliseconds(1000));
}

std::string http_date() {
  std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

std::string peer_of(const asio::ip::tcp::endpoint& endpoint) {
  return endpoint.address().to_string();
}
std::string peer_of(const asio::local::stream_protocol::endpoint&) {
  return "local";
}

void set_up(asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>& socket) {
  error_code ignored;  // slower without, no more
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
}
void set_up(asio::basic_stream_socket<asio::local::stream_protocol, asio::io_context::executor_type>&) {}

}  // namespace

struct Server::Impl {
  Impl(const ServerOptions& options_, Handler& handler);
  Result<void> listen();
  void run();
  void stop();

  template <class Acceptor>
  void accept(Acceptor& acceptor);
  void seat(Session::Socket socket, std::string peer, bool local);
  void make_room();
  void arm_sweep();
  void sweep();
  void deliver();
  void begin_stop();
  void finish_if_empty();

  ServerOptions options;
  std::uint16_t port = 0;
  asio::io_context context{1};
  TcpAcceptor tcp{context.get_executor()};
  LocalAcceptor local{context.get_executor()};
  Timer timer{context.get_executor()};
  bool sweeping = false;
  std::uint64_t last_tick = 0;  // while stopping: when to wait no longer
  Traffic traffic;
  std::vector<ReadyAnswer> ready;
  std::thread thread;
};

Server::Impl::Impl(const ServerOptions& options_, Handler& handler)
    : options(options_),
      traffic{.handler = handler, .answers = {}, .date = {}, .seats = {}, .free_seats = {}} {
  auto ticks = [this](milliseconds time) { return static_cast<std::uint64_t>(time / tick_of(options)); };
  traffic.request_ticks = ticks(options.request_deadline);
  traffic.idle_ticks = ticks(options.idle_deadline);
  traffic.linger_ticks = std::min(ticks(limits::linger), traffic.request_ticks);
  traffic.date = http_date();
  traffic.answers = std::make_shared<Answers>([this] { asio::post(context, [this] { deliver(); }); });
  traffic.seats.resize(std::min(options.connections + kTurnedAway, std::size_t{1} << Traffic::kSeatBits));
  for (std::size_t seat = traffic.seats.size(); seat > 0; --seat) traffic.free_seats.push_back(seat - 1);
}

Result<void> Server::Impl::listen() {
  if (!options.listen.empty()) {
    TRY(listen_tcp(options.listen, tcp));
    error_code ignored;
    port = tcp.local_endpoint(ignored).port();
  }
  if (!options.socket_path.empty()) {
    TRY(listen_local(options.socket_path, local));
  }
  return ok();
}

void Server::Impl::run() {
  if (tcp.is_open()) accept(tcp);
  if (local.is_open()) accept(local);
  thread = std::thread([this] {
    auto guard = asio::make_work_guard(context);
    context.run();
  });
}

template <class Acceptor>
void Server::Impl::accept(Acceptor& acceptor) {
  using Protocol = typename Acceptor::protocol_type;
  acceptor.async_accept([this, &acceptor](error_code ec, auto accepted) {
    if (!acceptor.is_open()) return;
    if (!ec) {
      error_code gone;
      auto remote = accepted.remote_endpoint(gone);
      set_up(accepted);
      constexpr bool is_local = std::is_same_v<Protocol, asio::local::stream_protocol>;
      if (!gone) seat(Session::Socket(std::move(accepted)), peer_of(remote), is_local);
    }
    // Out of descriptors: the next attempt waits for the sweep, or it would spin.
    if (ec == asio::error::no_descriptors || ec == asio::error::no_buffer_space) {
      arm_sweep();
      timer.async_wait([this, &acceptor](error_code) {
        if (acceptor.is_open()) accept(acceptor);
      });
      return;
    }
    accept(acceptor);
  });
}

// The connection that has been idle for longest goes, else the one that has taken longest to send its request:
// whoever keeps many open shuts nobody out, a stop least of all.
void Server::Impl::make_room() {
  Session* first = nullptr;
  for (const auto& session : traffic.seats) {
    if (!session || !session->patience()) continue;
    if (!first || *session->patience() < *first->patience()) first = session.get();
  }
  if (first) first->stop();
}

void Server::Impl::seat(Session::Socket socket, std::string peer, bool local_hand) {
  if (traffic.open >= options.connections) make_room();
  if (traffic.free_seats.empty()) return;  // closes it
  std::size_t number = traffic.free_seats.back();
  traffic.free_seats.pop_back();
  ++traffic.open;
  arm_sweep();
  auto session = std::make_shared<Session>(std::move(socket), std::move(peer), local_hand, number, traffic);
  traffic.seats[number] = session;
  if (traffic.open <= options.connections) return session->start();
  Response full = error_response(Error(Errc::overloaded, "too many connections"));
  session->turn_away(full);
}

void Server::Impl::arm_sweep() {
  if (sweeping) return;
  sweeping = true;
  traffic.date = http_date();
  timer.expires_after(tick_of(options));
  timer.async_wait([this](error_code ec) {
    sweeping = false;
    if (!ec) sweep();
  });
}

void Server::Impl::sweep() {
  ++traffic.tick;
  if (traffic.stopping && traffic.tick >= last_tick) return context.stop();
  for (std::size_t i = 0; i < traffic.seats.size(); ++i) {
    if (auto session = traffic.seats[i]) session->check_deadline();
  }
  if (traffic.stopping) finish_if_empty();
  if (traffic.open > 0) arm_sweep();
}

void Server::Impl::deliver() {
  ready.clear();
  traffic.answers->take(ready);
  for (const ReadyAnswer& answer : ready) {
    std::size_t number = answer.ticket & ((1u << Traffic::kSeatBits) - 1);
    if (auto session = traffic.seats[number]) session->answer(answer.ticket, answer.response);
  }
  if (traffic.stopping) finish_if_empty();
}

void Server::Impl::begin_stop() {
  traffic.stopping = true;
  error_code ignored;
  tcp.close(ignored);
  local.close(ignored);
  last_tick = traffic.tick + traffic.request_ticks + 1;
  for (std::size_t i = 0; i < traffic.seats.size(); ++i) {
    if (auto session = traffic.seats[i]) session->stop();
  }
  arm_sweep();
  finish_if_empty();
}

void Server::Impl::finish_if_empty() {
  if (traffic.open == 0) context.stop();
}

void Server::Impl::stop() {
  if (!thread.joinable()) return;
  asio::post(context, [this] { begin_stop(); });
  thread.join();
  traffic.answers->close();
  if (!options.socket_path.empty()) ::unlink(options.socket_path.c_str());
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::open(const ServerOptions& options, Handler& handler) {
  auto impl = std::make_unique<Impl>(options, handler);
  TRY(impl->listen());
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
  return impl_->port;
}

void Server::stop() {
  impl_->stop();
}

}  // namespace assent::engine
