// A journey: what a marketer wrote, checked and flattened.
//
//   Issues issues("journeys/welcome.yaml", text);
//   auto journey = load_journey(text, surroundings, issues);   // nullopt exactly when issues.any_error()
//
// Nested branches become one list of steps with jumps, so that a position in a journey is one number.
// A Journey is immutable once loaded and safe from any thread; it owns everything it names.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/channel.h"
#include "base/ids.h"
#include "base/time.h"
#include "base/yaml.h"
#include "rules/expression.h"

namespace assent::workflows {

// A condition or value expression with the text that people wrote.
struct Expression {
  std::string text;
  std::shared_ptr<const rules::Program> program;  // never null
};

enum class Again : std::uint8_t { never, always, after };

struct Enter {
  std::string event;
  std::optional<Expression> condition;
  Again again = Again::never;
  Millis again_after{};           // with Again::after
  std::optional<Expression> key;  // one run per key instead of one per contact
  Millis stale_after{};           // an event older than this when recorded does not enter
};

struct Send {
  std::string template_name;
  std::vector<Channel> by;  // in order of preference, never empty, never two at once
  Millis expires{};         // from the moment the step is reached
  bool stop_if_denied = false;
};

// Weekdays as bits, Monday = bit 0; minute of the day in local time.
struct UntilWeekday {
  std::uint8_t weekdays = 0x7f;
  std::uint16_t minute_of_day = 0;
};
struct Wait {
  std::variant<Millis, UntilWeekday> until;
};

struct Branch {  // `if`: falls through when the condition holds
  Expression condition;
  std::size_t otherwise = 0;  // where to go when it does not
};
struct Jump {
  std::size_t to = 0;
};
struct Stop {
  std::string reason;  // stands in the trace; may be empty
};

struct Step {
  std::string name;  // "2", "4.then.1", as people count: from 1; stays the same while nothing above it moves
  std::uint32_t line = 0;
  std::variant<Send, Wait, Branch, Jump, Stop> does;
};

struct AtMost {  // N messages in any window of this length
  std::uint32_t messages = 0;
  Millis window{};
};

struct Journey {
  std::string name;
  std::string purpose;
  std::string why;
  std::string owner;
  int priority = 50;
  Enter enter;
  std::optional<AtMost> at_most;
  std::vector<Step> steps;
  std::optional<YamlNode> tests;  // `tests:` as it stands there, for whoever runs them
  // sha256 over the canonical bundle of the journey's text and its templates: the version a contact stays on.
  // Set by whoever bundles (the deployment), not by load_journey.
  Bytes32 version{};
};

// What the rest of the workspace declares, for checks across files.
struct PurposeChannels {
  std::string purpose;
  std::vector<Channel> channels;  // in policy order: the default of `by`
};
struct TemplateChannels {
  std::string name;
  std::vector<Medium> media;  // which parts the template has
};
struct Declared {
  std::vector<PurposeChannels> purposes;
  std::vector<TemplateChannels> templates;
};

// Reads and checks one file. `file_stem` must equal the journey's name.
std::optional<Journey> load_journey(std::string_view text, std::string_view file_stem,
                                    const Declared& declared, Issues& issues);

// "3 messages per 7 days"; also read by the policy.
std::optional<AtMost> read_at_most(const YamlNode& node, Issues& issues);

}  // namespace assent::workflows
