#include "channels/liquid/arena.h"

#include <algorithm>

namespace assent::channels::liquid {

char* Arena::from_new_block(std::size_t size) {
  constexpr std::size_t usual = 16 * 1024;
  std::size_t wanted = std::max(size, usual);
  if (wanted > left_) return nullptr;
  left_ -= wanted;
  more_.emplace_back(new char[wanted]);
  // What is large has a block of its own, and the one in use stays in use.
  if (size > usual / 2) return more_.back().get();
  block_ = more_.back().get();
  room_ = wanted;
  used_ = size;
  return block_;
}

}  // namespace assent::channels::liquid
