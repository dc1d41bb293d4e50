// The pure heart of journeys: what one contact's run does next.
//
//   Turn t = advance(journey, run, Entered{}, around);
//   // t.run.phase == Phase::sending; t.effects: {Trace{...}, PlanSend{step 0}}
//   Turn u = advance(journey, t.run, SendEnded{SendEnd::accepted}, later);
//   // u.run.phase == Phase::waiting, u.run.wake_at == later.now + 2 days
//
// No clock, no I/O: same arguments, same turn, safe from any thread. A run moves until it must wait, send, or
// ends; a bound of limits::steps_per_turn keeps a turn short. A stimulus that does not fit the run's phase (a
// second Entered, the end of a send that is over) changes nothing and has no effects. Effects are carried out
// by the engine, after the commit.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "workflows/journey.h"

namespace assent::workflows {

enum class Phase : std::uint8_t {
  ready = 1,    // about to do step `at`
  waiting = 2,  // until wake_at
  sending = 3,  // step `at` is a send whose message is on its way
  ended = 4,
};

// The event that let somebody in: conditions and templates see its properties as `event`.
struct EnteringEvent {
  std::string name;
  std::string message_id;
  json::object properties;
  Source source = Source::observed;
  Utc at{};  // event time
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
};

struct Around {
  const rules::ContactView* contact = nullptr;  // what the purpose may see (P6)
  Utc now{};
  Zone zone = Zone::utc();           // the contact's own, else the controller's
  bool third_party_allowed = false;  // the policy names third-party data for the journey's purpose
};

// Why the run is looked at.
struct Entered {};
struct Woken {};  // the wait is over; earlier than wake_at it changes nothing
enum class SendEnd : std::uint8_t { accepted, unknown, denied, expired, rejected };
struct SendEnded {
  SendEnd how;
};
using Stimulus = std::variant<Entered, Woken, SendEnded>;

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
using Effect = std::variant<PlanSend, SetTimer, Trace, Ended>;

struct Turn {
  Run run;
  std::vector<Effect> effects;
};
Turn advance(const Journey& journey, Run run, const Stimulus& stimulus, const Around& around);

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
  std::string code;
  std::string why;
};
Admission admit(const Journey& journey, const EnteringEvent& event, const Past& past, const Around& around);

// The key of the run this event would start; empty without `enter: key`, and where there is none to be had
// (then admit() refuses). The engine needs it to find the Past.
std::string run_key(const Journey& journey, const EnteringEvent& event, const Around& around);

// The next instant at which the zone's wall clock shows one of the weekdays and the minute, strictly after `now`.
// As base/time.h has it: a reading that the clocks skip stands for the first instant after the gap; of one
// that they show twice, the first showing that is still to come.
Utc next_weekday_time(const UntilWeekday& until, Utc now, const Zone& zone);

}  // namespace assent::workflows
