// The randomness of one input, from which every id, ref and seed that it causes derives (P8).
//
//   Entropy e{...};                                  // 16 bytes, drawn at the edge, kept in the input
//   auto id = MessageId::from(e.derive("message", 0));
//
// Same entropy, label and index: same bytes, so a replay makes the same ids.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/ids.h"

namespace assent {

struct Entropy {
  Bytes16 bytes{};

  Bytes16 derive(std::string_view label, std::uint64_t index = 0) const;
  bool operator==(const Entropy&) const = default;
};

// Where the edge draws entropy; never the pure core.
class EntropySource {
 public:
  virtual ~EntropySource() = default;
  virtual Entropy draw() = 0;  // safe from any thread
};

// The operating system's generator.
class SystemEntropy final : public EntropySource {
 public:
  Entropy draw() override;
};

// A seeded sequence, for tests and simulation: same seed, same draws.
class SeededEntropy final : public EntropySource {
 public:
  explicit SeededEntropy(std::uint64_t seed) : seed_(seed) {}
  Entropy draw() override;

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

// Fills from the operating system's generator: for keys, which never come from the log.
Bytes32 random_key();

}  // namespace assent
