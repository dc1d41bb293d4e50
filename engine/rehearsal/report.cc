#include "engine/rehearsal/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace assent::engine {
namespace {

std::string text_of(const json::object& object, std::string_view name) {
  const json::string* text = string_member(object, name);
  return text ? std::string(*text) : std::string();
}

std::string counted(std::size_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

std::string line_of_file(std::string_view text, std::uint32_t wanted) {
  std::size_t from = 0;
  for (std::uint32_t line = 1; line < wanted && from != std::string_view::npos; ++line) {
    from = text.find('\n', from);
    if (from != std::string_view::npos) ++from;
  }
  if (from == std::string_view::npos) return {};
  std::string_view found = text.substr(from, text.substr(from).find('\n'));
  auto start = found.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string() : std::string(found.substr(start));
}

// The timeline, what was given apart.
std::string timeline_lines(const TestRun& run, std::string_view indent) {
  const json::value* items = run.told.if_contains("items");
  if (!items || items->as_array().empty()) return fmt::format("{}nothing: nobody came to be known\n", indent);
  std::string out;
  bool given = true;
  for (const json::value& value : items->as_array()) {
    const json::object& item = value.as_object();
    if (given && item.at("input").to_number<Seq>() > run.given_until) {
      given = false;
      out += fmt::format("{}----- given above, what happened below\n", indent);
    }
    std::string kind = text_of(item, "kind"), step = text_of(item, "step");
    std::replace(kind.begin(), kind.end(), '_', ' ');
    out += fmt::format("{}{}  {:<11}  {:<4} {}\n", indent, text_of(item, "local"), kind, step,
                       text_of(item, "text"));
  }
  return out;
}

std::string failure_text(const JourneyReport& report, std::size_t index) {
  const TestRun& run = report.runs[index];
  const JourneyTest& test = (*report.tests)[index];
  if (!run.error.empty()) return fmt::format("    it could not be played: {}\n", run.error);
  std::string out;
  for (std::size_t i = 0; i < test.then.size(); ++i) {
    const Expectation& expected = test.then[i];
    if (run.verdicts[i].met) {
      out += fmt::format("      as expected  {}\n", in_words(expected));
      continue;
    }
    out += fmt::format("    - expected     {}\n", in_words(expected));
    if (!run.verdicts[i].nearest.empty())
      out += fmt::format("    + happened     {}\n", run.verdicts[i].nearest);
    else
      out += "    + happened     nothing of the kind\n";
    out += fmt::format("      {}:{}: {}\n", report.file, expected.line,
                       line_of_file(report.text, expected.line));
  }
  out += fmt::format("    what happened, times in {}:\n", text_of(run.told, "zone"));
  return out + timeline_lines(run, "      ");
}

std::string xml(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t')
      out += c;
  }
  return out;
}

std::string xml_text(std::string_view text) {
  std::string out = xml(text);
  for (auto at = out.find("&#10;"); at != std::string::npos; at = out.find("&#10;", at))
    out.replace(at, 5, "\n");
  return out;
}

std::size_t failed(const JourneyReport& report) {
  return static_cast<std::size_t>(std::count_if(report.runs.begin(), report.runs.end(),
                                                [](const TestRun& run) { return !run.passed(); }));
}

void print_coverage(const JourneyReport& report, const channels::Policy& policy, std::ostream& out) {
  Coverage coverage = coverage_of(report, policy);
  std::size_t all = coverage.reached.size() + coverage.missed.size();
  out << fmt::format("  {} of {} reached\n", coverage.reached.size(), counted(all, "step"));
  for (const workflows::Step* step : coverage.missed)
    out << fmt::format("    no test reaches  {:<8} {}:{}: {}\n", step->name, report.file, step->line,
                       line_of_file(report.text, step->line));
  if (!coverage.ways_missed.empty())
    out << fmt::format("    no test takes    {}\n", join(coverage.ways_missed));
  if (!coverage.untried.empty()) out << fmt::format("    no test meets    {}\n", join(coverage.untried));
}

json::array strings(const std::vector<std::string>& from) {
  json::array out;
  for (const std::string& text : from) out.push_back(json::value(text));
  return out;
}

json::object run_json(const JourneyTest& test, const TestRun& run) {
  json::array expectations;
  for (std::size_t i = 0; i < run.verdicts.size(); ++i) {
    json::object one{
        {"expected", in_words(test.then[i])}, {"line", test.then[i].line}, {"met", run.verdicts[i].met}};
    if (!run.verdicts[i].met) one["happened"] = run.verdicts[i].nearest;
    expectations.push_back(std::move(one));
  }
  json::object out{{"name", run.name}, {"line", run.line}, {"passed", run.passed()}};
  if (!run.error.empty()) out["error"] = run.error;
  out["then"] = std::move(expectations);
  out["timeline"] = run.told;
  return out;
}

}  // namespace

