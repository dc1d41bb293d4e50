// GET /v1/reports and /v1/reports/{name} (reviewer): engine/reports/report.h.
#include <charconv>

#include "base/limits.h"
#include "engine/api/api.h"
#include "engine/reports/report.h"

namespace assent::engine {
namespace {

Result<ReportAsk> ask_of(const Request& request) {
  ReportAsk ask;
  for (const auto& [name, value] : request.query) {
    std::uint64_t number = 0;
    auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
    bool whole = ec == std::errc{} && end == value.data() + value.size() && number > 0;
    if (name == "from" || name == "to") {
      auto time = parse_rfc3339(value);
      if (!time) return fail(Errc::invalid, name + " must be a time like 2026-11-21T10:00:00Z", name);
      (name == "from" ? ask.from : ask.to) = time;
    } else if (name == "window") {
      auto window = parse_duration(value);
      if (!window || window->count() == 0)
        return fail(Errc::invalid, "window must be a duration like 1 hour", name);
      ask.window = *window;
    } else if (name == "at_least" || name == "limit") {
      if (!whole) return fail(Errc::invalid, name + " must be a whole number, at least 1", name);
      if (name == "at_least") ask.at_least = number;
      if (name == "limit") ask.limit = std::min<std::size_t>(number, limits::page_items);
    } else {
      return fail(Errc::invalid, "unknown parameter; there are from to window at_least limit", name);
    }
  }
  return ask;
}

}  // namespace

void Api::report_list(Call call) {
  json::array list;
  for (const Report& report : reports()) list.push_back({{"report", report.name}, {"says", report.says}});
  call.respond(json_response(json::object{{"reports", std::move(list)}}));
}

void Api::report(Call call) {
  std::string name = call.request.path.substr(std::string_view("/v1/reports/").size());
  const Report* report = find_report(name);
  if (!report)
    return call.respond(error_response(fail(Errc::not_found, "there is no report \"" + name + "\"")));
  auto ask = ask_of(call.request);
  if (!ask) return call.respond(error_response(ask.error()));
  read(
      [this, report, ask = ask.value()](const Reads&) -> Result<Response> {
        TRY(json::object found, report->make({engine_.store(), engine_.keys(), refusals_}, ask));
        json::object body{{"report", report->name}, {"says", report->says}};
        body["from"] = ask.from ? json::value(format_rfc3339(*ask.from)) : json::value();
        body["to"] = ask.to ? json::value(format_rfc3339(*ask.to)) : json::value();
        for (auto& member : found) body[member.key()] = std::move(member.value());
        return json_response(body);
      },
      call.respond);
}

}  // namespace assent::engine
