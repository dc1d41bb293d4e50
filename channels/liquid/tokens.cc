#include "channels/liquid/tokens.h"

#include <fmt/format.h>

#include <algorithm>

#include "channels/liquid/characters.h"
#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

std::size_t name_length(std::string_view s) {
  std::size_t i = 1;
  while (i < s.size() && (is_word(s[i]) || s[i] == '-')) ++i;
  if (i < s.size() && s[i] == '?') ++i;
  return i;
}

std::size_t number_length(std::string_view s) {
  std::size_t i = s[0] == '-' ? 1 : 0;
  while (i < s.size() && is_digit(s[i])) ++i;
  if (i + 1 < s.size() && s[i] == '.' && is_digit(s[i + 1])) {
    ++i;
    while (i < s.size() && is_digit(s[i])) ++i;
  }
  return i;
}

Token single(char c) {
  switch (c) {
    case '|':
      return Token::pipe;
    case '.':
      return Token::dot;
    case ':':
      return Token::colon;
    case ',':
      return Token::comma;
    case '(':
      return Token::open;
    case ')':
      return Token::close;
    case '[':
      return Token::open_square;
    case ']':
      return Token::close_square;
    case '-':
      return Token::dash;
    case '?':
      return Token::question;
    default:
      return Token::end;
  }
}

std::size_t comparison_length(std::string_view s) {
  std::string_view two = s.substr(0, 2);
  if (two == "==" || two == "!=" || two == "<=" || two == ">=" || two == "<>") return 2;
  return s[0] == '<' || s[0] == '>' ? 1 : 0;
}

}  // namespace

Tokens::Tokens(std::string_view text, std::string_view markup, std::vector<Mistake>& mistakes)
    : mistakes_(mistakes) {
  lex(markup, static_cast<std::size_t>(markup.data() - text.data()));
}

std::optional<Lexed> Tokens::one(std::string_view s, std::size_t i) const {
  std::string_view rest = s.substr(i);
  char c = rest[0];
  auto made = [&](Token token, std::size_t length) {
    return Lexed{token, rest.substr(0, length), i, length};
  };
  if (is_letter(c) || c == '_') {
    std::size_t length = name_length(rest);
    bool member = !lexed_.empty() && lexed_.back().token == Token::dot;
    bool contains = rest.substr(0, length) == "contains" && !member;
    return made(contains ? Token::comparison : Token::name, length);
  }
  if (is_digit(c) || (c == '-' && rest.size() > 1 && is_digit(rest[1]))) {
    return made(Token::number, number_length(rest));
  }
  if (c == '\'' || c == '"') {
    std::size_t close = rest.find(c, 1);
    if (close == std::string_view::npos) return std::nullopt;
    return Lexed{Token::string, rest.substr(1, close - 1), i, close + 1};
  }
  if (rest.substr(0, 2) == "..") return made(Token::dots, 2);
  if (Token token = single(c); token != Token::end) return made(token, 1);
  if (std::size_t length = comparison_length(rest)) return made(Token::comparison, length);
  return std::nullopt;
}

void Tokens::lex(std::string_view s, std::size_t base) {
  std::size_t i = 0;
  while (true) {
    while (i < s.size() && is_space(s[i])) ++i;
    if (i >= s.size()) break;
    auto found = one(s, i);
    if (!found) {
      bool quote = s[i] == '\'' || s[i] == '"';
      std::size_t length = std::max<std::size_t>(rules::utf8::length_at(s, i), 1);
      Lexed here{Token::end, s.substr(i, length), base + i, length};
      if (quote) {
        wrong(here, "this text is never closed", std::string(1, s[i]));
      } else {
        wrong(here, fmt::format("unexpected \"{}\"", here.text));
      }
      broken_ = true;
      break;
    }
    found->offset += base;
    i += found->length;
    lexed_.push_back(*found);
  }
  // The end stands on the space before the closing braces, or on what could not be read.
  std::size_t end = i;
  while (end > 0 && i >= s.size() && is_space(s[end - 1])) --end;
  lexed_.push_back({Token::end, {}, base + (end < s.size() ? end : i), 1});
}

bool Tokens::wrong(const Lexed& at, std::string message, std::string expected, std::string suggestion) {
  if (!broken_) {
    mistakes_.push_back({at.offset, std::max<std::size_t>(at.length, 1), std::move(message),
                         std::move(expected), std::move(suggestion)});
  }
  broken_ = true;
  return false;
}

std::string Tokens::quoted(const Lexed& at) {
  if (at.token == Token::string) return fmt::format("\"'{}'\"", at.text);
  return fmt::format("\"{}\"", at.text);
}

bool Tokens::expect(Token token, std::string_view what) {
  if (take(token)) return true;
  const Lexed& here = peek();
  if (here.token == Token::end) return wrong(here, fmt::format("{} is missing", what));
  return wrong(here, "unexpected " + quoted(here), std::string(what));
}

bool Tokens::expect_end(std::string_view expected) {
  if (at(Token::end)) return !broken_;
  return wrong(peek(), "unexpected " + quoted(peek()), std::string(expected));
}

}  // namespace assent::channels::liquid
