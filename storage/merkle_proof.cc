#include "storage/merkle_proof.h"

#include <algorithm>
#include <bit>

#include "storage/audit_log.h"

namespace assent::storage {
namespace {

// Climbs from `hash`, whose place is `index`, over siblings: one for each level of the subtree (whichever
// side the bit says), then those on the left along the tree's right edge.
Bytes32 climb_inner(Bytes32 hash, std::uint64_t index, std::span<const Bytes32> siblings) {
  for (const Bytes32& sibling : siblings) {
    hash = (index & 1) == 0 ? node_hash(hash, sibling) : node_hash(sibling, hash);
    index >>= 1;
  }
  return hash;
}

// The same, but only those on the left: what the tree looked like before anything stood to the right.
Bytes32 climb_left(Bytes32 hash, std::uint64_t index, std::span<const Bytes32> siblings) {
  for (const Bytes32& sibling : siblings) {
    if ((index & 1) != 0) hash = node_hash(sibling, hash);
    index >>= 1;
  }
  return hash;
}

Bytes32 climb_edge(Bytes32 hash, std::span<const Bytes32> siblings) {
  for (const Bytes32& sibling : siblings) hash = node_hash(sibling, hash);
  return hash;
}

// How a path from leaf `index` to the root of `size` leaves divides: up to where it meets the path of the
// last leaf, and from there along the right edge, where only set bits have a sibling.
struct Path {
  std::size_t inner, edge;
};
Path path_of(std::uint64_t index, std::uint64_t size) {
  auto inner = static_cast<std::size_t>(std::bit_width(index ^ (size - 1)));
  auto edge = inner >= 64 ? 0 : static_cast<std::size_t>(std::popcount(index >> inner));
  return {inner, edge};
}

}  // namespace

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Bytes32& leaf_hash,
                      std::span<const Bytes32> proof, const Bytes32& root) {
  if (index >= size) return false;
  Path path = path_of(index, size);
  if (proof.size() != path.inner + path.edge) return false;
  Bytes32 hash = climb_inner(leaf_hash, index, proof.first(path.inner));
  return climb_edge(hash, proof.subspan(path.inner)) == root;
}

bool verify_consistency(std::uint64_t size1, std::uint64_t size2, const Bytes32& root1, const Bytes32& root2,
                        std::span<const Bytes32> proof) {
  if (size1 == 0 || size1 > size2) return false;
  if (size1 == size2) return proof.empty() && root1 == root2;
  if (proof.empty()) return false;

  // The proof climbs from the largest perfect subtree at the old tree's right edge.
  Path path = path_of(size1 - 1, size2);
  auto perfect = static_cast<std::size_t>(std::countr_zero(size1));
  path.inner -= perfect;
  bool is_whole_old_tree = std::has_single_bit(size1);
  Bytes32 seed = is_whole_old_tree ? root1 : proof[0];  // a perfect old tree is its own start, and not sent
  std::size_t start = is_whole_old_tree ? 0 : 1;
  if (proof.size() != start + path.inner + path.edge) return false;
  auto siblings = proof.subspan(start);
  std::uint64_t index = (size1 - 1) >> perfect;

  Bytes32 before =
      climb_edge(climb_left(seed, index, siblings.first(path.inner)), siblings.subspan(path.inner));
  if (before != root1) return false;
  Bytes32 after =
      climb_edge(climb_inner(seed, index, siblings.first(path.inner)), siblings.subspan(path.inner));
  return after == root2;
}

}  // namespace assent::storage
