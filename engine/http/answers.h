// Answers on their way from any thread to the I/O thread, with one wake-up for as many as are ready.
//
//   answers->push(ticket, std::move(response));           // any thread, also after the server is gone
//
// A ticket names one request on one connection and is never used twice; its low bits are the connection's
// seat.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/http/message.h"

namespace assent::engine {

struct ReadyAnswer {
  std::uint64_t ticket = 0;
  Response response;
};

class Answers {
 public:
  // `wake` is called, under the lock, when there is something to take again.
  explicit Answers(std::function<void()> wake) : wake_(std::move(wake)) {}

  void push(std::uint64_t ticket, Response response) {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    ready_.push_back({ticket, std::move(response)});
    if (ready_.size() == 1) wake_();
  }

  // Swaps what is ready into `into`, which must be empty and keeps its capacity for the next time.
  void take(std::vector<ReadyAnswer>& into) {
    std::lock_guard lock(mutex_);
    ready_.swap(into);
  }

  // Later answers are dropped; `wake` is not called any more.
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    ready_.clear();
  }

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  std::vector<ReadyAnswer> ready_;
  bool closed_ = false;
};

}  // namespace assent::engine
