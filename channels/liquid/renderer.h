// The machine that walks a program; internal to render().
//
// One Renderer for one text. A Scope holds the variables that a template and what it includes share; `render`
// opens a new one. Ops are carried out one by one; loops, captures and cases under way stand on a stack of
// frames, so that break and continue know what to leave.
#pragma once

#include <boost/container/small_vector.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "channels/liquid/evaluation.h"
#include "channels/liquid/render.h"

namespace assent::channels::liquid {

// A name in a scope: what was assigned, and in front of it what a loop or an include binds for a while.
struct Binding {
  Value assigned, bound;
  bool is_assigned = false, is_bound = false;
};

struct Scope {
  bool sees_names = true;
  bool may_include = true;
  boost::container::small_vector<Binding, 16> bindings;
  const Program* first = nullptr;  // its variables are the first bindings, in its order
  std::unordered_map<std::string_view, std::uint32_t> places;  // made by the first include
  std::unordered_map<const Program*, std::vector<std::uint32_t>> entered;
  std::vector<std::pair<std::string_view, std::int64_t>> counters;
  std::vector<std::pair<std::string_view, std::int64_t>> offsets;  // of loops, for offset: continue
  std::vector<std::pair<Value, std::uint64_t>> cycles;
  std::string changed;
  bool ever_changed = false;
  const LoopState* loop = nullptr;  // the innermost
};

enum class Leaving : std::uint8_t { no, break_, continue_ };

struct Frame {
  enum class What : std::uint8_t { loop, table, capture, changed, choice };
  What what = What::loop;
  std::uint32_t index = 0;  // of the loop; the variable of a capture
  // Of loops
  Parts parts{Value()};
  std::uint64_t from = 0, count = 0, done = 0;
  LoopState* state = nullptr;
  TableState* table = nullptr;
  Binding variable, self;  // as they were before
  const LoopState* outer = nullptr;
  std::size_t start = 0;  // of what capture and ifchanged write
  // Of a case
  bool matched = false;
  std::uint32_t again = 0;
};

// A program being walked.
struct Run {
  const Program& p;
  Scope& scope;
  const std::uint32_t* places = nullptr;  // variable -> binding; nullptr: the same
  std::size_t frames = 0;                 // below: others'
  std::uint32_t at = 0;
  Leaving leaving = Leaving::no;
};

class Renderer {
 public:
  explicit Renderer(const Asked& asked);
  Text run();

 private:
  bool walk(Run& r);  // false: failed
  bool step(Run& r, const Op& op);
  void carry_out(Run& r, const Op& op);
  void begin_inside(Frame::What what, std::uint32_t index);
  void leave(Run& r, Leaving how);
  void fail(const Run& r, Place place);

  // Values
  Value evaluate(Run& r, std::uint32_t expression);
  Value term(Run& r, const Expression& x);
  Value path(Run& r, const Path& path);
  Value follow(Run& r, const Value& from, const Segment& s);
  Value range(Run& r, const RangeTerm& range);
  Value filtered(Run& r, Value v, const FilterUse& use);
  bool holds(Run& r, const Condition& c);
  bool clause(Run& r, const Clause& c);
  std::optional<std::int64_t> range_end(const Value& v, bool literals);
  std::optional<std::int64_t> whole(const Value& v);

  // Variables
  Binding& binding(Run& r, std::uint32_t variable);
  Value variable(Run& r, std::uint32_t variable);
  Value named(Scope& scope, std::string_view name);
  Value outside(Scope& scope, std::string_view name);
  std::uint32_t place_of(Scope& scope, std::string_view name);
  void assign(Run& r, std::uint32_t variable, const Value& v);

  // Writing
  void write(Run& r, const Value& v, const Expression* written);
  void write_text(Run& r, std::string_view text, std::uint8_t flags, const Expression* written);
  void note_absent(const Run& r, const Value& v, const Expression& x);

  // Tags
  void count(Run& r, const Op& op);
  void cycle(Run& r, const Cycle& c);
  void match(Run& r, const Op& op);
  void begin_loop(Run& r, const Op& op);
  void next_turn(Run& r, const Op& op);
  void end_loop(Run& r);
  void begin_table(Run& r, const Op& op);
  void next_cell(Run& r, const Op& op);
  void end_table(Run& r);
  bool set_out(Run& r, const Loop& loop, const Value& over, Frame& f, std::int64_t& from);
  void bind_item(Run& r, Frame& f, const Loop& loop);
  void end_capture(Run& r);
  void end_changed(Run& r);
  void partial(Run& r, const Op& op);
  void include(Run& r, const Partial& partial, const Program& target, std::string_view name);
  void render_one(Run& r, const Partial& partial, const Program& target, std::string_view name,
                  const Value& with, LoopState* loop);
  Leaving walk_partial(const Program& target, Scope& scope, const std::uint32_t* places);
  const std::uint32_t* enter(Scope& scope, const Program& target);

  const Asked& asked_;
  Evaluation e_;
  Text text_;
  std::string out_;
  std::vector<Frame> frames_;
  std::size_t depth_ = 0;
};

}  // namespace assent::channels::liquid
