// Addresses that many contacts hold: a family, a list entered by hand, or one person who is many records.
#include <algorithm>

#include "base/limits.h"
#include "engine/apply/entity_record.h"
#include "engine/reports/report.h"
#include "storage/layout.h"

namespace assent::engine {

Result<json::object> shared_addresses(const ReportSource& source, const ReportAsk& ask) {
  std::string prefix = storage::layout::address(AddressId()).substr(0, 1);
  struct Shared {
    std::string kind, value;
    std::size_t contacts = 0, provided = 0;
  };
  std::vector<Shared> found;
  std::size_t looked_at = 0;
  auto cursor = source.store.scan(storage::Space::state, prefix);
  for (; cursor.valid() && looked_at < limits::report_records; cursor.next(), ++looked_at) {
    AddressId id = AddressId::from_raw(cursor.key().substr(1));
    TRY(auto address, read_address(source.store, source.keys, id));
    if (!address || address->holders.size() < ask.at_least) continue;
    auto theirs = [](const channels::Point& p) { return p.provided_by == channels::ProvidedBy::contact; };
    found.push_back(
        {address->kind.text(), address->value, address->holders.size(),
         static_cast<std::size_t>(std::count_if(address->holders.begin(), address->holders.end(), theirs))});
  }
  TRY(cursor.status());
  std::stable_sort(found.begin(), found.end(),
                   [](const Shared& a, const Shared& b) { return a.contacts > b.contacts; });
  if (found.size() > ask.limit) found.resize(ask.limit);
  json::array groups;
  for (const Shared& one : found) {
    groups.push_back({{"by", one.kind},
                      {"value", one.value},
                      {"contacts", one.contacts},
                      {"provided_by_contact", one.provided}});
  }
  return json::object{{"addresses", looked_at}, {"groups", std::move(groups)}, {"complete", !cursor.valid()}};
}

}  // namespace assent::engine
