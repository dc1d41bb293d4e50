#include "channels/regimes.h"

#include <algorithm>

namespace assent::channels {

bool double_opt_in_required(const Channel& channel, std::string_view purpose, std::span<const std::string>,
                            const Policy& policy, Utc) {
  const Purpose* declared = policy.purpose(purpose);
  return declared != nullptr && std::find(declared->double_opt_in.begin(), declared->double_opt_in.end(),
                                          channel) != declared->double_opt_in.end();
}

}  // namespace assent::channels
