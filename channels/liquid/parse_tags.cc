// Tags that stand by themselves.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "channels/liquid/characters.h"
#include "channels/liquid/parser.h"

namespace assent::channels::liquid {
namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

// As Ruby's Liquid takes the name of a variable to assign to.
bool is_target(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return is_word(c) || c == '-' || c == '.' || c == '[' || c == ']';
  });
}

// The key of a cycle without a name: cycles with the same literals go on together.
std::string key_of(const Value& v) {
  if (v.is_string()) return fmt::format("'{}',", v.string());
  if (v.kind == Kind::integer) return fmt::format("{},", v.integer);
  if (v.kind == Kind::decimal) return fmt::format("{}f,", v.decimal);
  return fmt::format("{}{},", static_cast<int>(v.kind), v.truthy());
}

}  // namespace

void Parser::read_output(Scan&, const Piece& piece, Body& body) {
  body.blank = false;
  Tokens t = tokens(piece);
  // Nothing to insert inserts nothing.
  if (t.at(Token::end) && !t.broken()) {
    emit(Code::output, piece, nothing(piece));
    return;
  }
  if (auto e = filtered(t, piece.kind == PieceKind::output ? "}}" : "%}")) emit(Code::output, piece, *e);
}

void Parser::read_assign(Scan&, const Piece& piece, Body&) {
  std::size_t sign = piece.markup.find('=');
  std::string_view target = trimmed(piece.markup.substr(0, sign));
  if (sign == std::string_view::npos || !is_target(target)) {
    wrong(piece.place, "this assign has no name and value", "a name, = and a value: assign name = 'value'");
    return;
  }
  Piece value = piece;
  value.markup = piece.markup.substr(sign + 1);
  Tokens t = tokens(value);
  if (t.at(Token::end) && !t.broken()) {
    emit(Code::assign, piece, nothing(value), variable(target));
    return;
  }
  // One with a mistake assigns all the same, or what follows would seem to know no such name.
  auto e = filtered(t, "%}");
  emit(Code::assign, piece, e ? *e : nothing(value), variable(target));
}

void Parser::read_nothing(Scan&, const Piece& piece, Body&) {
  std::string_view s = piece.markup;
  for (std::size_t at = s.find('\n'); at != std::string_view::npos; at = s.find('\n', at + 1)) {
    std::size_t next = at + 1;
    while (next < s.size() && is_space(s[next])) ++next;
    if (next < s.size() && s[next] != '#') {
      wrong(piece.place, "every line of this comment must begin with #", "# at the beginning of each line");
      return;
    }
  }
}

void Parser::read_comment(Scan& scan, const Piece& piece, Body&) {
  if (!scan.skip_comment()) wrong(piece.place, "this comment is never closed", "endcomment");
}

void Parser::read_doc(Scan& scan, const Piece& piece, Body& body) {
  if (!trimmed(piece.markup).empty()) wrong(piece.place, "doc takes nothing behind its name", "{% doc %}");
  auto inside = scan.lines() ? std::nullopt : scan.up_to("enddoc");
  if (!inside) {
    wrong(piece.place, "this doc is never closed", "enddoc");
    return;
  }
  if (!inside->empty()) body.blank = false;
  for (std::size_t at = inside->find("{%"); at != std::string_view::npos; at = inside->find("{%", at + 2)) {
    std::string_view name = trimmed(inside->substr(at + 2));
    if (name.starts_with('-')) name = trimmed(name.substr(1));
    if (name.starts_with("doc") && (name.size() == 3 || !is_word(name[3]))) {
      wrong(piece.place, "a doc inside this doc", "enddoc before the next doc");
      return;
    }
  }
}

void Parser::read_raw(Scan& scan, const Piece& piece, Body& body) {
  if (!trimmed(piece.markup).empty()) wrong(piece.place, "raw takes nothing behind its name", "{% raw %}");
  auto inside = scan.lines() ? std::nullopt : scan.up_to("endraw");
  if (!inside) {
    wrong(piece.place, "this raw is never closed", "endraw");
    return;
  }
  if (inside->empty()) return;
  body.blank = false;
  auto offset = static_cast<std::uint32_t>(inside->data() - p_.source.data());
  emit(Code::text, piece, offset, static_cast<std::uint32_t>(inside->size()));
}

void Parser::read_liquid(Scan&, const Piece& liquid, Body& body) {
  if (depth_ >= limits::liquid_nesting) {
    wrong(liquid.place, fmt::format("tags are nested more than {} deep here", limits::liquid_nesting));
  } else {
    ++depth_;
    auto from = static_cast<std::size_t>(liquid.markup.data() - p_.source.data());
    Scan lines(p_.source, from, from + liquid.markup.size(), mistakes_);
    while (auto next = lines.next()) piece(lines, *next, nullptr, body);
    --depth_;
  }
}

void Parser::read_increment(Scan&, const Piece& piece, Body& body) {
  body.blank = false;
  emit(piece.name == "increment" ? Code::increment : Code::decrement, piece, 0,
       variable(trimmed(piece.markup)));
}

void Parser::read_break(Scan&, const Piece& piece, Body& body) {
  body.blank = false;
  emit(piece.name == "break" ? Code::break_ : Code::continue_, piece);
}

void Parser::read_cycle(Scan&, const Piece& piece, Body& body) {
  body.blank = false;
  Tokens t = tokens(piece);
  Cycle cycle;
  std::vector<std::uint32_t> values;
  auto first = term(t);
  if (!first) return;
  if (t.take(Token::colon)) {
    cycle.group = *first;
    first = term(t);
    if (!first) return;
  }
  values.push_back(*first);
  while (t.take(Token::comma) && !t.at(Token::end)) {
    auto next = term(t);
    if (!next) return;
    values.push_back(*next);
  }
  if (!t.expect_end(", and the next value, or %}")) return;
  auto is_nil = [&](std::uint32_t value) {
    const Expression& e = p_.expressions[value];
    return e.term == Term::literal && p_.literals[e.index].is_nil();
  };
  std::erase_if(values, is_nil);
  std::string key;
  for (std::uint32_t value : values) {
    const Expression& e = p_.expressions[value];
    key += e.term == Term::literal ? key_of(p_.literals[e.index]) : fmt::format("#{},", here());
  }
  cycle.key = keep(std::move(key));
  cycle.values = static_cast<std::uint32_t>(p_.arguments.size());
  cycle.value_count = static_cast<std::uint32_t>(values.size());
  p_.arguments.insert(p_.arguments.end(), values.begin(), values.end());
  p_.cycles.push_back(cycle);
  emit(Code::cycle, piece, 0, static_cast<std::uint32_t>(p_.cycles.size() - 1));
}

}  // namespace assent::channels::liquid
