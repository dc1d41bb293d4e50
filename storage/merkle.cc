#include <bit>

#include "base/codec.h"
#include "storage/audit_log.h"

namespace assent::storage {

Bytes32 leaf_hash(std::string_view leaf) {
  return sha256({std::string_view("\0", 1), leaf});
}

Bytes32 node_hash(const Bytes32& left, const Bytes32& right) {
  return sha256({std::string_view("\1", 1), as_view(left), as_view(right)});
}

// A tree of n leaves has one peak for every bit of n. A new leaf is a peak of one, and merges with its left
// neighbour as long as they are of equal size: as often as n ends in ones.
void Frontier::append(const Bytes32& leaf) {
  Bytes32 peak = leaf;
  for (std::uint64_t n = size_; (n & 1) != 0; n >>= 1) {
    peak = node_hash(peaks_.back(), peak);
    peaks_.pop_back();
  }
  peaks_.push_back(peak);
  ++size_;
}

Bytes32 Frontier::root() const {
  if (peaks_.empty()) return sha256("");
  Bytes32 root = peaks_.back();
  for (auto left = peaks_.rbegin() + 1; left != peaks_.rend(); ++left) root = node_hash(*left, root);
  return root;
}

std::string Frontier::encode() const {
  Encoder e;
  e.u8(1).varint(size_);
  for (const Bytes32& peak : peaks_) e.raw(as_view(peak));
  return e.take();
}

Result<Frontier> Frontier::decode(std::string_view bytes) {
  Decoder d(bytes);
  Frontier frontier;
  bool known = d.u8() == 1;
  frontier.size_ = d.varint();
  for (int left = std::popcount(frontier.size_); left > 0 && d.ok(); --left) {
    std::string_view raw = d.raw(32);
    Bytes32 peak{};
    std::copy(raw.begin(), raw.end(), peak.begin());
    frontier.peaks_.push_back(peak);
  }
  if (!known || !d.done()) return fail(Errc::corrupt, "the audit tree's frontier in the store can't be read");
  return frontier;
}

}  // namespace assent::storage
