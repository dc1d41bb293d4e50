// Expressions: literals, paths, ranges, filters, conditions.
#include <fmt/format.h>

#include <charconv>

#include "base/issue.h"
#include "base/limits.h"
#include "channels/liquid/filters.h"
#include "channels/liquid/parser.h"

namespace assent::channels::liquid {
namespace {

template <class T>
std::uint32_t append(std::vector<T>& table, const std::vector<T>& more) {
  auto first = static_cast<std::uint32_t>(table.size());
  table.insert(table.end(), more.begin(), more.end());
  return first;
}

template <class T>
std::uint32_t append(std::vector<T>& table, T one) {
  table.push_back(std::move(one));
  return static_cast<std::uint32_t>(table.size() - 1);
}

Place from_to(const Lexed& first, std::size_t end) {
  return {static_cast<std::uint32_t>(first.offset), static_cast<std::uint32_t>(end - first.offset)};
}

std::optional<Operator> operator_named(std::string_view text) {
  if (text == "==") return Operator::equal;
  if (text == "!=" || text == "<>") return Operator::not_equal;
  if (text == "<") return Operator::less;
  if (text == ">") return Operator::greater;
  if (text == "<=") return Operator::at_most;
  if (text == ">=") return Operator::at_least;
  if (text == "contains") return Operator::contains;
  return std::nullopt;
}

// What a lone name means besides a variable. `words`: blank and empty are operands of a comparison; elsewhere
// they are the empty text.
std::optional<Value> literal_named(std::string_view name, bool words) {
  if (name == "nil" || name == "null") return Value();
  if (name == "true") return Value::of(true);
  if (name == "false") return Value::of(false);
  if (name == "blank") return words ? Value::word(Kind::blank) : Value::of(std::string_view());
  if (name == "empty") return words ? Value::word(Kind::empty) : Value::of(std::string_view());
  return std::nullopt;
}

}  // namespace

Value Parser::number(std::string_view text) const {
  std::int64_t whole = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (ec == std::errc{} && end == text.data() + text.size()) return Value::of(whole);
  double decimal = 0;
  std::from_chars(text.data(), text.data() + text.size(), decimal);
  return Value::of(decimal);
}

std::uint32_t Parser::literal(const Value& v, Place place) {
  Expression e;
  e.term = Term::literal;
  e.index = append(p_.literals, v);
  e.place = place;
  return append(p_.expressions, e);
}

std::uint32_t Parser::nothing(const Piece& piece) {
  auto offset = static_cast<std::uint32_t>(piece.markup.data() - p_.source.data());
  return literal(Value(), {offset, static_cast<std::uint32_t>(piece.markup.size())});
}

std::uint32_t Parser::some_condition() {
  return append(p_.conditions, Condition{0, 0});
}

std::optional<std::uint32_t> Parser::term(Tokens& t, bool words, int depth) {
  const Lexed first = t.peek();
  if (depth > static_cast<int>(limits::liquid_nesting)) {
    t.wrong(first, fmt::format("brackets are nested more than {} deep here", limits::liquid_nesting));
    return std::nullopt;
  }
  Expression e;
  switch (first.token) {
    case Token::string:
      t.take();
      return literal(Value::of(first.text), from_to(first, first.offset + first.length));
    case Token::number:
      t.take();
      return literal(number(first.text), from_to(first, first.offset + first.length));
    case Token::name:
    case Token::open_square: {
      Token next = t.peek(1).token;
      bool lone = first.token == Token::name && next != Token::dot && next != Token::open_square;
      if (auto value = lone ? literal_named(first.text, words) : std::nullopt) {
        t.take();
        return literal(*value, from_to(first, first.offset + first.length));
      }
      if (!path(t, e, depth)) return std::nullopt;
      return append(p_.expressions, e);
    }
    case Token::open:
      if (!range(t, e, depth)) return std::nullopt;
      return append(p_.expressions, e);
    case Token::end:
    case Token::comparison:
    case Token::pipe:
    case Token::dot:
    case Token::dots:
    case Token::colon:
    case Token::comma:
    case Token::close:
    case Token::close_square:
    case Token::dash:
    case Token::question:
      break;
  }
  bool end = first.token == Token::end;
  t.wrong(first, end ? "a value is missing" : "unexpected " + Tokens::quoted(first),
          "a name such as contact.first_name, a text in quotes, or a number");
  return std::nullopt;
}

bool Parser::path(Tokens& t, Expression& e, int depth) {
  Path path;
  Lexed first = t.peek();
  if (t.take(Token::open_square)) {
    auto root = term(t, false, depth + 1);
    if (!root || !t.expect(Token::close_square, "]")) return false;
    path.computed = true;
    path.root = *root;
  } else {
    t.take();
    path.variable = variable(first.text);
  }
  std::size_t end = first.offset + first.length;
  std::vector<Segment> segments_found;
  if (!segments(t, segments_found, depth)) return false;
  // As written: up to what comes next, without the space before it.
  std::string_view up_to_next =
      std::string_view(p_.source).substr(first.offset, t.peek().offset - first.offset);
  if (std::size_t last = up_to_next.find_last_not_of(" \t\n\v\f\r"); last != std::string_view::npos)
    end = std::max(end, first.offset + last + 1);
  path.segment_count = static_cast<std::uint32_t>(segments_found.size());
  path.segments = append(p_.segments, segments_found);
  e.term = Term::path;
  e.index = append(p_.paths, path);
  e.place = from_to(first, end);
  return true;
}

bool Parser::segments(Tokens& t, std::vector<Segment>& into, int depth) {
  while (true) {
    Segment s;
    const Lexed here = t.peek();
    if (t.take(Token::dot)) {
      const Lexed name = t.peek();
      if (name.token != Token::name) {
        return t.wrong(here, "a name is missing after the dot", "a name such as first_name");
      }
      t.take();
      s.step = Step::dot;
      s.name = name.text;
    } else if (t.take(Token::open_square)) {
      if (!bracket(t, s, depth)) return false;
    } else {
      return true;
    }
    into.push_back(s);
  }
}

bool Parser::bracket(Tokens& t, Segment& s, int depth) {
  const Lexed inner = t.peek();
  bool lone = t.peek(1).token == Token::close_square;
  if (lone && inner.token == Token::string) {
    t.take();
    s.step = Step::name;
    s.name = inner.text;
  } else if (Value v = lone && inner.token == Token::number ? number(inner.text) : Value();
             v.kind == Kind::integer) {
    t.take();
    s.step = Step::place;
    s.place = v.integer;
  } else {
    auto found = term(t, false, depth + 1);
    if (!found) return false;
    s.step = Step::computed;
    s.expression = *found;
  }
  return t.expect(Token::close_square, "]");
}

bool Parser::range(Tokens& t, Expression& e, int depth) {
  Lexed open = t.take();
  auto first = term(t, false, depth + 1);
  if (!first || !t.expect(Token::dots, "..")) return false;
  auto last = term(t, false, depth + 1);
  Lexed close = t.peek();
  if (!last || !t.expect(Token::close, ")")) return false;
  e.term = Term::range;
  e.index = append(p_.ranges, RangeTerm{*first, *last});
  e.place = from_to(open, close.offset + close.length);
  return true;
}

std::optional<std::uint32_t> Parser::filtered(Tokens& t, std::string_view end) {
  auto found = term(t);
  if (!found) return std::nullopt;
  std::vector<FilterUse> uses;
  while (t.take(Token::pipe)) {
    if (!filter(t, uses)) return std::nullopt;
  }
  if (!t.expect_end(fmt::format("| and a filter, or {}", end))) return std::nullopt;
  Expression& e = p_.expressions[*found];
  for (const FilterUse& use : uses) e.has_default = e.has_default || use.spec->name == "default";
  e.filter_count = static_cast<std::uint32_t>(uses.size());
  e.filters = append(p_.filters, uses);
  return found;
}

bool Parser::filter(Tokens& t, std::vector<FilterUse>& into) {
  const Lexed name = t.peek();
  if (name.token != Token::name) {
    return t.wrong(
        name,
        name.token == Token::end ? "a filter is missing after the |" : "unexpected " + Tokens::quoted(name),
        "a filter such as upcase");
  }
  t.take();
  FilterUse use{find_filter(name.text), 0, 0, 0, from_to(name, name.offset + name.length)};
  if (use.spec == nullptr) {
    return t.wrong(name, fmt::format("unknown filter \"{}\"", name.text),
                   "a filter of Liquid, such as upcase, date or default", nearest(name.text, filter_names()));
  }
  std::size_t positional = 0;
  if (t.take(Token::colon) && !filter_arguments(t, use, positional)) return false;
  if (!check_count(t, name, use, positional)) return false;
  into.push_back(use);
  return true;
}

bool Parser::filter_arguments(Tokens& t, FilterUse& use, std::size_t& positional) {
  std::vector<std::uint32_t> arguments;
  do {
    const Lexed key = t.peek();
    bool named = key.token == Token::name && t.peek(1).token == Token::colon;
    if (named && (use.spec->name != "default" || key.text != "allow_false")) {
      return t.wrong(key, fmt::format("{} takes no \"{}:\"", use.spec->name, key.text),
                     use.spec->name == "default" ? "allow_false: true" : "");
    }
    if (named) {
      t.take();
      t.take();
    }
    auto value = term(t);
    if (!value) return false;
    if (named) {
      use.allow_false = *value + 1;
    } else {
      arguments.push_back(*value);
    }
  } while (t.take(Token::comma));
  positional = arguments.size();
  use.argument_count = static_cast<std::uint32_t>(arguments.size());
  use.arguments = append(p_.arguments, arguments);
  return true;
}

bool Parser::check_count(Tokens& t, const Lexed& name, const FilterUse& use, std::size_t positional) {
  std::size_t least = use.spec->least, most = use.spec->most;
  if (positional >= least && positional <= most) return true;
  std::string takes;
  if (most == 0) {
    takes = "no argument";
  } else if (least == most) {
    takes = fmt::format("{} argument{}", least, least == 1 ? "" : "s");
  } else {
    takes = fmt::format("{} to {} arguments", least, most);
  }
  return t.wrong(name, fmt::format("{} takes {}", name.text, takes),
                 most == 0 ? "" : fmt::format("{}: and {}", name.text, takes));
}

std::optional<std::uint32_t> Parser::condition(Tokens& t) {
  std::vector<Clause> clauses;
  while (true) {
    if (!clause(t, clauses)) return std::nullopt;
    if (t.take_name("and")) {
      clauses.back().link = Link::and_;
    } else if (t.take_name("or")) {
      clauses.back().link = Link::or_;
    } else {
      break;
    }
  }
  if (!t.expect_end("and, or, a comparison such as ==, or %}")) return std::nullopt;
  Condition c{append(p_.clauses, clauses), static_cast<std::uint32_t>(clauses.size())};
  return append(p_.conditions, c);
}

bool Parser::clause(Tokens& t, std::vector<Clause>& into) {
  Clause c;
  auto left = term(t, true);
  if (!left) return false;
  c.left = *left;
  if (t.at(Token::comparison)) {
    c.op = operator_named(t.take().text).value_or(Operator::none);
    auto right = term(t, true);
    if (!right) return false;
    c.right = *right;
  }
  into.push_back(c);
  return true;
}

// What stands between two offsets, without the space that is in no text: how Liquid names a loop.
std::string_view Parser::written_plainly(Tokens&, std::size_t from, std::size_t to) {
  std::string_view s = std::string_view(p_.source).substr(from, to - from);
  std::string out;
  char quote = 0;
  for (char c : s) {
    if (quote == 0 && (c == ' ' || (c >= '\t' && c <= '\r'))) continue;
    if (quote != 0 ? c == quote : (c == '\'' || c == '"')) quote = quote != 0 ? 0 : c;
    out += c;
  }
  return keep(std::move(out));
}

}  // namespace assent::channels::liquid
