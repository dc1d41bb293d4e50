// Walking the ops of a program.
#include "channels/liquid/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "channels/liquid/print.h"
#include "channels/liquid/renderer.h"

namespace assent::channels::liquid {
namespace {

bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// One line: every run of control characters and spaces around it is one space, so that no value can begin a
// header.
std::string one_line(std::string_view text) {
  std::string out;
  bool gap = false;
  for (char c : text) {
    if (is_control(c)) {
      gap = true;
      continue;
    }
    if (gap && c == ' ') continue;
    if (gap && !out.empty() && out.back() != ' ') out += ' ';
    gap = false;
    out += c;
  }
  return out;
}

}  // namespace

Renderer::Renderer(const Asked& asked) : asked_(asked), e_(asked.now, asked.form == Form::html) {}

Text Renderer::run() {
  Scope scope;
  scope.first = &asked_.program;
  scope.bindings.resize(asked_.program.variables.size());
  out_.reserve(asked_.program.source.size() + asked_.program.source.size() / 4);
  Run r{asked_.program, scope};
  if (walk(r)) text_.text = asked_.form == Form::line ? one_line(out_) : std::move(out_);
  return std::move(text_);
}

void Renderer::fail(const Run& r, Place place) {
  if (!text_.failure.empty()) return;  // the innermost place is the one
  text_.failure = e_.failure();
  text_.failed_at = line_column(r.p.source, place.offset);
}

bool Renderer::walk(Run& r) {
  while (true) {
    const Op& op = r.p.ops[r.at];
    if (op.code == Code::end) return true;
    ++r.at;
    if (!e_.spend(1) || !step(r, op)) {
      fail(r, op.place);
      return false;
    }
    if (r.leaving != Leaving::no) return true;
  }
}

bool Renderer::step(Run& r, const Op& op) {
  switch (op.code) {
    case Code::nothing:
    case Code::end:
      return true;
    case Code::text:
      out_.append(r.p.source, op.a, op.b);
      break;
    case Code::output:
      write(r, evaluate(r, op.a), &r.p.expressions[op.a]);
      break;
    case Code::assign:
      assign(r, op.b, evaluate(r, op.a));
      break;
    case Code::jump:
      r.at = op.a;
      return true;
    case Code::unless_jump:
      if (!holds(r, r.p.conditions[op.b])) r.at = op.a;
      break;
    case Code::if_jump:
      if (holds(r, r.p.conditions[op.b])) r.at = op.a;
      break;
    case Code::loop_next:
      next_turn(r, op);
      break;
    case Code::table_next:
      next_cell(r, op);
      break;
    case Code::capture:
    case Code::capture_end:
    case Code::changed:
    case Code::changed_end:
    case Code::case_begin:
    case Code::when:
    case Code::when_end:
    case Code::case_else:
    case Code::case_end:
    case Code::loop:
    case Code::table:
    case Code::break_:
    case Code::continue_:
    case Code::cycle:
    case Code::increment:
    case Code::decrement:
    case Code::partial:
      carry_out(r, op);
  }
  if (out_.size() > limits::rendered_bytes) e_.fail("the text is too long");
  return !e_.failed();
}

// The tags that are carried out less often.
void Renderer::carry_out(Run& r, const Op& op) {
  switch (op.code) {
    case Code::capture:
      return begin_inside(Frame::What::capture, op.b);
    case Code::changed:
      return begin_inside(Frame::What::changed, op.b);
    case Code::case_begin:
      return begin_inside(Frame::What::choice, 0);
    case Code::capture_end:
      return end_capture(r);
    case Code::changed_end:
      return end_changed(r);
    case Code::when:
      return match(r, op);
    case Code::when_end:
      if (--frames_.back().again > 0) r.at = op.a;
      return;
    case Code::case_else:
      if (frames_.back().matched) r.at = op.a;
      return;
    case Code::case_end:
      frames_.pop_back();
      return;
    case Code::loop:
      return begin_loop(r, op);
    case Code::table:
      return begin_table(r, op);
    case Code::break_:
      return leave(r, Leaving::break_);
    case Code::continue_:
      return leave(r, Leaving::continue_);
    case Code::cycle:
      return cycle(r, r.p.cycles[op.b]);
    case Code::increment:
    case Code::decrement:
      return count(r, op);
    case Code::partial:
      return partial(r, op);
    case Code::nothing:
    case Code::text:
    case Code::output:
    case Code::assign:
    case Code::jump:
    case Code::unless_jump:
    case Code::if_jump:
    case Code::loop_next:
    case Code::table_next:
    case Code::end:
      return;
  }
}

void Renderer::begin_inside(Frame::What what, std::uint32_t index) {
  Frame f;
  f.what = what;
  f.index = index;
  f.start = out_.size();
  frames_.push_back(f);
}

void Renderer::assign(Run& r, std::uint32_t variable, const Value& v) {
  Binding& b = binding(r, variable);
  b.assigned = v;
  b.is_assigned = true;
}

void Renderer::end_capture(Run& r) {
  Frame f = frames_.back();
  frames_.pop_back();
  std::string_view kept = e_.copied(std::string_view(out_).substr(f.start));
  out_.resize(f.start);
  // What was captured in an HTML part has been escaped where it was written.
  assign(r, f.index, Value::of(kept, e_.html() ? Value::markup : std::uint8_t{0}));
}

void Renderer::end_changed(Run& r) {
  std::size_t start = frames_.back().start;
  frames_.pop_back();
  std::string_view now = std::string_view(out_).substr(start);
  Scope& s = r.scope;
  if (s.ever_changed && s.changed == now) {
    out_.resize(start);
  } else {
    s.changed = now;
    s.ever_changed = true;
  }
}

// Out of what is under way, up to the innermost loop; out of the program where there is none.
void Renderer::leave(Run& r, Leaving how) {
  while (frames_.size() > r.frames) {
    Frame& f = frames_.back();
    switch (f.what) {
      case Frame::What::capture:
        end_capture(r);
        break;
      case Frame::What::changed:
        end_changed(r);
        break;
      case Frame::What::choice:
        frames_.pop_back();
        break;
      case Frame::What::loop:
        r.at = r.p.loops[f.index].next + (how == Leaving::break_ ? 1 : 0);
        if (how == Leaving::break_) end_loop(r);
        // An else stands behind a jump over it, which is where the loop goes on.
        return;
      case Frame::What::table:
        r.at = r.p.loops[f.index].next + (how == Leaving::break_ ? 1 : 0);
        if (how == Leaving::break_) {
          out_ += "</td>";
          end_table(r);
        }
        return;
    }
  }
  r.leaving = how;
}

void Renderer::match(Run& r, const Op& op) {
  const Choice& c = r.p.choices[op.b];
  std::uint32_t matches = 0;
  for (std::uint32_t i = 0; i < c.value_count; ++i) {
    if (clause(r, {c.subject, r.p.arguments[c.values + i], Operator::equal, Link::last})) ++matches;
  }
  if (matches == 0) {
    r.at = op.a;
  } else {
    frames_.back().matched = true;
    frames_.back().again = matches;
  }
}

void Renderer::count(Run& r, const Op& op) {
  std::string_view name = r.p.variables[op.b];
  auto& counters = r.scope.counters;
  auto found = std::find_if(counters.begin(), counters.end(), [&](const auto& c) { return c.first == name; });
  if (found == counters.end()) {
    Value before = outside(r.scope, name);
    if (before.truthy() && before.kind != Kind::integer) {
      e_.fail(fmt::format("{} is no whole number to count with", name));
      return;
    }
    counters.emplace_back(name, before.truthy() ? before.integer : 0);
    found = counters.end() - 1;
  }
  auto by = [&](std::uint64_t n) {
    found->second = static_cast<std::int64_t>(static_cast<std::uint64_t>(found->second) + n);
  };
  if (op.code == Code::decrement) by(~std::uint64_t{0});
  print_integer(found->second, out_);
  if (op.code == Code::increment) by(1);
}

void Renderer::cycle(Run& r, const Cycle& c) {
  // A group is told by its value; a cycle without one by its key, which no data can equal.
  Value key = c.group == ~0U ? Value::of(c.key) : evaluate(r, c.group);
  if (c.group == ~0U) key.kind = Kind::blank;
  auto& cycles = r.scope.cycles;
  auto is_it = [&](const auto& known) {
    bool nameless = key.kind == Kind::blank;
    if (nameless != (known.first.kind == Kind::blank)) return false;
    return nameless ? known.first.string() == key.string() : same(known.first, key);
  };
  auto found = std::find_if(cycles.begin(), cycles.end(), is_it);
  if (found == cycles.end()) {
    cycles.emplace_back(key, 0);
    found = cycles.end() - 1;
  }
  std::uint64_t turn = found->second;
  std::uint64_t next = turn + 1 >= c.value_count ? 0 : turn + 1;
  found->second = next;
  if (turn >= c.value_count) return;
  std::uint32_t chosen = r.p.arguments[c.values + turn];
  write(r, evaluate(r, chosen), &r.p.expressions[chosen]);
}

void Renderer::note_absent(const Run& r, const Value& v, const Expression& x) {
  if (asked_.form == Form::bare || x.has_default) return;
  if (v.has(Value::hidden)) text_.hidden = true;
  if (text_.absent.empty()) text_.absent = r.p.written(x.place);
}

void Renderer::write(Run& r, const Value& v, const Expression* x) {
  if (v.has(Value::absent) && x != nullptr) note_absent(r, v, *x);
  switch (v.kind) {
    case Kind::nil:
      return;
    case Kind::string:
      write_text(r, v.string(), v.flags, x);
      return;
    case Kind::integer:
      print_integer(v.integer, out_);
      return;
    case Kind::array:
    case Kind::list: {
      Parts parts(v);
      if (!e_.spend(parts.size())) return;
      for (std::uint64_t i = 0; i < parts.size() && !e_.failed(); ++i) write(r, parts.at(i, e_), nullptr);
      return;
    }
    case Kind::boolean:
    case Kind::decimal:
    case Kind::object:
    case Kind::members:
    case Kind::range:
    case Kind::loop:
    case Kind::table_loop:
    case Kind::blank:
    case Kind::empty: {
      std::string text;
      print(v, text);
      write_text(r, text, v.flags, x);
    }
  }
}

void Renderer::write_text(Run& r, std::string_view text, std::uint8_t flags, const Expression* x) {
  if (asked_.form == Form::bare) {
    out_ += text;
    return;
  }
  std::string cleaned;
  auto unwanted = [](char c) { return is_control(c) && c != '\n' && c != '\t'; };
  if (std::find_if(text.begin(), text.end(), unwanted) != text.end()) {
    if (asked_.form == Form::line && text_.line_break.empty() && x != nullptr &&
        text.find('\r') != std::string_view::npos)
      text_.line_break = r.p.written(x->place);
    std::copy_if(text.begin(), text.end(), std::back_inserter(cleaned), [&](char c) { return !unwanted(c); });
    text = cleaned;
  }
  if (asked_.form == Form::line && text.find('\n') != std::string_view::npos && text_.line_break.empty() &&
      x != nullptr)
    text_.line_break = r.p.written(x->place);
  if (e_.html() && (flags & Value::markup) == 0) {
    append_escaped(text, out_);
  } else {
    out_ += text;
  }
}

Text render(const Asked& asked) {
  return Renderer(asked).run();
}

}  // namespace assent::channels::liquid
