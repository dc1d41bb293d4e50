// A journey: what a marketer wrote, checked and flattened.
//
//   Issues issues("journeys/welcome.yaml", text);
//   auto journey = load_journey(text, surroundings, issues);   // nullopt exactly when issues.any_error()
//
// Nested branches become one list of steps with jumps, so that a position in a journey is one number.
// A Journey is immutable once loaded and safe from any thread; it owns everything it names.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
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

// The ways in; exactly one a journey. Times of day are minutes of a local clock.
struct ByEvent {  // event: Trial Started
  std::string event;
};
struct BySegment {  // segment: vip, segment_left: vip; with `once:` a broadcast to those in it then
  std::string segment;
  bool left = false;
  std::optional<LocalTime> once;
};
struct BySchedule {               // schedule: every monday 09:00, schedule: on the 1st at 08:00
  std::uint8_t weekdays = 0;      // as UntilWeekday; 0: a day of the month
  std::uint8_t day_of_month = 0;  // 1 to 31 where weekdays is 0; a month without it uses its last day
  std::uint16_t minute_of_day = 0;
};
// A date that an attribute holds, moved: "contact.renewal_date - 3 days at 09:00", "contact.birthday every year".
struct DateOf {
  std::string variable;  // contact or event
  std::string attribute;
  Millis offset{};                             // negative: before it
  bool yearly = false;                         // 29 February is 28 February where there is none
  std::optional<std::uint16_t> minute_of_day;  // of that day; absent: the instant, or the day's beginning
};
struct ByDate {  // date: contact.renewal_date - 30 days
  DateOf date;
};
struct ByInbound {                // inbound: sms
  std::vector<Channel> channels;  // empty: any
};
using Door = std::variant<ByEvent, BySegment, BySchedule, ByDate, ByInbound>;

struct Enter {
  Door door;
  std::optional<Expression> condition;
  Again again = Again::never;
  Millis again_after{};           // with Again::after
  std::optional<Expression> key;  // one run per key instead of one per contact
  Millis stale_after{};           // an event older than this when recorded does not enter
  std::string zone;               // of once and schedule: an IANA name; empty: the contact's own
  std::uint32_t hold_out = 0;  // of 10,000 people: run silently, so that goals are measured without messages

  // The event that lets in; empty: another door.
  const std::string& event() const;
  // Is there an event, or a message that came in, whose properties the run can read?
  bool has_event() const;
};

struct Goal {  // what the journey is for; reaching it ends the run
  std::string event;
  std::optional<Expression> condition;
  Millis within{};                  // of the entry: counts as a conversion, whether or not the run has ended
  std::optional<Expression> value;  // a number
};
struct LeaveWhen {
  std::string event;                    // empty: whenever the condition holds
  std::optional<Expression> condition;  // never both empty
  std::uint32_t line = 0;
};
struct Leave {
  std::optional<Goal> goal;
  std::vector<LeaveWhen> when;
};

struct Send {
  std::string template_name;
  std::vector<Channel> by;  // in order of preference, never empty, never two at once
  bool preferred = false;   // the contact's own preference first, then the order of `by`
  Millis expires{};         // from the moment the step is reached
  bool stop_if_denied = false;
};

// Weekdays as bits, Monday = bit 0; minute of the day in local time.
struct UntilWeekday {
  std::uint8_t weekdays = 0x7f;
  std::uint16_t minute_of_day = 0;
};
struct Wait {
  std::variant<Millis, UntilWeekday, DateOf> until;
};

// What a wait_for may wait for. `of` is the template of a message, or the question of an ask.
enum class Happening : std::uint8_t { event = 1, answer = 2, reply = 3, delivery = 4, click = 5 };
struct WaitFor {
  Happening what = Happening::event;
  std::string name;                     // the event's, the question's or the template's; empty: any (a reply)
  std::optional<Expression> condition;  // over what happened, as `event`
  Millis up_to{};
  std::size_t otherwise = 0;  // where to go when it did not happen; the next step when it did
};

