// Looking up the members of a JSON object, for the small objects that contacts and events are.
//
//   const json::value* plan = find_member(attributes, "plan");     // nullptr: not there
//
// Inline: a length and a word decide most comparisons, without a call. Use it in a ContactView, too.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/json.h"

namespace assent::rules {

// memcmp(a, b, size) == 0 without the call; both have `size` readable bytes.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  auto word = [](const char* p) {
    std::uint64_t w;
    std::memcpy(&w, p, 8);
    return w;
  };
  auto half = [](const char* p) {
    std::uint32_t w;
    std::memcpy(&w, p, 4);
    return w;
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      if (word(a + at) != word(b + at)) return false;
    }
    return word(a + size - 8) == word(b + size - 8);  // overlaps what was compared
  }
  if (size >= 4) return half(a) == half(b) && half(a + size - 4) == half(b + size - 4);
  if (size == 0) return true;
  return a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1];  // one to three
}

inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

inline const json::value* find_member(const json::object& object, std::string_view name) {
  constexpr std::size_t hashed = 18;  // beyond this Boost.JSON keeps a hash table
  if (object.size() > hashed) return object.if_contains(name);
  for (const json::key_value_pair& member : object) {
    if (member.key().size() == name.size() && same_bytes(member.key_c_str(), name.data(), name.size())) {
      return &member.value();
    }
  }
  return nullptr;
}

}  // namespace assent::rules
