// The memory of one rendering: given out piece by piece, taken back all at once.
//
//   Arena arena(limits::liquid_memory_bytes);
//   char* p = arena.bytes(10);            // nullptr: the limit is reached
//
// What is small comes out of the first block, which lies in the arena itself. Not for types with destructors.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace assent::channels::liquid {

class Arena {
 public:
  explicit Arena(std::size_t most) : left_(most) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  char* bytes(std::size_t size, std::size_t align = 1) {
    std::size_t start = (used_ + align - 1) & ~(align - 1);
    if (start + size <= room_) {
      used_ = start + size;
      return block_ + start;
    }
    return from_new_block(size);
  }

  template <class T>
  T* array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count > left_ / sizeof(T)) return nullptr;
    char* at = bytes(count * sizeof(T), alignof(T));
    if (at == nullptr) return nullptr;
    T* first = reinterpret_cast<T*>(at);
    std::uninitialized_default_construct_n(first, count);
    return first;
  }

 private:
  char* from_new_block(std::size_t size);

  alignas(std::max_align_t) char first_[2048];
  char* block_ = first_;
  std::size_t used_ = 0, room_ = sizeof(first_), left_;
  std::vector<std::unique_ptr<char[]>> more_;
};

}  // namespace assent::channels::liquid
