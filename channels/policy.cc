#include "channels/policy.h"

#include <algorithm>

namespace assent::channels {

bool Notice::covers_consent(std::string_view purpose, const Channel& channel) const {
  return std::any_of(covers.begin(), covers.end(), [&](const Covers& c) {
    return c.purpose == purpose &&
           std::find(c.channels.begin(), c.channels.end(), channel) != c.channels.end();
  });
}

const Purpose* Policy::purpose(std::string_view id) const {
  auto found = purposes.find(id);
  return found == purposes.end() ? nullptr : &found->second;
}

const Notice* Policy::notice(std::string_view id) const {
  auto found = notices.find(id);
  return found == notices.end() ? nullptr : &found->second;
}

const Keyword* Policy::keyword(const Channel& channel, std::string_view folded) const {
  for (const Keyword& k : keywords) {
    bool here = std::find(k.channels.begin(), k.channels.end(), channel) != k.channels.end();
    if (here && k.folded == folded) return &k;
  }
  return nullptr;
}

}  // namespace assent::channels
