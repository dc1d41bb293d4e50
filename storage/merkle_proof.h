// RFC 6962 inclusion and consistency proofs, checked with nothing but hashes.
//
//   verify_inclusion(index, size, leaf_hash(leaf), path, root);        // the leaf is in the tree, at its index
//   verify_consistency(size1, size2, root1, root2, proof);             // the tree only grew from one to the other
//
// Pure. Every proof has one right length; a longer or shorter one is false. Growth from the empty tree is false
// too: every tree grew from it, so a proof of that says nothing and must not look as if it did.
#pragma once

#include <cstdint>
#include <span>

#include "base/ids.h"

namespace assent::storage {

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Bytes32& leaf_hash,
                      std::span<const Bytes32> proof, const Bytes32& root);
bool verify_consistency(std::uint64_t size1, std::uint64_t size2, const Bytes32& root1, const Bytes32& root2,
                        std::span<const Bytes32> proof);

}  // namespace assent::storage
