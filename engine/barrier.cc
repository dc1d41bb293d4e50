#include "engine/barrier.h"

#include <algorithm>

namespace assent::engine {

Barrier::Barrier() : watcher_([this] { watch(); }) {}

Barrier::~Barrier() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  watcher_.join();
}

void Barrier::expect(MessageId message) {
  std::lock_guard lock(mutex_);
  flights_[message] = Flight::waiting;
}

bool Barrier::begin(MessageId message) {
  std::lock_guard lock(mutex_);
  auto found = flights_.find(message);
  if (found == flights_.end() || found->second != Flight::waiting) return false;
  found->second = Flight::begun;
  return true;
}

void Barrier::landed(MessageId message, channels::Sent sent) {
  std::unique_lock lock(mutex_);
  auto found = flights_.find(message);
  if (found == flights_.end()) return;
  switch (sent) {
    case channels::Sent::accepted:
      found->second = Flight::accepted;
      break;
    case channels::Sent::unknown:
      found->second = Flight::unknown;
      break;
    case channels::Sent::rejected:
    case channels::Sent::not_begun:
      found->second = Flight::refused;
      break;
  }
  finish_ready(lock, std::chrono::steady_clock::now());
}

void Barrier::forget(MessageId message) {
  std::lock_guard lock(mutex_);
  auto found = flights_.find(message);
  if (found == flights_.end()) return;
  for (Waiter& waiter : waiters_) {
    bool named = std::find(waiter.messages.begin(), waiter.messages.end(), message) != waiter.messages.end();
    if (named) waiter.ended[message] = found->second;
  }
  flights_.erase(found);
}

void Barrier::settle(std::vector<MessageId> claimed, std::chrono::milliseconds wait, Done done) {
  auto now = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  for (MessageId message : claimed) {
    auto found = flights_.find(message);
    if (found != flights_.end() && found->second == Flight::waiting) found->second = Flight::revoked;
  }
  waiters_.push_back({std::move(claimed), {}, now + wait, std::move(done)});
  wake_.notify_all();
  finish_ready(lock, now);
}

bool Barrier::still_flying(const Waiter& waiter) const {
  return std::any_of(waiter.messages.begin(), waiter.messages.end(), [&](MessageId m) {
    auto found = flights_.find(m);
    return found != flights_.end() && found->second == Flight::begun;
  });
}

Settled Barrier::report(const Waiter& waiter) const {
  Settled settled;
  for (MessageId m : waiter.messages) {
    auto ended = waiter.ended.find(m);
    auto found = flights_.find(m);
    // Claimed, yet nobody flies it: claimed by an engine that crashed, so how it ended is not known.
    Flight flight = ended != waiter.ended.end() ? ended->second
                    : found != flights_.end()   ? found->second
                                                : Flight::unknown;
    switch (flight) {
      case Flight::waiting:
      case Flight::revoked:
      case Flight::refused:
        settled.cancelled.push_back(m);
        break;
      case Flight::accepted:
        settled.already_sent.push_back(m);
        break;
      case Flight::begun:
      case Flight::unknown:
        settled.in_flight.push_back(m);
        break;
    }
  }
  return settled;
}

// Calls back every waiter whose messages have landed or whose time is up; without the lock, because done() may
// come back here.
void Barrier::finish_ready(std::unique_lock<std::mutex>& lock, std::chrono::steady_clock::time_point now) {
  std::vector<std::pair<Done, Settled>> ready;
  for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
    if (!stopping_ && waiter->deadline > now && still_flying(*waiter)) {
      ++waiter;
      continue;
    }
    ready.emplace_back(std::move(waiter->done), report(*waiter));
    waiter = waiters_.erase(waiter);
  }
  lock.unlock();
  for (auto& [done, settled] : ready) done(std::move(settled));
  lock.lock();
}

void Barrier::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiters_.empty()) {
      wake_.wait(lock);
      continue;
    }
    auto earliest = std::min_element(waiters_.begin(), waiters_.end(), [](auto& x, auto& y) {
                      return x.deadline < y.deadline;
                    })->deadline;
    wake_.wait_until(lock, earliest);
    finish_ready(lock, std::chrono::steady_clock::now());
  }
  finish_ready(lock, std::chrono::steady_clock::now());
}

}  // namespace assent::engine
