// Reports for reviewers: questions about many people at once, answered from the record.
//
//   GET /v1/reports/bulk_submissions?from=...&to=...&window=1 hour&at_least=10
//   assent audit report bulk_submissions
//
// A report looks at no more than limits::report_records, and says in `complete` whether that was all. To add one:
// a function, declared below and entered in the list of reports.cc; docs/reviewers.md says what it means. Safe from any
// thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/api/refusals.h"
#include "engine/commands.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct ReportAsk {
  std::optional<Utc> from, to;  // [from, to) by record time; absent: all
  Millis window = std::chrono::hours(1);
  std::uint64_t at_least = 10;
  std::size_t limit = 100;  // groups named
};

struct ReportSource {
  const storage::Store& store;
  const storage::Keys& keys;
  const Refusals& refusals;
};

struct Report {
  std::string_view name, says;
  Result<json::object> (*make)(const ReportSource& source, const ReportAsk& ask);
};
std::span<const Report> reports();
const Report* find_report(std::string_view name);  // nullptr: there is none

// Walks the inputs recorded within the ask, in order; returns whether it came to their end. An erased input is passed
// over.
struct SeenInput {
  Seq seq = 0;
  Utc now{};
  std::string credential;
  Command command;
};
Result<bool> each_input(const ReportSource& source, const ReportAsk& ask,
                        const std::function<void(const SeenInput&)>& visit);

Result<json::object> bulk_submissions(const ReportSource& source, const ReportAsk& ask);
Result<json::object> shared_addresses(const ReportSource& source, const ReportAsk& ask);

}  // namespace assent::engine
