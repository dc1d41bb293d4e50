// Expressions evaluated: terms, paths, filters, conditions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "channels/liquid/filters.h"
#include "channels/liquid/numbers.h"
#include "channels/liquid/print.h"
#include "channels/liquid/renderer.h"

namespace assent::channels::liquid {
namespace {

bool is_word(const Value& v, Kind kind) {
  return v.kind == kind;
}

// `== blank` and `== empty` ask the other side; the words themselves are neither.
bool equal_operands(const Value& a, const Value& b) {
  if (is_word(a, Kind::blank)) return is_blank(b);
  if (is_word(a, Kind::empty)) return is_empty(b);
  if (is_word(b, Kind::blank)) return is_blank(a);
  if (is_word(b, Kind::empty)) return is_empty(a);
  return equal(a, b);
}

bool contains_item(const Value& list, const Value& wanted, Evaluation& e) {
  Parts parts(list);
  if (!e.spend(parts.size())) return false;
  for (std::uint64_t i = 0; i < parts.size(); ++i) {
    if (equal(parts.at(i, e), wanted)) return true;
  }
  return false;
}

bool contains(const Value& left, const Value& right, Evaluation& e) {
  if (!left.truthy() || !right.truthy()) return false;
  if (left.is_string()) {
    if (right.is_string()) return left.string().find(right.string()) != std::string_view::npos;
    std::string text;
    print(right, text);
    return left.string().find(text) != std::string_view::npos;
  }
  if (left.is_array()) return contains_item(left, right, e);
  if (left.is_hash()) return right.is_string() && left.object->contains(right.string());
  if (left.kind == Kind::range && right.is_number()) {
    double n = right.kind == Kind::integer ? static_cast<double>(right.integer) : right.decimal;
    return n >= static_cast<double>(left.range->first) && n <= static_cast<double>(left.range->last);
  }
  return false;
}

// What can be asked for an order in Ruby: other pairs have none, and the comparison is no.
bool has_order(const Value& v) {
  return v.is_number() || v.is_string();
}

std::string class_of(const Value& v) {
  return v.is_string() ? "a text" : "a number";
}

bool ordered(Operator op, const Value& a, const Value& b, Evaluation& e) {
  if (!has_order(a) || !has_order(b)) return false;
  if (a.is_string() != b.is_string()) {
    e.fail(fmt::format("{} cannot be compared with {}", class_of(a), class_of(b)));
    return false;
  }
  Order o = compare(a, b);
  switch (op) {
    case Operator::less:
      return o == Order::less;
    case Operator::greater:
      return o == Order::greater;
    case Operator::at_most:
      return o == Order::less || o == Order::equal;
    case Operator::at_least:
      return o == Order::greater || o == Order::equal;
    case Operator::none:
    case Operator::equal:
    case Operator::not_equal:
    case Operator::contains:
      return false;
  }
  return false;
}

}  // namespace

Value Renderer::evaluate(Run& r, std::uint32_t expression) {
  const Expression& x = r.p.expressions[expression];
  Value v = term(r, x);
  for (std::uint32_t i = 0; i < x.filter_count && !e_.failed(); ++i)
    v = filtered(r, v, r.p.filters[x.filters + i]);
  return v;
}

Value Renderer::term(Run& r, const Expression& x) {
  switch (x.term) {
    case Term::literal:
      return r.p.literals[x.index];
    case Term::path:
      return path(r, r.p.paths[x.index]);
    case Term::range:
      return range(r, r.p.ranges[x.index]);
  }
  return {};
}

Value Renderer::path(Run& r, const Path& path) {
  Value v;
  if (path.computed) {
    Value name = evaluate(r, path.root);
    v = name.is_string() ? named(r.scope, name.string()) : Value::nothing(Value::absent);
  } else {
    v = variable(r, path.variable);
  }
  for (std::uint32_t i = 0; i < path.segment_count && !e_.failed(); ++i)
    v = follow(r, v, r.p.segments[path.segments + i]);
  return v;
}

Value Renderer::follow(Run& r, const Value& from, const Segment& s) {
  switch (s.step) {
    case Step::dot:
      return member(from, s.name, true, e_);
    case Step::name:
      return member(from, s.name, false, e_);
    case Step::place:
      return element(from, s.place, e_);
    case Step::computed:
      break;
  }
  Value key = evaluate(r, s.expression);
  if (key.is_string()) return member(from, key.string(), false, e_);
  if (key.kind == Kind::integer) return element(from, key.integer, e_);
  return Value::nothing(Value::absent | (from.flags & Value::hidden));
}

// Literals are cut to whole numbers; from data, decimals are no ends of a range.
std::optional<std::int64_t> Renderer::range_end(const Value& v, bool literals) {
  if (v.kind == Kind::integer) return v.integer;
  if (v.is_nil()) return 0;
  if (v.is_string()) return leading_integer(v.string());
  if (literals && v.kind == Kind::decimal && std::abs(v.decimal) < 9e18)
    return static_cast<std::int64_t>(v.decimal);
  return whole(v);
}

std::optional<std::int64_t> Renderer::whole(const Value& v) {
  auto n = whole_number(v);
  if (!n) {
    std::string text;
    print(v, text);
    e_.fail(fmt::format("\"{}\" is no whole number", text));
  }
  return n;
}

Value Renderer::range(Run& r, const RangeTerm& range) {
  bool literals =
      r.p.expressions[range.first].term == Term::literal && r.p.expressions[range.last].term == Term::literal;
  auto first = range_end(evaluate(r, range.first), literals);
  auto last = range_end(evaluate(r, range.last), literals);
  if (!first || !last) return {};
  const Range* made = e_.range(*first, *last);
  return made == nullptr ? Value() : Value::of(made);
}

Value Renderer::filtered(Run& r, Value v, const FilterUse& use) {
  std::array<Value, 4> arguments;
  std::size_t count = std::min<std::size_t>(use.argument_count, arguments.size());
  for (std::size_t i = 0; i < count; ++i) arguments[i] = evaluate(r, r.p.arguments[use.arguments + i]);
  bool allow_false = use.allow_false != 0 && evaluate(r, use.allow_false - 1).truthy();
  if (e_.failed()) return {};
  Call call(e_, v, {arguments.data(), count}, allow_false);
  return use.spec->run(call);
}

bool Renderer::holds(Run& r, const Condition& c) {
  bool result = false;
  for (std::uint32_t i = 0; i < c.clause_count; ++i) {
    const Clause& one = r.p.clauses[c.clauses + i];
    result = clause(r, one);
    if (e_.failed()) return false;
    // The rest counts as one operand: `a and b or c` is a and (b or c).
    if (one.link == Link::last || result == (one.link == Link::or_)) break;
  }
  return result;
}

bool Renderer::clause(Run& r, const Clause& c) {
  Value left = evaluate(r, c.left);
  if (c.op == Operator::none) return left.truthy();
  Value right = evaluate(r, c.right);
  switch (c.op) {
    case Operator::equal:
      return equal_operands(left, right);
    case Operator::not_equal:
      return !equal_operands(left, right);
    case Operator::contains:
      return contains(left, right, e_);
    case Operator::none:
    case Operator::less:
    case Operator::greater:
    case Operator::at_most:
    case Operator::at_least:
      break;
  }
  return ordered(c.op, left, right, e_);
}

Binding& Renderer::binding(Run& r, std::uint32_t variable) {
  return r.scope.bindings[r.places == nullptr ? variable : r.places[variable]];
}

Value Renderer::variable(Run& r, std::uint32_t variable) {
  const Binding& b = binding(r, variable);
  if (b.is_bound) return b.bound;
  if (b.is_assigned) return b.assigned;
  return outside(r.scope, r.p.variables[variable]);
}

// Counters stand where the data stands, and before it.
Value Renderer::outside(Scope& scope, std::string_view name) {
  for (const auto& [counter, value] : scope.counters) {
    if (counter == name) return Value::of(value);
  }
  if (!scope.sees_names) return Value::nothing(Value::absent);
  Value v = asked_.names.member(name);
  if (v.is_nil()) v.flags |= Value::absent;
  return v;
}

// A variable whose name is known only now.
Value Renderer::named(Scope& scope, std::string_view name) {
  std::uint32_t place = ~0U;
  if (!scope.places.empty()) {
    if (auto found = scope.places.find(name); found != scope.places.end()) place = found->second;
  } else {
    const auto& names = scope.first->variables;
    auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) place = static_cast<std::uint32_t>(found - names.begin());
  }
  if (place != ~0U) {
    const Binding& b = scope.bindings[place];
    if (b.is_bound) return b.bound;
    if (b.is_assigned) return b.assigned;
  }
  return outside(scope, name);
}

}  // namespace assent::channels::liquid
