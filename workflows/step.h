// The pure heart of journeys: what one contact's run does next.
//
//   Turn t = advance(journey, run, Entered{}, around);
//   // t.run.phase == Phase::sending; t.effects: {Trace{...}, PlanSend{step 0}}
//   Turn u = advance(journey, t.run, SendEnded{SendEnd::accepted}, later);
//   // u.run.phase == Phase::waiting, u.run.wake_at == later.now + 2 days
//
// No clock, no I/O: same arguments, same turn, safe from any thread. A run moves until it must wait, send, call, or
// ends; a bound of limits::steps_per_turn keeps a turn short. After a step that changes the contact the turn ends
// with the run still ready: the effects are carried out, then it is woken, so that the steps behind see the change.
// A stimulus that does not fit the run's phase (a second Entered, the end of a send that is over) changes nothing
// and has no effects. Whatever looks at a run looks at `leave:` first. Effects are carried out by the engine, in
// their order, after the turn.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "workflows/journey.h"

namespace assent::workflows {

enum class Phase : std::uint8_t {
  ready = 1,    // about to do step `at`
  waiting = 2,  // until wake_at, or for what the step waits for
  sending = 3,  // step `at` is a send or an ask whose message is on its way
  ended = 4,
  calling = 5,  // step `at` is a call that is not answered yet
};

// The event that let somebody in: conditions and templates see its properties as `event`.
struct EnteringEvent {
  std::string name;
  std::string message_id;
  json::object properties;
  Source source = Source::observed;
  Utc at{};  // event time
};

// What happened to a message of the run before the run waited for it: answers, replies, deliveries, clicks.
struct Seen {
  Happening what = Happening::event;
  std::string name;
  json::object properties;
};

// One contact on one journey. Value type; stored with the contact.
struct Run {
  RunId id;
  std::string journey;
  Bytes32 version{};
  std::string key;       // empty unless `enter: key`
  std::string occasion;  // the key, else the entering event's id
  EnteringEvent event;
  Utc entered_at{};
  std::uint32_t at = 0;  // index into Journey::steps
  Phase phase = Phase::ready;
  Utc wake_at{};      // while waiting
  MessageId message;  // while sending
  Utc since{};        // came to stand at `at`
  bool held_out = false;
  bool third_party_read = false;  // so what it writes is third-party too (P6)
  std::uint8_t depth = 0;         // how many journeys started each other before it
  json::object received;          // properties of what the last wait_for waited for: `run.received`
  std::vector<Seen> seen;
};

// Where values come from, for what is computed from them.
class Provenance {
 public:
  virtual ~Provenance() = default;
  // Is any of these a third party's, as far as the purpose may see it? The contact's history counts always.
  virtual bool third_party(std::span<const rules::Read> reads) const = 0;
};

struct Around {
  const rules::ContactView* contact = nullptr;  // what the purpose may see (P6)
  Utc now{};
  Zone zone = Zone::utc();                 // the contact's own, else the controller's
  bool third_party_allowed = false;        // the policy names third-party data for the journey's purpose
  Bytes16 who{};                           // the contact, for what is drawn by lot: splits and hold-outs
  const Provenance* provenance = nullptr;  // nullptr: nothing is a third party's
};

// Why the run is looked at.
struct Entered {};
struct Woken {};  // the wait is over; earlier than wake_at it changes nothing
enum class SendEnd : std::uint8_t { accepted, unknown, denied, expired, rejected, held_out };
struct SendEnded {
  SendEnd how;
};
struct CallEnded {
  bool good = false;
  std::string detail;  // for the trace
};
struct Happened {  // to the contact; never the event that let them in
  Happening what = Happening::event;
  const EnteringEvent* event = nullptr;  // its name: the event's, the question's, the template's
};
struct Changed {};  // what is known of the contact
using Stimulus = std::variant<Entered, Woken, SendEnded, CallEnded, Happened, Changed>;

// What the engine must do.
struct PlanSend {
  std::uint32_t step;
};
struct SetTimer {
  Utc at;
};
struct Trace {
  std::uint32_t step;
  std::string text;  // one line for people
};
struct Ended {
  std::string why;
};
struct CancelSend {  // the run's message, if it is still to be had
  std::string why;
};
struct WriteAttribute {
  std::string name;
  std::optional<json::value> value;  // nullopt: it goes
  Source source = Source::inferred;  // or third_party
};
struct Start {
  std::string journey;
};
struct OpenTask {
  std::uint32_t step;
};
struct CallOut {
  std::uint32_t step;
};
using Effect =
    std::variant<PlanSend, SetTimer, Trace, Ended, CancelSend, WriteAttribute, Start, OpenTask, CallOut>;

struct Turn {
  Run run;
  std::vector<Effect> effects;
};
Turn advance(const Journey& journey, Run run, const Stimulus& stimulus, const Around& around);

// Would this turn be worth the while? Cheap; false only where advance() would change nothing.
bool concerns(const Journey& journey, const Run& run, const Stimulus& stimulus);

// Does the event reach the goal for somebody who entered so? The value, 0 where the goal has none; nullopt: no.
struct Conversion {
  double value = 0;
  std::string note;  // why the value could not be told; empty: it could
};
std::optional<Conversion> reaches_goal(const Journey& journey, const Run& entered, const EnteringEvent& event,
                                       const Around& around);

// By lot, the same for the same contact and name every time: 0 to 9,999. Raising a share keeps those it had.
std::uint32_t lot(const Bytes16& who, std::string_view kind, std::string_view name);
bool is_held_out(const Journey& journey, const Bytes16& who);

// A run of the version `from` that moves to this journey's version: where it goes on, or why it cannot.
struct Moved {
  enum class How : std::uint8_t { stays, moves, ends } how = How::stays;
  std::uint32_t at = 0;
  std::string why;
};
Moved migrate(const Journey& from, const Journey& to, const Run& run);

// What is remembered of a contact's earlier runs of one journey (and key).
struct Past {
  bool under_way = false;
  std::optional<Utc> last_entered;
};

// May this event let the contact in? `enters`, or why not, in words for people.
struct Admission {
  bool enters = false;
  std::string key;  // as run_key() has it
  // "", else data_not_permitted | event_too_old | condition_false | condition_error | under_way | again_never |
  // again_too_soon; where several hold, the first in this order.
  std::string_view code;
  std::string why;  // where words are asked for: finding them costs many times what deciding does
};
enum class Words : bool { none, wanted };
Admission admit(const Journey& journey, const EnteringEvent& event, const Past& past, const Around& around,
                Words words = Words::wanted);

// The key of the run this event would start; empty without `enter: key`, and where there is none to be had
// (then admit() refuses). The engine needs it to find the Past.
std::string run_key(const Journey& journey, const EnteringEvent& event, const Around& around);

// The next instant at which the zone's wall clock shows one of the weekdays and the minute, strictly after `now`.
// As base/time.h has it: a reading that the clocks skip stands for the first instant after the gap; of one
// that they show twice, the first showing that is still to come.
Utc next_weekday_time(const UntilWeekday& until, Utc now, const Zone& zone);

}  // namespace assent::workflows