struct Branch {  // `if`: falls through when the condition holds
  Expression condition;
  std::size_t otherwise = 0;  // where to go when it does not
};
struct Choose {  // the first case that holds
  struct Case {
    Expression condition;
    std::size_t to = 0;
  };
  std::vector<Case> cases;
  std::size_t otherwise = 0;
};
struct Split {  // by chance, the same way for the same contact every time
  struct Way {
    std::string name;
    std::uint32_t share = 0;  // of 10,000; all together 10,000
    std::size_t to = 0;
  };
  std::string name;
  std::vector<Way> ways;
};

// A value written into the file, or one to be computed: `= contact.visits + 1`.
struct Written {
  json::value literal;  // null removes the attribute
  std::optional<Expression> computed;
};
struct SetAttributes {
  std::vector<std::pair<std::string, Written>> values;  // in file order
};
struct Score {  // of contact.score, which begins with 0
  std::int64_t by = 0;
};
struct Tag {  // of contact.tags
  std::vector<std::string> add, remove;
};

struct Ask {  // a message with a question; its answer is the event "Answered" and an attribute
  Send message;
  std::vector<std::string> choices;  // empty: a scale from 0 to 10
  std::string attribute;             // that the answer is written to, source contact
};
struct HandOver {  // a task for people
  std::string to;
  std::string note;
};
struct Call {  // a webhook that assent.yaml names
  std::string hook;
  std::vector<std::pair<std::string, Written>> with;
  Millis expires{};  // how long it is tried
  bool stop_if_failed = false;
};
struct StartJourney {
  std::string journey;
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
  std::variant<Send, Wait, WaitFor, Branch, Choose, Split, SetAttributes, Score, Tag, Ask, HandOver, Call,
               StartJourney, Jump, Stop>
      does;
  std::string label{};  // `name:`, unique in the journey; empty: none. What `migrate:` goes by
  std::uint32_t column = 0, width = 1;  // of the verb in its line
};

// `migrate:`: people under way on earlier versions move to this one, to the step of the same label.
struct Migrate {
  std::map<std::string, std::string, std::less<>> renamed;  // label before -> label now
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
  Leave leave;
  std::optional<AtMost> at_most;
  std::vector<Step> steps;
  std::optional<Migrate> migrate;
  std::optional<YamlNode> tests;  // `tests:` as it stands there, for whoever runs them
  // sha256 over the canonical bundle of the journey's text and its templates: the version a contact stays on.
  // Set by whoever bundles (the deployment), not by load_journey.
  Bytes32 version{};
};

// What the rest of the workspace declares, for checks across files.
struct PurposeChannels {
  std::string purpose;
  std::vector<Channel> channels;               // in policy order: the default of `by`
  std::optional<Millis> consent_expires = {};  // a consent's life
  bool clicks = false;                         // the purpose tracks them
};
struct TemplateChannels {
  std::string name;
  std::vector<Medium> media;  // which parts the template has
};
struct Declared {
  std::vector<PurposeChannels> purposes;
  std::vector<TemplateChannels> templates;
  std::optional<AtMost> at_most = {};                     // the policy's own cap
  std::optional<std::vector<std::string>> journeys = {};  // of the workspace; absent: not known here
};

// Reads and checks one file. `file_stem` must equal the journey's name.
std::optional<Journey> load_journey(std::string_view text, std::string_view file_stem,
                                    const Declared& declared, Issues& issues);

// What one journey's file cannot show: journeys that start each other in a circle.
struct StartCircle {
  std::size_t journey = 0;  // in the list, and its step that closes the circle
  std::uint32_t line = 0, column = 0, width = 1;
  std::string circle;  // "a starts b starts a"
};
std::vector<StartCircle> circles_of_starts(std::span<const Journey* const> journeys);

// "3 messages per 7 days"; also read by the policy.
std::optional<AtMost> read_at_most(const YamlNode& node, Issues& issues);

}  // namespace assent::workflows
