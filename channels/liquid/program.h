// A template, parsed: flat tables that a rendering walks, with jumps instead of a tree.
//
//   Parsed p = parse(text);
//   // p.program, or p.mistakes with their places in the text
//   // "Hi {{ contact.name | default: 'you' }}" is  text 0..3, output #0, end
//
// Immutable once parsed: one for all threads, no locks. Everything in the tables is a number into another
// table, and every text a view into the program's own source, so a program lies at one place for its life.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/liquid/value.h"

namespace assent::channels::liquid {

struct FilterSpec;

// A mistake of the author; offset and length in bytes of the text.
struct Mistake {
  std::size_t offset = 0, length = 1;
  std::string message, expected, suggestion;
};

struct Place {
  std::uint32_t offset = 0, length = 0;
};

enum class Code : std::uint8_t {
  nothing,
  text,         // a: offset, b: length in the source
  output,       // a: expression
  assign,       // a: expression, b: variable
  jump,         // a: where
  unless_jump,  // a: where, b: condition; jumps where it does not hold
  if_jump,      // the other way round
  capture,      // b: variable
  capture_end,
  changed,  // ifchanged
  changed_end,
  case_begin,
  when,       // a: where the next one is, b: choice
  when_end,   // a: the body, for a choice that matched more than once
  case_else,  // a: where the next one is
  case_end,
  loop,        // a: where the loop's else is, b: loop
  loop_next,   // a: the body
  table,       // a: the end, b: loop
  table_next,  // a: the body
  break_,
  continue_,
  cycle,      // b: cycle
  increment,  // b: variable
  decrement,  // b: variable
  partial,    // b: partial; include or render
  end,
};

struct Op {
  Code code = Code::nothing;
  std::uint32_t a = 0, b = 0;
  Place place;  // the tag or output as written
};

// What an expression begins with.
enum class Term : std::uint8_t { literal, path, range };

struct Expression {
  Term term = Term::literal;
  bool has_default = false;  // a `default` filter stands behind it
  std::uint32_t index = 0;   // of the literal, path or range
  std::uint32_t filters = 0, filter_count = 0;
  Place place;  // of the term
};

enum class Step : std::uint8_t { dot, name, place, computed };  // .a  ['a']  [1]  [b]
struct Segment {
  Step step;
  std::string_view name;
  std::int64_t place = 0;
  std::uint32_t expression = 0;
};
struct Path {
  std::uint32_t variable = 0;  // unless computed
  bool computed = false;       // ['name'] or [name] at its start
  std::uint32_t root = 0;      // expression, where computed
  std::uint32_t segments = 0, segment_count = 0;
};
struct RangeTerm {
  std::uint32_t first, last;  // expressions
};

struct FilterUse {
  const FilterSpec* spec;
  std::uint32_t arguments = 0, argument_count = 0;  // in Program::arguments
  std::uint32_t allow_false = 0;                    // of default: an expression plus one, or zero
  Place place;
};

enum class Operator : std::uint8_t { none, equal, not_equal, less, greater, at_most, at_least, contains };
enum class Link : std::uint8_t { last, and_, or_ };
struct Clause {
  std::uint32_t left = 0, right = 0;  // expressions
  Operator op = Operator::none;
  Link link = Link::last;  // to the clause behind it, which binds tighter
};
struct Condition {
  std::uint32_t clauses = 0, clause_count = 0;
};
struct Choice {                                            // of a case: `when a, b`
  std::uint32_t subject = 0, values = 0, value_count = 0;  // the values in Program::arguments
};

struct Loop {
  static constexpr std::uint32_t none = ~0U;
  std::uint32_t variable = 0, collection = 0;
  std::uint32_t limit = none, offset = none, columns = none;
  bool reversed = false, continues = false;
  std::uint32_t next = 0;  // its loop_next or table_next
  std::uint32_t self = 0;  // the variable forloop or tablerowloop
  std::string_view name;   // "item-event.items"
};
struct Cycle {
  std::uint32_t group = ~0U;  // expression; else the key
  std::string_view key;
  std::uint32_t values = 0, value_count = 0;
};
struct Argument {
  std::string_view name;
  std::uint32_t expression;
};
struct Partial {
  bool isolated = false;     // render
  bool each = false;         // for
  std::uint32_t target = 0;  // expression
  std::uint32_t with = ~0U;  // expression
  std::string_view alias;
  std::uint32_t arguments = 0, argument_count = 0;  // in Program::named
};

struct Program {
  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string source;
  std::vector<std::unique_ptr<std::string>> texts;  // what is no part of the source
  std::vector<Op> ops;
  std::vector<std::string_view> variables;
  std::vector<Value> literals;
  std::vector<Expression> expressions;
  std::vector<Path> paths;
  std::vector<Segment> segments;
  std::vector<RangeTerm> ranges;
  std::vector<FilterUse> filters;
  std::vector<std::uint32_t> arguments;
  std::vector<Clause> clauses;
  std::vector<Condition> conditions;
  std::vector<Choice> choices;
  std::vector<Loop> loops;
  std::vector<Cycle> cycles;
  std::vector<Argument> named;
  std::vector<Partial> partials;

  std::string_view written(Place p) const { return std::string_view(source).substr(p.offset, p.length); }
};

struct Parsed {
  std::shared_ptr<const Program> program;  // null exactly when there are mistakes
  std::shared_ptr<const Program> legible;  // what could be read all the same, for check() and nothing else
  std::vector<Mistake> mistakes;           // in the order of the text
};
Parsed parse(std::string_view text);

// The line and column of an offset, both from 1, for messages about a template that stands in no file.
struct LineColumn {
  std::size_t line, column;
};
LineColumn line_column(std::string_view text, std::size_t offset);

}  // namespace assent::channels::liquid
