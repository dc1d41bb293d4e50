// Connections of transports: one thread each, holding at most one message.
//
//   Dispatcher d(clock, barrier, wants, lands);
//   d.add(Channel(), std::move(maildir));          // its connections() threads begin to want messages
//   d.deliver(channel, connection, approved);      // from the writer, after the commit
//
// A free connection says so through `wants`; the writer claims for it. When send() has returned, `lands` gets the
// outcome, which goes back in as an input. Nothing polls.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "channels/transports/transport.h"
#include "engine/barrier.h"

namespace assent::engine {

class Dispatcher {
 public:
  using Wants = std::function<void(const Channel&, std::uint32_t connection)>;
  using Lands = std::function<void(MessageId, channels::SendResult)>;

  Dispatcher(Barrier& barrier, Wants wants, Lands lands);
  ~Dispatcher();  // waits for hand-overs under way

  void add(const Channel& channel, std::unique_ptr<channels::Transport> transport);
  void deliver(const Channel& channel, std::uint32_t connection, channels::Approved approved);
  // Whether a message found claimed after a crash may be handed over again (design: idempotent and within window).
  bool repeatable(const Channel& channel) const;
  bool serves(const Channel& channel) const { return lines_.contains(channel); }
  bool all_embedded() const;  // a virtual clock is allowed only then
  void stop();                // no new hand-overs; waits for those under way

 private:
  struct Connection;
  struct Line {
    Line();
    ~Line();  // where Connection is known
    std::unique_ptr<channels::Transport> transport;
    std::vector<std::unique_ptr<Connection>> connections;
  };
  static bool open_line(const Channel& channel, channels::Transport& transport, Connection& connection);
  void serve(const Channel& channel, channels::Transport& transport, Connection& connection);

  Barrier& barrier_;
  Wants wants_;
  Lands lands_;
  std::map<Channel, Line> lines_;
};

}  // namespace assent::engine