void print(const JourneyReport& report, const channels::Policy& policy, const Printing& how,
           std::ostream& out) {
  const std::string& journey = report.journey->journey.name;
  out << fmt::format("{}: {}{}\n", journey, counted(report.runs.size(), "test"),
                     failed(report) == 0 ? "" : fmt::format(", {} failed", failed(report)));
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const TestRun& run = report.runs[i];
    out << fmt::format("  {}  {}\n", run.passed() ? "ok    " : "FAILED", run.name);
    if (!run.passed())
      out << failure_text(report, i);
    else if (how.verbose)
      out << timeline_lines(run, "      ");
  }
  print_coverage(report, policy, out);
}

json::object as_json(const std::vector<JourneyReport>& reports, const channels::Policy& policy) {
  json::array journeys;
  std::size_t tests = 0, failures = 0;
  for (const JourneyReport& report : reports) {
    json::array runs, missed;
    for (std::size_t i = 0; i < report.runs.size(); ++i)
      runs.push_back(run_json((*report.tests)[i], report.runs[i]));
    Coverage coverage = coverage_of(report, policy);
    for (const workflows::Step* step : coverage.missed) missed.push_back(json::value(step->name));
    tests += report.runs.size();
    failures += failed(report);
    journeys.push_back({{"journey", report.journey->journey.name},
                        {"file", report.file},
                        {"tests", std::move(runs)},
                        {"coverage",
                         {{"steps", coverage.reached.size() + coverage.missed.size()},
                          {"reached", coverage.reached.size()},
                          {"missed", std::move(missed)},
                          {"ways_missed", strings(coverage.ways_missed)},
                          {"reasons", strings(coverage.reasons)},
                          {"reasons_untried", strings(coverage.untried)}}}});
  }
  return {
      {"passed", failures == 0}, {"tests", tests}, {"failed", failures}, {"journeys", std::move(journeys)}};
}

// The shape that Jenkins and its kin read: testsuites, testsuite, testcase, failure.
std::string as_junit(const std::vector<JourneyReport>& reports) {
  std::string suites;
  std::size_t tests = 0, failures = 0;
  for (const JourneyReport& report : reports) {
    const std::string& journey = report.journey->journey.name;
    tests += report.runs.size();
    failures += failed(report);
    suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" file=\"{}\">\n",
                          xml(journey), report.runs.size(), failed(report), xml(report.file));
    for (std::size_t i = 0; i < report.runs.size(); ++i) {
      const TestRun& run = report.runs[i];
      suites += fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                            xml(journey), xml(run.name), xml(report.file), run.line);
      suites += run.passed() ? "/>\n"
                             : fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                                           "what happened is not what was expected",
                                           xml_text(failure_text(report, i)));
    }
    suites += "  </testsuite>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{}\" "
      "failures=\"{}\">\n{}</testsuites>\n",
      tests, failures, suites);
}

}  // namespace assent::engine
