// The `tests:` beside a journey: scenes (scene.h), each with what must come of it.
//
//   tests:
//     - name: silent when the address came from somewhere else
//       given: {points: [{channel: email, address: ada@acme.example, provided_by: third_party}]}
//       when: [{event: Trial Started}, {after: 3 days}]
//       then: [{denied: welcome, because: not_provided_by_contact}, {nothing_sent: true}]
//       in_order: true           # what `then` names happens in this order; else in any
//       with: [win-back]         # other journeys that are there; else this one and those that it starts
//
// `then` is a list of:
//   sent: TEMPLATE        by, to, at            handed over (accepted, or its outcome unknown)
//   sent_only: [T, ...]                         exactly these, in this order, and nothing else
//   nothing_sent: true
//   denied: TEMPLATE      because, by, at       a decision of the gate
//   deferred: TEMPLATE    because, by, until
//   expired: TEMPLATE, rejected: TEMPLATE, cancelled: TEMPLATE
//   entered: true         or a journey's name, or false with because
//   not_entered: true     or a journey's name; because (again_never, condition_false, ...)
//   left: WORDS           the run ended, and its reason has these words; or true
//   waiting_at: STEP      as the timeline numbers it: "2", "4.then.1"
//   reached: STEP         the run came by this step
//   attribute: NAME       is: VALUE (absent: is null)
//   tag: NAME             is: false for one that is not there
//   handed_over: TEAM, started: JOURNEY, goal: true
// Each names one thing that happened; what is not named may happen as well, but for sent_only and nothing_sent.
//
//   auto tests = read_tests(*journey.tests, journey, cast, issues);   // every mistake at its place
#pragma once

#include "engine/rehearsal/scene.h"
#include "workflows/journey.h"

namespace assent::engine {

struct Expectation {
  enum class Kind : std::uint8_t {
    sent,
    sent_only,
    nothing_sent,
    denied,
    deferred,
    expired,
    rejected,
    cancelled,
    entered,
    not_entered,
    left,
    waiting_at,
    reached,
    attribute,
    tag,
    handed_over,
    started,
    goal,
  };
  Kind kind = Kind::nothing_sent;
  std::string what;                 // a template, journey, step, name or words; empty: any
  std::vector<std::string> list;    // of sent_only
  std::string because, by, to;      // empty: any
  std::optional<scene::Moment> at;  // of deferred: until
  json::value is;
  bool wanted = true;  // false: of tag and goal, that there is none
  std::uint32_t line = 0, column = 0;
};
std::string_view name(Expectation::Kind kind);
// "sent welcome by email at 2026-11-26 09:30".
std::string in_words(const Expectation& expected);

struct JourneyTest {
  std::string name;
  std::uint32_t line = 0;
  Scene scene;
  std::vector<Expectation> then;
  bool in_order = false;
  std::vector<std::string> with;
};

std::vector<JourneyTest> read_tests(const YamlNode& node, const workflows::Journey& journey, const Cast& cast,
                                    Issues& issues);

}  // namespace assent::engine
