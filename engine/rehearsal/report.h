// What tests came to, for people, for programs and for CI.
//
//   JourneyReport report{&loaded, &tests, runs};
//   print(report, {.journey_text = text}, std::cout);      // what failed, with the timeline, and coverage
//   as_json(reports); as_junit(reports);
//
// Pure, but for the stream that it writes to.
#pragma once

#include <iosfwd>
#include <set>
#include <string>
#include <vector>

#include "engine/rehearsal/run_test.h"

namespace assent::engine {

struct JourneyReport {
  const LoadedJourney* journey = nullptr;
  const std::vector<JourneyTest>* tests = nullptr;
  std::vector<TestRun> runs;  // of each test, in order
  std::string file, text;     // of the journey
};

// Which parts of a journey its tests reach.
struct Coverage {
  std::vector<const workflows::Step*> reached, missed;
  std::vector<std::string> ways_missed;  // "4: no"
  std::vector<std::string> reasons;      // denials and deferrals seen
  std::vector<std::string> untried;      // those that this journey can meet and no test does
};
Coverage coverage_of(const JourneyReport& report, const channels::Policy& policy);

struct Printing {
  bool verbose = false;  // passed tests with their timelines too
};
void print(const JourneyReport& report, const channels::Policy& policy, const Printing& how,
           std::ostream& out);

json::object as_json(const std::vector<JourneyReport>& reports, const channels::Policy& policy);
std::string as_junit(const std::vector<JourneyReport>& reports);

}  // namespace assent::engine
