// Reads nested lists of steps into one list with jumps. Part of load_journey, not for other modules.
//
//   Flattener flattener(reading);
//   flattener.read_list(node, "steps", "", 0);
//   std::vector<Step> steps = flattener.take();
//
// One function a verb. Each reports what is wrong and answers whether a run can come out behind the step; the
// list that follows a step without a way out is never reached, and that is reported too.
#pragma once

#include "workflows/reading.h"

namespace assent::workflows {

class Flattener {
 public:
  explicit Flattener(const Reading& reading) : reading_(reading), issues_(reading.issues) {}

  // True if a run can come out at the end of the list.
  bool read_list(const YamlNode& node, std::string_view what, const std::string& prefix, std::size_t depth);
  std::vector<Step> take() { return std::move(steps_); }

 private:
  struct Here {  // the step being read
    MapReader& map;
    const YamlNode& verb;
    const YamlNode& value;
    std::string name;
    std::size_t depth;
  };
  using Reader = bool (Flattener::*)(const Here&);
  struct Verb {
    std::string_view word;
    Reader read;
    std::string_view example;  // of what stands behind the colon
  };
  static const std::vector<Verb>& verbs();

  bool read_step(const YamlNode& node, const std::string& name, std::size_t depth);
  void report_no_step(const YamlNode& node);
  const YamlNode* verb_of(const YamlNode& node);
  void report_more_verbs(MapReader& map, const YamlNode& verb);
  void read_label(const Here& here, std::size_t step);
  void add(const Here& here, decltype(Step::does) does);
  bool too_deep(const Here& here);

  bool send(const Here& here);
  bool wait(const Here& here);
  bool stop(const Here& here);
  bool start(const Here& here);

  // With lists of steps inside.
  bool if_(const Here& here);
  bool wait_for(const Here& here);
  bool choose(const Here& here);
  bool split(const Here& here);
  bool read_case(const YamlNode& item, const Here& here, std::size_t number, Choose& choose, bool last);
  bool read_way(const YamlMember& member, const Here& here, Split& split);
  // A list that runs come out of behind everything that belongs to the step.
  bool read_inner(const YamlNode& list, const Here& here, std::string_view what, const std::string& prefix);
  void end_of_inner(std::size_t first_jump);  // the jumps since then lead here

  // What a wait_for waits for.
  void read_happening(const Here& here, WaitFor& wait);
  void check_sent_above(const YamlNode& node, WaitFor& wait);

  bool set(const Here& here);
  bool score(const Here& here);
  bool tag(const Here& here);
  bool ask(const Here& here);
  bool hand_over(const Here& here);
  bool call(const Here& here);

  const Reading& reading_;
  Issues& issues_;
  std::vector<Step> steps_;
  std::vector<std::string> labels_;
  std::vector<std::string> splits_;
  std::vector<std::size_t> jumps_;  // to be pointed at the end of the step they belong to
  std::size_t written_ = 0;
};

}  // namespace assent::workflows
