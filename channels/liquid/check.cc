// The walk over a program: outputs, assignments, loops, and what the ifs around them make sure of.
#include "channels/liquid/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/issue.h"
#include "base/limits.h"
#include "channels/liquid/checker.h"
#include "channels/liquid/filters.h"

namespace assent::channels::liquid {

void Checker::wrong(Walk& w, Place place, std::string message, std::string expected, std::string suggestion) {
  if (!said_.emplace(w.partial, place.offset, message).second) return;
  auto& into = w.partial.empty() ? checked_.mistakes : checked_.in_partials[w.partial];
  into.push_back({place.offset, std::max<std::size_t>(place.length, 1), std::move(message),
                  std::move(expected), std::move(suggestion)});
}

Checked Checker::run(const Program& program) {
  Known known;
  walk(program, known, {});
  auto by_place = [](const Mistake& a, const Mistake& b) { return a.offset < b.offset; };
  std::stable_sort(checked_.mistakes.begin(), checked_.mistakes.end(), by_place);
  for (auto& [name, mistakes] : checked_.in_partials)
    std::stable_sort(mistakes.begin(), mistakes.end(), by_place);
  checked_.used.assign(used_.begin(), used_.end());
  return std::move(checked_);
}

void Checker::walk(const Program& p, Known& known, const std::string& partial) {
  Walk w{p, known, partial};
  for (; w.at < p.ops.size(); ++w.at) {
    unbind(w);
    std::erase_if(w.guards, [&](const Guard& g) { return g.until <= w.at; });
    op(w, p.ops[w.at]);
  }
  w.at = static_cast<std::uint32_t>(p.ops.size());
  unbind(w);
}

void Checker::op(Walk& w, const Op& op) {
  switch (op.code) {
    case Code::output:
      written(w, op, op.a);
      return;
    case Code::assign:
      assign(w, op);
      return;
    case Code::if_jump:
    case Code::unless_jump:
      condition(w, op.b);
      guard(w, op);
      return;
    case Code::capture_end:
    case Code::increment:
    case Code::decrement:
      w.known.variables[std::string(w.p.variables[op.b])] = {};
      return;
    case Code::when: {
      const Choice& c = w.p.choices[op.b];
      expression(w, c.subject);
      for (std::uint32_t i = 0; i < c.value_count; ++i) expression(w, w.p.arguments[c.values + i]);
      return;
    }
    case Code::loop:
    case Code::table:
      bind_loop(w, op);
      return;
    case Code::cycle: {
      // A group is told by its value, and a name that means nothing will do.
      const Cycle& c = w.p.cycles[op.b];
      for (std::uint32_t i = 0; i < c.value_count; ++i) written(w, op, w.p.arguments[c.values + i]);
      return;
    }
    case Code::partial:
      partial(w, op);
      return;
    case Code::nothing:
    case Code::text:
    case Code::jump:
    case Code::capture:
    case Code::changed:
    case Code::changed_end:
    case Code::case_begin:
    case Code::when_end:
    case Code::case_else:
    case Code::case_end:
    case Code::loop_next:
    case Code::table_next:
    case Code::break_:
    case Code::continue_:
    case Code::end:
      return;
  }
}

void Checker::written(Walk& w, const Op& op, std::uint32_t id) {
  const Expression& x = w.p.expressions[id];
  bool nothing = x.term == Term::literal && w.p.literals[x.index].is_nil() &&
                 w.p.written(x.place).find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (nothing) {
    // The caret stands at the end of the space where the name is missing.
    Place place = x.place.length == 0 ? op.place : Place{x.place.offset + x.place.length, 1};
    wrong(w, place, "what to insert is missing", "a name such as contact.first_name");
    return;
  }
  std::size_t before = said_.size();
  if (!expression(w, id) || said_.size() != before) return;
  std::string name(w.p.written(x.place));
  wrong(w, x.place, fmt::format("{} may be absent and has no default", name), "a default for it",
        fmt::format("{} | default: '...'", name));
}

void Checker::assign(Walk& w, const Op& op) {
  bool absent = expression(w, op.a);
  auto [known, fresh] = w.known.variables.try_emplace(std::string(w.p.variables[op.b]));
  // One assignment of several may be the one that holds.
  known->second = {absent || (!fresh && known->second.may_be_absent), false, false};
}

void Checker::bind(Walk& w, std::uint32_t until, std::string_view name, KnownVariable variable) {
  auto [known, fresh] = w.known.variables.try_emplace(std::string(name));
  w.bound.push_back({until, std::string(name), !fresh, known->second});
  known->second = variable;
}

void Checker::unbind(Walk& w) {
  while (!w.bound.empty() && w.bound.back().until <= w.at) {
    Bound& b = w.bound.back();
    if (b.was_known) {
      w.known.variables[b.name] = b.before;
    } else {
      w.known.variables.erase(b.name);
    }
    w.bound.pop_back();
  }
}

void Checker::bind_loop(Walk& w, const Op& op) {
  const Loop& loop = w.p.loops[op.b];
  // Nothing to go over is no turn at all, so that needs no default.
  expression(w, loop.collection);
  for (std::uint32_t id : {loop.limit, loop.offset, loop.columns}) {
    if (id != Loop::none) expression(w, id);
  }
  bool table = op.code == Code::table;
  bind(w, loop.next + 1, w.p.variables[loop.self], {false, !table, table});
  bind(w, loop.next + 1, w.p.variables[loop.variable], {});
}

void Checker::condition(Walk& w, std::uint32_t id) {
  const Condition& c = w.p.conditions[id];
  for (std::uint32_t i = 0; i < c.clause_count; ++i) {
    const Clause& clause = w.p.clauses[c.clauses + i];
    expression(w, clause.left);
    if (clause.op != Operator::none) expression(w, clause.right);
  }
}

// `{% if x %}` makes sure of x up to its else; `{% if x == blank %}` from its else on.
void Checker::guard(Walk& w, const Op& op) {
  const Condition& c = w.p.conditions[op.b];
  bool goes_in_when = op.code == Code::unless_jump;
  w.guards.push_back({w.at + 1, op.a, present_when(w.p, c, goes_in_when)});
  const Op& last = w.p.ops[op.a - 1];
  bool has_else = op.a > w.at + 1 && last.code == Code::jump && last.a > op.a;
  if (has_else) w.guards.push_back({op.a, last.a, present_when(w.p, c, !goes_in_when)});
}

bool Checker::guarded(const Walk& w, const std::string& path) const {
  if (path.empty()) return false;
  return std::any_of(w.guards.begin(), w.guards.end(), [&](const Guard& g) {
    return w.at >= g.from && w.at < g.until &&
           std::find(g.present.begin(), g.present.end(), path) != g.present.end();
  });
}

std::vector<std::string> Checker::present_when(const Program& p, const Condition& c, bool holds) const {
  std::vector<std::string> present;
  auto add = [&](std::uint32_t id) {
    const Expression& x = p.expressions[id];
    if (x.term == Term::path && x.filter_count == 0) present.push_back(spelled(p, p.paths[x.index]));
  };
  auto nothing = [&](std::uint32_t id, bool or_empty) {
    const Expression& x = p.expressions[id];
    if (x.term != Term::literal) return false;
    const Value& v = p.literals[x.index];
    return v.is_nil() || v.kind == Kind::blank || (or_empty && v.kind == Kind::empty);
  };
  for (std::uint32_t i = 0; i < c.clause_count; ++i) {
    const Clause& clause = p.clauses[c.clauses + i];
    // Only where every part has its say: all of `and` when it holds, all of `or` when it does not.
    bool last = clause.link == Link::last;
    if (!last && (clause.link == Link::and_) != holds) return {};
    bool literal_right = clause.op != Operator::none && p.expressions[clause.right].term == Term::literal;
    if (clause.op == Operator::none) {
      if (holds) add(clause.left);
    } else if (clause.op == Operator::not_equal) {
      if (holds && nothing(clause.right, false)) add(clause.left);
    } else if (clause.op == Operator::equal) {
      bool is_nothing = nothing(clause.right, true);
      if (!holds && nothing(clause.right, false)) add(clause.left);
      if (holds && literal_right && !is_nothing) add(clause.left);
    } else if (holds) {
      add(clause.left);
    }
  }
  return present;
}

Checked check(const Program& program, const Outline& outline) {
  return Checker(outline).run(program);
}

}  // namespace assent::channels::liquid
