// One connection: reads a request, hands it to the handler, writes the answer, and again.
//
//   reading -> answering -> writing -> reading ...;  refused: writing -> lingering -> gone
//
// Requests of one connection are answered one after the other; what a client sent ahead waits in the buffer.
// Lives on the I/O thread alone; a shared_ptr in every pending callback keeps it until the last of them ran.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/http/answers.h"
#include "engine/http/request_reader.h"
#include "engine/http/server.h"

namespace assent::engine {

class Session;

// What the connections of one server share. Time is counted in ticks of the server's sweep, so that a request
// costs no timer and no look at the clock.
struct Traffic {
  Handler& handler;
  std::shared_ptr<Answers> answers;
  std::uint64_t request_ticks = 0, idle_ticks = 0, linger_ticks = 0;
  std::uint64_t tick = 0;
  std::string date;  // as the Date header has it, renewed at each tick
  bool stopping = false;
  std::uint64_t requests = 0;                   // so far; makes tickets unique
  std::vector<std::shared_ptr<Session>> seats;  // null: free
  std::vector<std::size_t> free_seats;
  std::size_t open = 0;

  static constexpr unsigned kSeatBits = 16;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                  boost::asio::io_context::executor_type>;

  Session(Socket socket, std::string peer, bool local, std::size_t seat, Traffic& traffic);

  void start();
  void turn_away(const Response& response);  // instead of start: answers without a request, and closes
  void answer(std::uint64_t ticket, const Response& response);
  void check_deadline();
  void stop();  // closes at once unless an answer is due; then after it
  // What makes room where all seats are taken: the connection with the lowest, one between requests before one whose
  // request is still coming in. nullopt: it is being answered.
  std::optional<std::uint64_t> patience() const;

 private:
  enum class State : std::uint8_t { reading, answering, writing, lingering, closed };

  void read();
  bool make_room();
  void on_read(boost::system::error_code ec, std::size_t size);
  void consume();
  void continue_if_expected();
  void dispatch();
  void refuse(const Response& response);
  void format(const Response& response);
  void write();
  void written();
  void linger();
  void discard();
  void close();
  void due_in(std::uint64_t ticks) { deadline_ = traffic_.tick + ticks + 1; }

  Socket socket_;
  std::string peer_;
  bool local_;
  std::size_t seat_;
  Traffic& traffic_;

  State state_ = State::reading;
  std::uint64_t deadline_ = 0;
  std::uint64_t ticket_ = 0;
  std::vector<char> in_;
  std::size_t begin_ = 0, end_ = 0;  // of what is read and not yet parsed
  std::optional<RequestReader> reader_;
  bool continued_ = false;
  bool timed_out_ = false;
  bool keep_alive_ = true;
  bool old_http_ = false;  // 1.0: keeping alive must be said
  bool head_ = false;
  std::string out_;
  std::size_t written_ = 0;
  std::size_t discarded_ = 0;
};

}  // namespace assent::engine
