// One turn of one run, step by step. Part of workflows/step.h, not for other modules.
//
//   Walk walk(journey, run, around);
//   if (!walk.leaves()) walk.go_on();
//   Turn turn = walk.take();
#pragma once

#include "workflows/step.h"

namespace assent::workflows {

class Walk {
 public:
  Walk(const Journey& journey, Run run, const Around& around)
      : journey_(journey), around_(around), turn_{std::move(run), {}} {}

  Turn take() { return std::move(turn_); }

  void go_on();
  void wake();
  void end_send(SendEnd how);
  void end_call(const CallEnded& call);
  void happen(const Happened& happened);
  void look_again();      // at a wait until a date, which may have moved
  bool leaves();          // a condition of `leave:` holds: the run has ended
  void note_the_entry();  // what the way in has read

 private:
  Run& run() { return turn_.run; }
  void trace(std::string text);
  void end(std::string why);
  void leave(std::string why);  // as end, with the message on its way stopped
  rules::Activation activation(const json::object* event, const json::object* seen) const;
  rules::Verdict decide(const Expression& condition, const json::object* event, Source event_source);
  bool holds(const std::optional<Expression>& condition, const EnteringEvent& event);
  void note_reads(const Expression& expression, Source event_source);
  Source written_source() const;
  bool leaves_by(const EnteringEvent& event);
  void receive(const json::object& properties, Source source);
  bool has_seen(const WaitFor& wait);
  void wait_until(Utc at, std::string_view how);

  void take_step(const Send& send);
  void take_step(const Wait& wait);
  void take_step(const WaitFor& wait);
  void take_step(const Branch& branch);
  void take_step(const Choose& choose);
  void take_step(const Split& split);
  void take_step(const SetAttributes& set);
  void take_step(const Score& score);
  void take_step(const Tag& tag);
  void take_step(const Ask& ask);
  void take_step(const HandOver& task);
  void take_step(const Call& call);
  void take_step(const StartJourney& start);
  void take_step(const Jump& jump);
  void take_step(const Stop& stop);
  void wait_for_date(const DateOf& date);
  void write(std::string name, std::optional<json::value> value);
  bool reads_third_party(std::string attribute) const;

  const Journey& journey_;
  const Around& around_;
  Turn turn_;
  bool pauses_ = false;  // what was written must be seen by the next step
};

// The value that a DateOf names; nullptr: absent.
const json::value* value_of(const DateOf& date, const Run& run, const Around& around);

// "answer to nps", "Project Created".
std::string in_words(const WaitFor& wait);

}  // namespace assent::workflows
