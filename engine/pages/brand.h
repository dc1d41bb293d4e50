// How the pages that a contact sees look: `brand:` in assent.yaml. A value.
#pragma once

#include <string>

namespace assent::engine {

struct Brand {
  std::string name;                // empty: the controller's
  std::string colour = "#1f4e79";  // "#rrggbb"
  std::string logo;                // data: or https: address of an image; empty: the name is written
  bool operator==(const Brand&) const = default;
};

}  // namespace assent::engine
