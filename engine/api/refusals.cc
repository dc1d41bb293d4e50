#include "engine/api/refusals.h"

#include <algorithm>
#include <vector>

#include "base/limits.h"

namespace assent::engine {

void Refusals::count(const std::string& credential, const std::string& form, const std::string& field) {
  std::lock_guard lock(mutex_);
  Key key{credential, form, field};
  bool room = counts_.contains(key) || counts_.size() < limits::refusal_kinds;
  ++counts_[room ? key : Key{"others", "others", "others"}];
}

json::array Refusals::as_json() const {
  std::vector<std::pair<Key, std::uint64_t>> all;
  {
    std::lock_guard lock(mutex_);
    all.assign(counts_.begin(), counts_.end());
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  json::array out;
  for (const auto& [key, count] : all) {
    const auto& [credential, form, field] = key;
    out.push_back({{"credential", credential}, {"form", form}, {"field", field}, {"count", count}});
  }
  return out;
}

}  // namespace assent::engine
