// Where a value came from (design: attribute source). Ordered from best to worst: what is computed from
// several values carries the worst source among them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace assent {

enum class Source : std::uint8_t {
  contact = 1,      // they told us
  observed = 2,     // first-party behaviour
  upstream = 3,     // an upstream system asserted it, e.g. `identify`; written "operator"
  inferred = 4,     // computed by us from the above
  third_party = 5,  // from somebody else; invisible unless the policy names it for the purpose (P6)
};

inline Source worst(Source a, Source b) {
  return std::max(a, b);
}

constexpr std::string_view name(Source s) {
  switch (s) {
    case Source::contact:
      return "contact";
    case Source::observed:
      return "observed";
    case Source::upstream:
      return "operator";
    case Source::inferred:
      return "inferred";
    case Source::third_party:
      return "third_party";
  }
  return "third_party";
}

constexpr std::optional<Source> parse_source(std::string_view text) {
  for (Source s :
       {Source::contact, Source::observed, Source::upstream, Source::inferred, Source::third_party}) {
    if (name(s) == text) return s;
  }
  return std::nullopt;
}

}  // namespace assent
