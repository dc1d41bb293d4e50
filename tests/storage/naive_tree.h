// RFC 6962 section 2.1, word for word and without a thought for speed: what the real code is held against.
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "storage/audit_log.h"

namespace assent::storage {

using Hashes = std::span<const Bytes32>;

// The largest power of two below n, for n > 1.
inline std::size_t split_of(std::size_t n) {
  return std::bit_ceil(n) / 2;
}

inline Bytes32 naive_root(Hashes leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = split_of(leaves.size());
  return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

inline std::vector<Bytes32> naive_inclusion(std::size_t index, Hashes leaves) {
  if (leaves.size() == 1) return {};
  std::size_t k = split_of(leaves.size());
  bool is_left = index < k;
  auto path =
      is_left ? naive_inclusion(index, leaves.first(k)) : naive_inclusion(index - k, leaves.subspan(k));
  path.push_back(naive_root(is_left ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

inline std::vector<Bytes32> naive_subproof(std::size_t m, Hashes leaves, bool whole) {
  if (m == leaves.size()) return whole ? std::vector<Bytes32>{} : std::vector<Bytes32>{naive_root(leaves)};
  std::size_t k = split_of(leaves.size());
  bool is_left = m <= k;
  auto proof =
      is_left ? naive_subproof(m, leaves.first(k), whole) : naive_subproof(m - k, leaves.subspan(k), false);
  proof.push_back(naive_root(is_left ? leaves.subspan(k) : leaves.first(k)));
  return proof;
}

inline std::vector<Bytes32> naive_consistency(std::size_t size1, Hashes leaves) {
  return naive_subproof(size1, leaves, true);
}

}  // namespace assent::storage
