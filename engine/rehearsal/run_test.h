// Runs one test of a journey in virtual time, and says of each expectation whether it was met.
//
//   TestRun run = run_test(workspace, *loaded, tests[0]);
//   run.passed(); run.verdicts[0].nearest;       // "welcome by email: deny, consent_missing"
//
// There are the journey under test, those that it starts and those that the test names under `with:`; the other
// journeys of the workspace are not there, so that a test fails only for its own journey's sake.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/rehearsal/journey_test.h"
#include "engine/rehearsal/play.h"

namespace assent::engine {

struct Verdict {
  bool met = false;
  std::string nearest;  // where it was not: what happened instead, if anything is like it
};

struct TestRun {
  std::string name;
  std::uint32_t line = 0;
  std::string error;              // it could not be played: why; empty: it was
  std::vector<Verdict> verdicts;  // of `then`, in its order
  json::object told;              // timeline() of the contact
  Seq given_until = 0;
  std::set<std::string> steps;    // of this journey that were reached
  std::set<std::string> reasons;  // that decisions about its messages had
  std::set<std::string> ways;     // "4: no": what branches came to, by step

  bool passed() const;
};

TestRun run_test(const Workspace& workspace, const LoadedJourney& journey, const JourneyTest& test);

}  // namespace assent::engine
