// Templates in templates: include and render.
#include <fmt/format.h>

#include "channels/liquid/parser.h"

namespace assent::channels::liquid {

bool Parser::partial_arguments(Tokens& t, Partial& partial) {
  std::vector<Argument> found;
  while (true) {
    t.take(Token::comma);
    if (t.at(Token::end)) break;
    const Lexed name = t.peek();
    if (!t.expect(Token::name, "a name and a value: name: value")) return false;
    if (!t.expect(Token::colon, "a colon")) return false;
    auto value = term(t);
    if (!value) return false;
    found.push_back({name.text, *value});
  }
  partial.arguments = static_cast<std::uint32_t>(p_.named.size());
  partial.argument_count = static_cast<std::uint32_t>(found.size());
  p_.named.insert(p_.named.end(), found.begin(), found.end());
  return true;
}

void Parser::read_partial(Scan&, const Piece& piece, Body& body) {
  body.blank = false;
  Tokens t = tokens(piece);
  Partial partial;
  partial.isolated = piece.name == "render";
  const Lexed first = t.peek();
  if (partial.isolated && first.token != Token::string) {
    t.wrong(first, "render needs the name of a template in quotes", "render 'name'");
    return;
  }
  auto target = term(t);
  if (!target) return;
  partial.target = *target;
  if (t.at_name("with") || t.at_name("for")) {
    partial.each = t.take().text == "for";
    auto with = term(t);
    if (!with) return;
    partial.with = *with;
  }
  if (t.take_name("as")) {
    partial.alias = t.peek().text;
    if (!t.expect(Token::name, "a name")) return;
  }
  if (!partial_arguments(t, partial)) return;
  p_.partials.push_back(partial);
  emit(Code::partial, piece, 0, static_cast<std::uint32_t>(p_.partials.size() - 1));
}

}  // namespace assent::channels::liquid
