// Loops under way: for and tablerow.
#include <fmt/format.h>

#include <algorithm>

#include "channels/liquid/print.h"
#include "channels/liquid/renderer.h"

namespace assent::channels::liquid {
namespace {

// limit and offset may be missing or nil.
bool given(std::uint32_t expression) {
  return expression != Loop::none;
}

}  // namespace

// What the loop goes over, as places of `over`; false: failed.
bool Renderer::set_out(Run& r, const Loop& loop, const Value& over, Frame& f, std::int64_t& from) {
  if (over.is_string()) {
    Value* one = e_.values(1);
    if (one == nullptr) return false;
    *one = over;
    const List* list = e_.list(one, over.length == 0 ? 0 : 1);
    if (list == nullptr) return false;
    f.parts = Parts(Value::of(list));
  } else {
    f.parts = Parts(over);
  }
  if (given(loop.offset)) {
    Value offset = evaluate(r, loop.offset);
    auto n = offset.is_nil() ? 0 : whole(offset);
    if (!n) return false;
    from = *n;
  }
  auto size = static_cast<std::int64_t>(std::min<std::uint64_t>(f.parts.size(), INT64_MAX));
  std::int64_t to = size;
  if (given(loop.limit)) {
    Value limit = evaluate(r, loop.limit);
    auto n = limit.is_nil() ? std::optional<std::int64_t>(size) : whole(limit);
    if (!n) return false;
    std::int64_t end = 0;
    if (__builtin_add_overflow(from, *n, &end)) end = *n < 0 ? 0 : size;
    if (!limit.is_nil()) to = std::min(size, end);
  }
  std::int64_t first = std::max<std::int64_t>(from, 0);
  f.from = static_cast<std::uint64_t>(first);
  f.count = to > first ? static_cast<std::uint64_t>(to - first) : 0;
  return !e_.failed();
}

void Renderer::begin_loop(Run& r, const Op& op) {
  const Loop& loop = r.p.loops[op.b];
  Frame f;
  f.index = op.b;
  auto& offsets = r.scope.offsets;
  auto known =
      std::find_if(offsets.begin(), offsets.end(), [&](const auto& o) { return o.first == loop.name; });
  std::int64_t from = 0;
  if (loop.continues && known != offsets.end()) from = known->second;
  if (!set_out(r, loop, evaluate(r, loop.collection), f, from)) return;
  std::int64_t reached = 0;
  if (__builtin_add_overflow(from, static_cast<std::int64_t>(f.count), &reached)) reached = from;
  if (known == offsets.end()) {
    offsets.emplace_back(loop.name, reached);
  } else {
    known->second = reached;
  }
  if (f.count == 0) {
    r.at = op.a;
    return;
  }
  f.state = e_.make<LoopState>();
  if (f.state == nullptr) return;
  *f.state = {loop.name, 0, static_cast<std::int64_t>(f.count), r.scope.loop};
  f.outer = r.scope.loop;
  r.scope.loop = f.state;
  f.variable = binding(r, loop.variable);
  f.self = binding(r, loop.self);
  Binding& self = binding(r, loop.self);
  self.bound = Value::of(*f.state);
  self.is_bound = true;
  bind_item(r, f, loop);
  frames_.push_back(f);
}

void Renderer::bind_item(Run& r, Frame& f, const Loop& loop) {
  std::uint64_t place = f.from + (loop.reversed ? f.count - 1 - f.done : f.done);
  Binding& b = binding(r, loop.variable);
  b.bound = f.parts.at(place, e_);
  b.is_bound = true;
}

void Renderer::next_turn(Run& r, const Op& op) {
  Frame& f = frames_.back();
  ++f.done;
  ++f.state->index;
  if (f.done == f.count) {
    end_loop(r);
    return;
  }
  bind_item(r, f, r.p.loops[f.index]);
  r.at = op.a;
}

void Renderer::end_loop(Run& r) {
  Frame f = frames_.back();
  frames_.pop_back();
  const Loop& loop = r.p.loops[f.index];
  r.scope.loop = f.outer;
  // What was assigned meanwhile stays.
  for (auto [variable, before] : {std::pair(loop.self, &f.self), std::pair(loop.variable, &f.variable)}) {
    Binding& b = binding(r, variable);
    b.bound = before->bound;
    b.is_bound = before->is_bound;
  }
}

void Renderer::begin_table(Run& r, const Op& op) {
  const Loop& loop = r.p.loops[op.b];
  Frame f;
  f.what = Frame::What::table;
  f.index = op.b;
  std::uint32_t body = r.at;
  r.at = op.a;
  Value over = evaluate(r, loop.collection);
  if (!over.truthy()) return;
  std::int64_t from = 0;
  // A table cuts decimals and takes nil for nought where a loop would fail.
  Loop lenient = loop;
  lenient.offset = lenient.limit = Loop::none;
  if (given(loop.offset)) {
    auto n = range_end(evaluate(r, loop.offset), true);
    if (!n) return;
    from = *n;
  }
  if (!set_out(r, lenient, over, f, from)) return;
  if (given(loop.limit)) {
    auto n = range_end(evaluate(r, loop.limit), true);
    if (!n) return;
    std::int64_t to = 0;
    if (__builtin_add_overflow(from, *n, &to)) to = *n < 0 ? 0 : INT64_MAX;
    auto first = static_cast<std::int64_t>(f.from);
    f.count = to <= first ? 0 : std::min(f.count, static_cast<std::uint64_t>(to - first));
  }
  f.table = e_.make<TableState>();
  if (f.table == nullptr) return;
  *f.table = {0, static_cast<std::int64_t>(f.count), 1, 1, static_cast<std::int64_t>(f.count)};
  if (given(loop.columns)) {
    auto n = range_end(evaluate(r, loop.columns), true);
    if (!n) return;
    f.table->columns = *n;
  }
  out_ += "<tr class=\"row1\">\n";
  if (f.count == 0) {
    out_ += "</tr>\n";
    return;
  }
  f.variable = binding(r, loop.variable);
  f.self = binding(r, loop.self);
  Binding& self = binding(r, loop.self);
  self.bound = Value::of(*f.table);
  self.is_bound = true;
  bind_item(r, f, loop);
  out_ += "<td class=\"col1\">";
  frames_.push_back(f);
  r.at = body;
}

void Renderer::next_cell(Run& r, const Op& op) {
  Frame& f = frames_.back();
  TableState& t = *f.table;
  out_ += "</td>";
  bool row_ends = t.column == t.columns;
  if (row_ends && f.done + 1 < f.count) {
    out_ += "</tr>\n<tr class=\"row";
    print_integer(t.row + 1, out_);
    out_ += "\">";
  }
  ++f.done;
  ++t.index;
  t.column = row_ends ? 1 : t.column + 1;
  if (row_ends) ++t.row;
  if (f.done == f.count) {
    end_table(r);
    return;
  }
  bind_item(r, f, r.p.loops[f.index]);
  out_ += "<td class=\"col";
  print_integer(t.column, out_);
  out_ += "\">";
  r.at = op.a;
}

void Renderer::end_table(Run& r) {
  out_ += "</tr>\n";
  Frame f = frames_.back();
  frames_.pop_back();
  const Loop& loop = r.p.loops[f.index];
  for (auto [variable, before] : {std::pair(loop.self, &f.self), std::pair(loop.variable, &f.variable)}) {
    Binding& b = binding(r, variable);
    b.bound = before->bound;
    b.is_bound = before->is_bound;
  }
}

}  // namespace assent::channels::liquid
