// Loops: for and tablerow.
#include <fmt/format.h>

#include "channels/liquid/parser.h"

namespace assent::channels::liquid {

bool Parser::attribute(Tokens& t, Loop& loop, bool table) {
  const Lexed name = t.peek();
  bool known = name.text == "limit" || name.text == "offset" ||
               (table && (name.text == "cols" || name.text == "range"));
  if (name.token != Token::name || (!known && !table)) {
    return t.wrong(name, "unexpected " + Tokens::quoted(name), "limit: or offset:, or %}");
  }
  t.take();
  if (!t.expect(Token::colon, "a colon")) return false;
  if (name.text == "offset" && !table && t.at_name("continue") && t.peek(1).token != Token::dot) {
    t.take();
    loop.continues = true;
    return true;
  }
  auto value = term(t);
  if (!value) return false;
  if (name.text == "limit") loop.limit = *value;
  if (name.text == "offset") loop.offset = *value;
  if (name.text == "offset") loop.continues = false;
  if (name.text == "cols") loop.columns = *value;
  return true;
}

void Parser::attributes(Tokens& t, Loop& loop, bool table) {
  if (!table) loop.reversed = t.take_name("reversed");
  while (t.at(Token::comma) || t.at(Token::name)) {
    t.take(Token::comma);
    if (t.at(Token::end)) break;
    if (!attribute(t, loop, table)) return;
  }
  t.expect_end(table ? "cols:, limit: or offset:, or %}" : "reversed, limit: or offset:, or %}");
}

void Parser::read_for(Scan& scan, const Piece& piece, Body& around) {
  Block block{"for", "endfor", {"else"}, piece.place};
  Tokens t = tokens(piece);
  Loop loop;
  loop.collection = nothing(piece);
  const Lexed name = t.peek();
  if (t.expect(Token::name, "a name for each item")) {
    loop.variable = variable(name.text);
    if (!t.take_name("in")) {
      t.wrong(t.peek(), "this for lacks its \"in\"", "for item in list");
    } else {
      std::size_t from = t.peek().offset;
      if (auto collection = term(t)) {
        loop.collection = *collection;
        loop.name = keep(fmt::format("{}-{}", name.text, written_plainly(t, from, t.peek().offset)));
        attributes(t, loop, false);
      }
    }
  }
  loop.self = variable("forloop");
  auto number = static_cast<std::uint32_t>(p_.loops.size());
  p_.loops.push_back(loop);
  std::uint32_t begin = emit(Code::loop, piece, 0, number);
  Body each, otherwise;
  auto end = body(scan, block, each);
  p_.loops[number].next = emit(Code::loop_next, piece, begin + 1);
  if (end && end->name == "else") {
    std::uint32_t over = emit(Code::jump, *end);
    p_.ops[begin].a = here();
    block.between.clear();
    body(scan, block, otherwise);
    p_.ops[over].a = here();
  } else {
    p_.ops[begin].a = here();
  }
  if (each.blank && otherwise.blank) {
    drop_spaces(each);
    drop_spaces(otherwise);
  }
  around.blank = around.blank && each.blank && otherwise.blank;
}

void Parser::read_table(Scan& scan, const Piece& piece, Body& around) {
  Block block{"tablerow", "endtablerow", {}, piece.place};
  Tokens t = tokens(piece);
  Loop loop;
  loop.collection = nothing(piece);
  const Lexed name = t.peek();
  if (t.expect(Token::name, "a name for each item")) {
    loop.variable = variable(name.text);
    if (!t.take_name("in")) {
      t.wrong(t.peek(), "this tablerow lacks its \"in\"", "tablerow item in list");
    } else if (auto collection = term(t)) {
      loop.collection = *collection;
      attributes(t, loop, true);
    }
  }
  loop.self = variable("tablerowloop");
  auto number = static_cast<std::uint32_t>(p_.loops.size());
  p_.loops.push_back(loop);
  std::uint32_t begin = emit(Code::table, piece, 0, number);
  Body each;
  body(scan, block, each);
  p_.loops[number].next = emit(Code::table_next, piece, begin + 1);
  p_.ops[begin].a = here();
  around.blank = around.blank && each.blank;
}

}  // namespace assent::channels::liquid
