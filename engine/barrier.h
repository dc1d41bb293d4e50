// The withdrawal barrier: after a stop is acknowledged, no hand-over in its scope begins (P2).
//
//   barrier.expect(id);                        // the claim is durable; a connection gets the Approved
//   approved.begin(now)  ->  barrier.begin(id) // right before the first byte: false once revoked
//   barrier.landed(id, Sent::accepted);        // send() returned
//   barrier.settle(claimed, 500ms, [](Settled s) { answer(s.cancelled, s.already_sent, s.in_flight); });
//
// settle revokes what has not begun, waits for what has, and answers at the latest after the wait: a stalled server
// cannot delay it. `done` runs on the caller's, a connection's or the barrier's own thread, exactly once.
// Safe from any thread. Outlives every Approved.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "channels/approved.h"
#include "channels/transports/transport.h"

namespace assent::engine {

struct Settled {
  std::vector<MessageId> cancelled;     // claimed, but nothing of it will leave
  std::vector<MessageId> already_sent;  // was on the wire, and arrived
  std::vector<MessageId> in_flight;     // is on the wire still, or how it ended is not known
};

class Barrier final : public channels::Fence {
 public:
  Barrier();
  ~Barrier() override;

  void expect(MessageId message);
  bool begin(MessageId message) override;
  void landed(MessageId message, channels::Sent sent);
  void forget(MessageId message);  // its outcome is durable

  using Done = std::function<void(Settled)>;
  void settle(std::vector<MessageId> claimed, std::chrono::milliseconds wait, Done done);

 private:
  enum class Flight : std::uint8_t { waiting, revoked, begun, accepted, refused, unknown };
  struct Waiter {
    std::vector<MessageId> messages;
    std::unordered_map<MessageId, Flight> ended;  // of them, what was forgotten while others are waited for
    std::chrono::steady_clock::time_point deadline;
    Done done;
  };
  bool still_flying(const Waiter& waiter) const;
  Settled report(const Waiter& waiter) const;
  void finish_ready(std::unique_lock<std::mutex>& lock, std::chrono::steady_clock::time_point now);
  void watch();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::unordered_map<MessageId, Flight> flights_;
  std::list<Waiter> waiters_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace assent::engine
