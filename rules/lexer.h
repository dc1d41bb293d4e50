// Text to tokens.
//
//   Lexed l = lex("a.b == 'x'");     // ident a, dot, ident b, operator ==, string x, end
//
// Literals arrive decoded: escapes resolved, numbers converted. A mistake ends the tokens with `end` and
// stands in `issues`; offsets are bytes from the start.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/ast.h"
#include "rules/expression.h"

namespace assent::rules {

enum class Tok : std::uint8_t {
  end,
  ident,         // also reserved words: the parser knows where they are allowed
  quoted_ident,  // `with spaces/and.dots`, after a dot only
  literal,
  in,
  // punctuation, in the order of the table in lexer.cc
  equal,
  not_equal,
  less_equal,
  greater_equal,
  logical_and,
  logical_or,
  less,
  greater,
  plus,
  minus,
  star,
  slash,
  percent,
  bang,
  question,
  colon,
  comma,
  dot,
  left_paren,
  right_paren,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
};

struct Token {
  Tok kind = Tok::end;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::string text;  // of an ident
  Literal literal;
};

struct Lexed {
  std::vector<Token> tokens;  // the last is always `end`
  std::vector<ExpressionIssue> issues;
};
Lexed lex(std::string_view text);

// as break const continue ...: not usable as names, except after a dot.
bool is_reserved(std::string_view word);

}  // namespace assent::rules
