// Where the edge gets the time. The pure core takes `now` as an argument and never sees a Clock.
#pragma once

#include <atomic>

#include "base/time.h"

namespace assent {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Utc now() const = 0;  // safe from any thread
};

class SystemClock final : public Clock {
 public:
  Utc now() const override { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
};

// Moves only when told. For tests, and for `assent serve --clock`.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Utc start) : now_ms_(to_unix_ms(start)) {}
  Utc now() const override { return from_unix_ms(now_ms_.load()); }
  void set(Utc t) { now_ms_.store(to_unix_ms(t)); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace assent
