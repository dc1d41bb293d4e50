// What one rendering shares: memory, the clock it was given, how much it may still do, and what went wrong.
//
//   Evaluation e(now);
//   std::string_view both = e.joined(a, b);     // in the arena
//   if (!e.spend(list.size())) ...              // false: too much work, and e.failed()
//
// The first failure stands; whoever sees it stops. Not shared between threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "channels/liquid/arena.h"
#include "channels/liquid/value.h"

namespace assent::channels::liquid {

class Evaluation {
 public:
  explicit Evaluation(std::optional<Utc> now, bool html = false);

  bool html() const { return html_; }  // what is inserted is escaped
  std::optional<Utc> now() const { return now_; }

  bool failed() const { return failed_; }
  const std::string& failure() const { return failure_; }
  Value fail(std::string message);  // gives nil

  // One unit for each turn of a loop, each item that a filter looks at, each 64 bytes of new text.
  bool spend(std::uint64_t units) {
    if (units <= left_) {
      left_ -= units;
      return true;
    }
    return overspent();
  }

  // All null or empty, and failed(), where the memory is used up.
  char* bytes(std::size_t size);
  Value* values(std::size_t count);
  std::string_view copied(std::string_view text);
  std::string_view joined(std::string_view a, std::string_view b);
  const List* list(const Value* items, std::size_t size);
  const Range* range(std::int64_t first, std::int64_t last);
  template <class T>
  T* make() {
    T* made = arena_.array<T>(1);
    if (made == nullptr) fail_memory();
    return made;
  }

 private:
  bool overspent();
  void fail_memory();

  Arena arena_;
  std::optional<Utc> now_;
  bool html_, failed_ = false;
  std::uint64_t left_;
  std::string failure_;
};

}  // namespace assent::channels::liquid
