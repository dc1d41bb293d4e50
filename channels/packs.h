// All rule packs together, and which of them bind at a place.
//
//   const auto& packs = built_in_packs();             // those that the binary carries
//   packs->at("DE");                                  // the packs eu and de, as a set of bits
//   packs->at("US");                                  // no state is known: those of all its states too
//
// Immutable and shared once made. A deployment carries the texts, so that a replay decides under the packs of the time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "channels/rule_pack.h"

namespace assent::channels {

using PackSet = std::uint32_t;  // a bit for each pack, in the order of Packs::all

// Some part of a country that no pack is about, where it is known that it is none of those: "US-other".
inline constexpr std::string_view kOtherPart = "other";

class Packs {
 public:
  static constexpr std::size_t most = 32;

  explicit Packs(std::vector<RulePack> all);
  const std::vector<RulePack>& all() const { return all_; }
  const RulePack* find(std::string_view id) const;
  PackSet everywhere() const { return everywhere_; }

  // Where these places are those indicated for somebody; none: unknown, and so all of them.
  PackSet at(std::span<const std::string> places) const;
  PackSet named(std::string_view id) const;  // 0: no such pack
  // Of the country itself, whatever its parts say: where the controller sits.
  PackSet of_country(const std::string& country) const;

 private:
  struct Place {
    PackSet packs = 0;
    PackSet parts = 0;  // of a country: the packs of its parts
  };
  std::vector<RulePack> all_;
  std::unordered_map<std::string, Place> places_;
  PackSet everywhere_ = 0;
};

struct PackText {
  std::string_view id;
  std::string_view text;
};
std::span<const PackText> built_in_pack_texts();
const std::shared_ptr<const Packs>& built_in_packs();

// Fails where a text is no pack: Errc::invalid, with its first mistake.
Result<std::shared_ptr<const Packs>> load_packs(std::span<const PackText> texts);

}  // namespace assent::channels
