#include <algorithm>
#include <array>

#include "base/limits.h"
#include "engine/reports/report.h"
#include "storage/input_log.h"

namespace assent::engine {
namespace {

constexpr std::array<Report, 2> kReports{{
    {"bulk_submissions", "many submissions from one IP, user agent, form or address within a window",
     bulk_submissions},
    {"shared_addresses", "addresses that many contacts hold", shared_addresses},
}};

Result<std::optional<Utc>> time_at(const ReportSource& source, Seq seq) {
  storage::InputReader reader(source.store, source.keys, seq);
  TRY(auto record, reader.next());
  if (!record) return std::optional<Utc>();
  return std::optional<Utc>(record->input.now);
}

// The first input recorded at `from` or later. Record time never goes back, so halving finds it.
Result<Seq> first_since(const ReportSource& source, Utc from) {
  Seq low = 1, high = 2;
  while (true) {
    TRY(auto at, time_at(source, high));
    if (!at || *at >= from) break;
    low = high;
    high *= 2;
  }
  while (low < high) {
    Seq middle = low + (high - low) / 2;
    TRY(auto at, time_at(source, middle));
    if (!at || *at >= from) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

std::span<const Report> reports() {
  return kReports;
}

const Report* find_report(std::string_view name) {
  auto found =
      std::find_if(kReports.begin(), kReports.end(), [&](const Report& r) { return r.name == name; });
  return found == kReports.end() ? nullptr : &*found;
}

Result<bool> each_input(const ReportSource& source, const ReportAsk& ask,
                        const std::function<void(const SeenInput&)>& visit) {
  Seq first = 1;
  if (ask.from) {
    TRY(first, first_since(source, *ask.from));
  }
  storage::InputReader reader(source.store, source.keys, first);
  for (std::size_t seen = 0; seen < limits::report_records; ++seen) {
    TRY(auto record, reader.next());
    if (!record || (ask.to && record->input.now >= *ask.to)) return true;
    if (record->erased) continue;
    auto command = decode(record->input.kind, record->input.body);
    if (!command) return command.error();
    visit({record->input.seq, record->input.now, record->input.credential, std::move(command).value()});
  }
  return false;
}

}  // namespace assent::engine
