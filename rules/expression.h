// Conditions: the Common Expression Language (google/cel-spec v0.25) from text to answer.
//
//   Compiled c = compile("contact.plan == 'pro' && contact.count('Login', duration('168h')) > 3",
//                        journey_environment());
//   if (!c.program) report(c.issues);                  // all mistakes, each with its place in the text
//   Verdict v = decide(*c.program, activation);        // v.holds, or v.error says why it could not be told
//   explain(*c.program, activation);                   // "contact.plan == 'pro' is false: plan is 'trial'"
//
// compile: parse, check, plan; a literal that no evaluation can read, as in duration('7d'), is a mistake,
// too. A Program is immutable: one for all threads, no locks. Evaluation is pure, reads the clock nowhere
// (`now` is in the activation), and stops with an error at limits::expression_steps and
// limits::expression_memory_bytes. What an attribute that is not there means: reading it is an error of the
// expression ("no such attribute: plan"), has() says false, and a condition in error does not hold.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace assent::rules {

// A mistake in an expression; the caller knows in which file the text stands (base/issue.h).
struct ExpressionIssue {
  std::size_t offset = 0;  // bytes from the start of the expression
  std::size_t length = 1;  // bytes
  std::string message;     // unknown name "contat"
  std::string expected;    // one of: contact, event, run, now
  std::string suggestion;  // contact
};

class Environment;  // declared names and their types; rules/environment.h
class Program;      // rules/program.h

// contact, event, run (open maps), now (timestamp), and the host functions did, count and last of contact.
const Environment& journey_environment();

struct Compiled {
  std::shared_ptr<const Program> program;  // null exactly when there are issues
  std::vector<ExpressionIssue> issues;
};
Compiled compile(std::string_view text, const Environment& environment);

// What it gives: "bool", "string", "list(int)", or "dyn" where only the data can tell.
std::string_view result_type(const Program& program);

// What an expression reads: {"contact", "plan"}, {"event", "Order ID"}; the attribute is empty where the
// whole map or a computed name is read. Sorted, no repeats.
struct Read {
  std::string variable;
  std::string attribute;
  auto operator<=>(const Read&) const = default;
};
const std::vector<Read>& reads(const Program& program);

// `variable.attribute == 'constant'` conditions that must hold for the whole to hold (top-level conjunction),
// for indexing journeys by what their events carry.
struct RequiredEquality {
  std::string variable;
  std::string attribute;
  json::value constant;  // string, bool or number
};
std::vector<RequiredEquality> required_equalities(const Program& program);

// The contact as an expression sees it. The implementation leaves out what the purpose may not see (P6).
// Borrowed for the time of one call.
class ContactView {
 public:
  virtual ~ContactView() = default;
  virtual const json::value* attribute(std::string_view name) const = 0;  // nullptr: absent
  // Events named `name` whose event time is later than `since`; all that is remembered without it.
  virtual std::int64_t count(std::string_view name, std::optional<Utc> since) const = 0;
  virtual std::optional<Utc> last(std::string_view name) const = 0;  // nullopt: never
};

// Everything one evaluation reads; borrowed. A null map is empty.
struct Activation {
  const ContactView* contact = nullptr;
  const json::object* event = nullptr;
  const json::object* run = nullptr;
  Utc now{};
};

struct Verdict {
  bool holds = false;
  std::string error;  // not empty: it could not be told, and does not hold
};
Verdict decide(const Program& program, const Activation& activation);

// The value as JSON (timestamps in RFC 3339, durations as "3.5s", bytes in base64): for `key:`, `set:`.
// nullopt and the reason in *error where there is none.
std::optional<json::value> evaluate(const Program& program, const Activation& activation, std::string* error);

// The sub-results that decided, in one line for people.
std::string explain(const Program& program, const Activation& activation);

}  // namespace assent::rules
