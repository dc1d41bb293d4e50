// RFC 6962 inclusion and consistency proofs, checked with nothing but hashes.
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
