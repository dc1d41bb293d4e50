// From the inside of a tag or output to tokens.
//
//   Tokens t(text, markup, mistakes);
//   if (t.take_name("in")) ...
//   t.expect(Token::colon, "a colon");      // false: the mistake is noted
//
// A mistake in a character is noted once, and everything behind it counts as the end. Views into the text.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "channels/liquid/program.h"

namespace assent::channels::liquid {

enum class Token : std::uint8_t {
  end,
  name,
  number,
  string,  // its text is without the quotes
  comparison,
  pipe,
  dot,
  dots,  // ..
  colon,
  comma,
  open,
  close,
  open_square,
  close_square,
  dash,
  question,
};

struct Lexed {
  Token token = Token::end;
  std::string_view text;
  std::size_t offset = 0, length = 0;  // as written, in the template's text
};

class Tokens {
 public:
  // `markup` is a piece of `text`.
  Tokens(std::string_view text, std::string_view markup, std::vector<Mistake>& mistakes);

  const Lexed& peek(std::size_t ahead = 0) const {
    return lexed_[at_ + ahead < lexed_.size() ? at_ + ahead : lexed_.size() - 1];
  }
  bool at(Token token) const { return peek().token == token; }
  bool at_name(std::string_view name) const { return at(Token::name) && peek().text == name; }
  Lexed take() {
    Lexed taken = peek();
    if (at_ + 1 < lexed_.size()) ++at_;
    return taken;
  }
  bool take(Token token) {
    if (!at(token)) return false;
    take();
    return true;
  }
  bool take_name(std::string_view name) {
    if (!at_name(name)) return false;
    take();
    return true;
  }
  // Notes what was expected where something else stands.
  bool expect(Token token, std::string_view what);
  // Notes what is too much.
  bool expect_end(std::string_view expected);
  // false, and one mistake more, unless the lexer has already noted one.
  bool wrong(const Lexed& at, std::string message, std::string expected = {}, std::string suggestion = {});
  bool broken() const { return broken_; }
  // As a person would quote it.
  static std::string quoted(const Lexed& at);

 private:
  void lex(std::string_view markup, std::size_t base);
  std::optional<Lexed> one(std::string_view s, std::size_t i) const;

  std::vector<Lexed> lexed_;
  std::size_t at_ = 0;
  bool broken_ = false;
  std::vector<Mistake>& mistakes_;
};

}  // namespace assent::channels::liquid
