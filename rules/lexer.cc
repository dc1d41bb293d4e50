#include "rules/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "rules/utf8.h"

namespace assent::rules {
namespace {

constexpr std::array<std::string_view, 17> kReserved{
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

constexpr std::array<std::pair<std::string_view, Tok>, 24> kPunctuation{{
    {"==", Tok::equal},       {"!=", Tok::not_equal},    {"<=", Tok::less_equal}, {">=", Tok::greater_equal},
    {"&&", Tok::logical_and}, {"||", Tok::logical_or},   {"<", Tok::less},        {">", Tok::greater},
    {"+", Tok::plus},         {"-", Tok::minus},         {"*", Tok::star},        {"/", Tok::slash},
    {"%", Tok::percent},      {"!", Tok::bang},          {"?", Tok::question},    {":", Tok::colon},
    {",", Tok::comma},        {".", Tok::dot},           {"(", Tok::left_paren},  {")", Tok::right_paren},
    {"[", Tok::left_bracket}, {"]", Tok::right_bracket}, {"{", Tok::left_brace},  {"}", Tok::right_brace},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name(char c) {
  return is_name_start(c) || is_digit(c);
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Lexed run() {
    while (out_.issues.empty()) {
      skip_blank();
      if (at_ >= text_.size()) break;
      scan();
    }
    if (!out_.issues.empty()) at_ = out_.issues.front().offset;
    push(Tok::end, at_, 0);
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Token& push(Tok kind, std::size_t offset, std::size_t length) {
    Token& t = out_.tokens.emplace_back();
    t.kind = kind;
    t.offset = static_cast<std::uint32_t>(offset);
    t.length = static_cast<std::uint32_t>(length);
    return t;
  }

  void fail(std::size_t offset, std::size_t length, std::string message, std::string expected = {}) {
    out_.issues.push_back(
        {offset, std::max<std::size_t>(length, 1), std::move(message), std::move(expected), {}});
  }

  void skip_blank() {
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::string_view("\t\n\f\r ").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  void scan() {
    char c = peek();
    if (quoted_prefix()) return scan_quoted();
    if (is_name_start(c)) return scan_name();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return scan_number();
    if (c == '`') return scan_quoted_name();
    for (const auto& [symbol, kind] : kPunctuation) {
      if (text_.substr(at_, symbol.size()) != symbol) continue;
      push(kind, at_, symbol.size());
      at_ += symbol.size();
      return;
    }
    std::size_t width = std::max<std::size_t>(utf8::length_at(text_, at_), 1);
    std::string_view odd = text_.substr(at_, width);
    if (c == '=') return fail(at_, 1, "one '=' means nothing here", "== to compare");
    if (c == '&' || c == '|')
      return fail(at_, 1, fmt::format("one '{0}' means nothing here", c), std::string(2, c));
    constexpr std::string_view kCurly = "\u2018\u2019\u201C\u201D";
    if (width == 3 && kCurly.find(odd) != kCurly.npos)
      return fail(at_, width, fmt::format("{} is no quote here", odd), "a straight one, ' or \"");
    fail(at_, width, utf8::valid(odd) ? fmt::format("unexpected character '{}'", odd) : "invalid UTF-8");
  }

  void scan_name() {
    std::size_t start = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    std::string_view word = text_.substr(start, at_ - start);
    if (word == "true" || word == "false") {
      push(Tok::literal, start, word.size()).literal = word == "true";
    } else if (word == "null") {
      push(Tok::literal, start, word.size()).literal = nullptr;
    } else {
      push(word == "in" ? Tok::in : Tok::ident, start, word.size()).text = word;
    }
  }

  void scan_quoted_name() {
    std::size_t end = text_.find('`', at_ + 1);
    if (end == std::string_view::npos) return fail(at_, text_.size() - at_, "this name has no closing `");
    std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    bool good = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return is_name(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    });
    if (!good)
      return fail(at_, end + 1 - at_, "a `quoted name` holds letters, digits and _ . - / and spaces only");
    push(Tok::quoted_ident, at_, end + 1 - at_).text = name;
    at_ = end + 1;
  }

  void scan_number() {
    std::size_t start = at_;
    bool hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && hex_value(peek(2)) >= 0;
    bool real = false;
    if (hex) {
      at_ += 2;
      while (hex_value(peek()) >= 0) ++at_;
    } else {
      while (is_digit(peek())) ++at_;
      if (peek() == '.' && is_digit(peek(1))) {
        real = true;
        ++at_;
        while (is_digit(peek())) ++at_;
      }
      std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
        real = true;
        at_ += sign;
        while (is_digit(peek())) ++at_;
      }
    }
    std::string_view digits = text_.substr(start, at_ - start);
    bool is_unsigned = !real && (peek() == 'u' || peek() == 'U');
    if (is_unsigned) ++at_;
    if (is_name(peek())) {
      while (is_name(peek())) ++at_;
      return fail(start, at_ - start,
                  fmt::format("\"{}\" is not a number", text_.substr(start, at_ - start)));
    }
    if (real) return push_real(start, digits);
    push_integer(start, digits, hex, is_unsigned);
  }

  void push_real(std::size_t start, std::string_view digits) {
    double value = 0;
    auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (ec == std::errc::result_out_of_range) {
      // Too small becomes zero; too large is a mistake.
      std::size_t exponent = digits.find_first_of("eE");
      bool tiny = exponent != std::string_view::npos ? digits[exponent + 1] == '-'
                                                     : digits[0] == '0' || digits[0] == '.';
      if (!tiny) return fail(start, digits.size(), "this number is too large for a double");
      value = 0;
    }
    push(Tok::literal, start, at_ - start).literal = value;
  }

  // -9223372036854775808 is a literal; its digits alone are one too many, so the sign is looked at here.
  void push_integer(std::size_t start, std::string_view digits, bool hex, bool is_unsigned) {
    std::string_view body = hex ? digits.substr(2) : digits;
    std::uint64_t value = 0;
    auto [end, ec] = std::from_chars(body.data(), body.data() + body.size(), value, hex ? 16 : 10);
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    bool after_minus = !out_.tokens.empty() && out_.tokens.back().kind == Tok::minus;
    bool fits =
        ec == std::errc{} && (is_unsigned || value <= largest || (after_minus && value == largest + 1));
    if (!fits) {
      return fail(start, at_ - start,
                  is_unsigned ? "this number is too large for a uint" : "this number is too large for an int",
                  is_unsigned ? "at most 18446744073709551615u" : "at most 9223372036854775807");
    }
    Token& t = push(Tok::literal, start, at_ - start);
    if (is_unsigned) {
      t.literal = value;
    } else {
      t.literal = static_cast<std::int64_t>(value);  // the parser negates the one that needs its minus
    }
  }

  // How many characters of prefix (r, b, br) stand before a quote here; the quote itself counts as found.
  bool quoted_prefix() const {
    std::size_t i = 0;
    if (peek(i) == 'b' || peek(i) == 'B') ++i;
    if (peek(i) == 'r' || peek(i) == 'R') ++i;
    return peek(i) == '\'' || peek(i) == '"';
  }

  void scan_quoted() {
    std::size_t start = at_;
    bool bytes = false;
    bool raw = false;
    if (peek() == 'b' || peek() == 'B') bytes = true, ++at_;
    if (peek() == 'r' || peek() == 'R') raw = true, ++at_;
    char quote = peek();
    bool triple = peek(1) == quote && peek(2) == quote;
    std::string_view closing = triple ? text_.substr(at_, 3) : text_.substr(at_, 1);
    at_ += closing.size();
    std::string value;
    while (text_.substr(at_, closing.size()) != closing) {
      bool broken = at_ >= text_.size() || (!triple && (peek() == '\n' || peek() == '\r'));
      if (broken) return fail(start, at_ - start, "this text has no closing quote", std::string(closing));
      if (peek() == '\\' && !raw) {
        if (!scan_escape(value, bytes)) return;
      } else {
        value.push_back(text_[at_++]);
      }
    }
    at_ += closing.size();
    if (!bytes && !utf8::valid(value)) return fail(start, at_ - start, "this text is not valid UTF-8");
    Token& t = push(Tok::literal, start, at_ - start);
    if (bytes) {
      t.literal = Bytes{std::move(value)};
    } else {
      t.literal = std::move(value);
    }
  }

  std::optional<std::uint32_t> number_at(std::size_t from, std::size_t count, std::uint32_t base) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (from + i >= text_.size()) return std::nullopt;
      int digit = hex_value(text_[from + i]);
      if (digit < 0 || static_cast<std::uint32_t>(digit) >= base) return std::nullopt;
      value = value * base + static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  bool scan_escape(std::string& value, bool bytes) {
    static constexpr std::string_view letters = "abfnrtv\\?\"'`";
    static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\?\"'`";
    char c = peek(1);
    if (auto plain = letters.find(c); c != '\0' && plain != std::string_view::npos) {
      value.push_back(meanings[plain]);
      at_ += 2;
      return true;
    }
    std::optional<std::uint32_t> code;
    std::size_t length = 0;
    if (c == 'x' || c == 'X') {
      code = number_at(at_ + 2, 2, 16);
      length = 4;
    } else if (c >= '0' && c <= '3') {
      code = number_at(at_ + 1, 3, 8);
      length = 4;
    } else if ((c == 'u' || c == 'U') && !bytes) {
      length = c == 'u' ? 6 : 10;
      code = number_at(at_ + 2, length - 2, 16);
      if (code && !utf8::is_scalar(*code)) code.reset();
    }
    if (!code) {
      fail(at_, std::max<std::size_t>(length, 2), "unknown escape",
           "\\n \\t \\\\ \\' \\\" \\x41 \\101 \\u0041 \\U0001F600, or r'...'");
      return false;
    }
    if (bytes) {
      value.push_back(static_cast<char>(*code));
    } else {
      utf8::append(value, *code);
    }
    at_ += length;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Lexed out_;
};

}  // namespace

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

Lexed lex(std::string_view text) {
  return Scanner(text).run();
}

}  // namespace assent::rules
