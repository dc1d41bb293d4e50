// How many submissions were refused, by key, form and field, since the server started. Nothing of a refused submission
// is recorded (design, section 7), so this is all that can be told of them: no person, no address, no words of theirs.
//
//   refusals.count("signup", "newsletter", "evidence.action");
//
// Bounded: what finds no room is counted under "others". Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "base/json.h"

namespace assent::engine {

class Refusals {
 public:
  void count(const std::string& credential, const std::string& form, const std::string& field);
  json::array as_json() const;  // the most frequent first

 private:
  using Key = std::tuple<std::string, std::string, std::string>;
  mutable std::mutex mutex_;
  std::map<Key, std::uint64_t> counts_;
};

}  // namespace assent::engine
