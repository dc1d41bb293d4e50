#include "rules/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "rules/lexer.h"
#include "rules/macros.h"

namespace assent::rules {
namespace {

// The binary operators by precedence, loosest first; && || and ?: have rules of their own.
struct Operator {
  Tok token;
  int level;
  std::string_view function;
};
constexpr Operator kOperators[] = {
    {Tok::equal, 0, "_==_"},      {Tok::not_equal, 0, "_!=_"}, {Tok::less, 0, "_<_"},
    {Tok::less_equal, 0, "_<=_"}, {Tok::greater, 0, "_>_"},    {Tok::greater_equal, 0, "_>=_"},
    {Tok::in, 0, "@in"},          {Tok::plus, 1, "_+_"},       {Tok::minus, 1, "_-_"},
    {Tok::star, 2, "_*_"},        {Tok::slash, 2, "_/_"},      {Tok::percent, 2, "_%_"},
};
constexpr int kLevels = 3;

// What someone meant who writes the operators in words.
std::string operator_meant(const Token& word) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"and", "&&"}, {"AND", "&&"}, {"or", "||"}, {"OR", "||"}, {"is", "=="}, {"not", "!"}};
  for (const auto& [spelt, symbol] : kWords) {
    if (word.kind == Tok::ident && word.text == spelt) return std::string(symbol);
  }
  return {};
}

// One pass over the tokens by recursive descent. After the first mistake every rule returns at once:
// `failed()` is looked at in loops, and the tree is thrown away.
class Parser {
 public:
  Parser(std::string_view text, ParseOptions options) : options_(options) {
    Lexed lexed = lex(text);
    tokens_ = std::move(lexed.tokens);
    out_.issues = std::move(lexed.issues);
  }

  Parsed run() {
    bool lexer_failed = failed();
    if (lexer_failed) return std::move(out_);
    out_.ast.root = conditional();
    if (!failed() && peek().kind != Tok::end) unexpected("an operator or the end");
    return std::move(out_);
  }

 private:
  // ---- tokens
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  Token next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take(Tok kind) {
    if (peek().kind != kind) return false;
    next();
    return true;
  }
  bool failed() const { return !out_.issues.empty(); }

  void fail(std::size_t offset, std::size_t length, std::string message, std::string expected = {},
            std::string suggestion = {}) {
    if (failed()) return;
    out_.issues.push_back({offset, std::max<std::size_t>(length, 1), std::move(message), std::move(expected),
                           std::move(suggestion)});
  }
  void unexpected(std::string expected) {
    const Token& t = peek();
    if (t.kind == Tok::end) return fail(t.offset, t.length, "the expression ends too early", expected);
    const Token* before = at_ > 0 ? &tokens_[at_ - 1] : nullptr;
    bool negation = before != nullptr && before->kind == Tok::ident && before->text == "not";
    const Token& odd = negation ? *before : t;
    fail(odd.offset, odd.length, "this does not belong here", std::move(expected), operator_meant(odd));
  }
  void expect(Tok kind, std::string_view symbol) {
    if (!failed() && !take(kind)) unexpected(std::string(symbol));
  }

  // ---- nodes
  ExprId add(Expr e, std::uint32_t start) {
    const Token& last = tokens_[at_ == 0 ? 0 : at_ - 1];
    e.offset = start;
    e.length = std::max<std::uint32_t>(last.offset + last.length, start + 1) - start;
    std::uint32_t tallest = 0;
    each_child(e, [&](ExprId child) { tallest = std::max(tallest, out_.ast[child].height); });
    e.height = tallest + 1;
    if (e.height > limits::expression_nesting) too_deep(start);
    out_.ast.nodes.push_back(std::move(e));
    return static_cast<ExprId>(out_.ast.nodes.size() - 1);
  }
  ExprId call(std::string_view function, std::vector<ExprId> args, std::uint32_t start) {
    Expr e;
    e.kind = ExprKind::call;
    e.name = function;
    e.args = std::move(args);
    return add(std::move(e), start);
  }
  // What stands in the tree where a mistake was made; never looked at.
  ExprId nothing() { return add(Expr{}, peek().offset); }

  void too_deep(std::size_t offset) {
    fail(offset, 1, fmt::format("nested more than {} deep", limits::expression_nesting));
  }
  struct Depth {
    explicit Depth(Parser& p) : parser(p) {
      if (++parser.depth_ > limits::expression_nesting) parser.too_deep(parser.peek().offset);
    }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& parser;
  };

  // ---- rules, loosest first
  ExprId conditional() {
    Depth depth(*this);
    if (failed()) return nothing();
    std::uint32_t start = peek().offset;
    ExprId condition = chain(Tok::logical_or, "_||_");
    if (failed() || !take(Tok::question)) return condition;
    ExprId yes = chain(Tok::logical_or, "_||_");
    expect(Tok::colon, ":");
    if (failed()) return condition;
    ExprId no = conditional();
    return call("_?_:_", {condition, yes, no}, start);
  }

  // a || b || c is one call with three arguments.
  ExprId chain(Tok token, std::string_view function) {
    std::uint32_t start = peek().offset;
    auto part = [&] { return token == Tok::logical_or ? chain(Tok::logical_and, "_&&_") : binary(0); };
    ExprId first = part();
    if (failed() || peek().kind != token) return first;
    std::vector<ExprId> parts{first};
    while (!failed() && take(token)) parts.push_back(part());
    return call(function, std::move(parts), start);
  }

  ExprId binary(int level) {
    if (level == kLevels) return unary();
    std::uint32_t start = peek().offset;
    ExprId left = binary(level + 1);
    while (!failed()) {
      const Operator* found = nullptr;
      for (const Operator& op : kOperators) {
        if (op.level == level && op.token == peek().kind) found = &op;
      }
      if (found == nullptr) break;
      next();
      ExprId right = binary(level + 1);
      left = call(found->function, {left, right}, start);
    }
    return left;
  }

  ExprId unary() {
    std::uint32_t start = peek().offset;
    bool negation = peek().kind == Tok::minus && !is_number(peek(1));  // else the sign belongs to the literal
    if (peek().kind != Tok::bang && !negation) return member();
    next();
    Depth depth(*this);
    if (failed()) return nothing();
    ExprId operand = unary();
    return call(negation ? "-_" : "!_", {operand}, start);
  }

  static bool is_number(const Token& t) {
    return t.kind == Tok::literal &&
           (std::holds_alternative<std::int64_t>(t.literal) || std::holds_alternative<double>(t.literal));
  }

  ExprId member() {
    std::uint32_t start = peek().offset;
    ExprId e = primary();
    while (!failed()) {
      if (take(Tok::dot)) {
        e = after_dot(e, start);
      } else if (take(Tok::left_bracket)) {
        bool optional = take(Tok::question);
        ExprId index = conditional();
        expect(Tok::right_bracket, "]");
        e = call(optional ? "_[?_]" : "_[_]", {e, index}, start);
      } else if (peek().kind == Tok::left_brace && !qualified_name(out_.ast, e).empty()) {
        fail(start, out_.ast[e].length, fmt::format("unknown type \"{}\"", qualified_name(out_.ast, e)),
             "a list, a map or a value: protobuf messages are not built here");
      } else {
        break;
      }
    }
    return e;
  }

  ExprId after_dot(ExprId operand, std::uint32_t start) {
    bool optional = take(Tok::question);
    bool quoted = peek().kind == Tok::quoted_ident;
    if (peek().kind != Tok::ident && !quoted) {
      unexpected("a name after '.'");
      return operand;
    }
    Token name = next();
    if (!optional && !quoted && peek().kind == Tok::left_paren) {
      next();
      Expr e;
      e.kind = ExprKind::call;
      e.name = name.text;
      e.operand = operand;
      e.args = arguments();
      return finish_call(std::move(e), name, start);
    }
    Expr e;
    e.kind = ExprKind::select;
    e.name = name.text;
    e.operand = operand;
    e.optional = optional;
    return add(std::move(e), start);
  }

  std::vector<ExprId> arguments() {
    std::vector<ExprId> args;
    if (take(Tok::right_paren)) return args;
    do {
      args.push_back(conditional());
    } while (!failed() && take(Tok::comma));
    expect(Tok::right_paren, ")");
    return args;
  }

  ExprId finish_call(Expr e, const Token& name, std::uint32_t start) {
    if (failed()) return nothing();
    if (options_.macros) {
      MacroOutcome outcome =
          expand_macro(out_.ast, e, [&](Expr part) { return add(std::move(part), start); });
      if (!outcome.problem.empty()) {
        if (outcome.at != no_expr) {
          fail(out_.ast[outcome.at].offset, out_.ast[outcome.at].length, outcome.problem, outcome.expected);
        } else {
          fail(name.offset, name.length, outcome.problem, outcome.expected);
        }
      }
    }
    return add(std::move(e), start);
  }

  ExprId primary() {
    std::uint32_t start = peek().offset;
    switch (peek().kind) {
      case Tok::literal:
      case Tok::minus:
        return literal(start);
      case Tok::left_paren: {
        next();
        ExprId inner = conditional();
        expect(Tok::right_paren, ")");
        return inner;
      }
      case Tok::left_bracket:
        return list(start);
      case Tok::left_brace:
        return map(start);
      case Tok::dot:
      case Tok::ident:
        return name(start);
      case Tok::in:
      case Tok::quoted_ident:
      case Tok::end:
      case Tok::equal:
      case Tok::not_equal:
      case Tok::less_equal:
      case Tok::greater_equal:
      case Tok::logical_and:
      case Tok::logical_or:
      case Tok::less:
      case Tok::greater:
      case Tok::plus:
      case Tok::star:
      case Tok::slash:
      case Tok::percent:
      case Tok::bang:
      case Tok::question:
      case Tok::colon:
      case Tok::comma:
      case Tok::right_paren:
      case Tok::right_bracket:
      case Tok::right_brace:
        break;
    }
    unexpected("a value: a name, a literal, ( [ or {");
    return nothing();
  }

  ExprId literal(std::uint32_t start) {
    bool negative = take(Tok::minus);
    Token t = next();
    constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
    std::int64_t* integer = std::get_if<std::int64_t>(&t.literal);
    if (integer != nullptr && *integer == smallest && !negative) {
      fail(t.offset, t.length, "this number is too large for an int", "at most 9223372036854775807");
    } else if (integer != nullptr && negative && *integer != smallest) {
      *integer = -*integer;
    } else if (double* real = std::get_if<double>(&t.literal); real != nullptr && negative) {
      *real = -*real;
    }
    Expr e;
    e.literal = std::move(t.literal);
    return add(std::move(e), start);
  }

  ExprId name(std::uint32_t start) {
    bool rooted = take(Tok::dot);
    if (peek().kind != Tok::ident) {
      unexpected("a name after '.'");
      return nothing();
    }
    Token t = next();
    if (is_reserved(t.text)) {
      fail(t.offset, t.length, fmt::format("\"{}\" is a reserved word", t.text), "another name");
    }
    Expr e;
    e.name = t.text;
    e.rooted = rooted;
    if (!take(Tok::left_paren)) {
      e.kind = ExprKind::ident;
      return add(std::move(e), start);
    }
    e.kind = ExprKind::call;
    e.args = arguments();
    return finish_call(std::move(e), t, start);
  }

  ExprId list(std::uint32_t start) {
    next();
    Expr e;
    e.kind = ExprKind::list;
    while (!failed() && peek().kind != Tok::right_bracket) {
      e.optionals.push_back(take(Tok::question));
      e.args.push_back(conditional());
      if (!take(Tok::comma)) break;
    }
    expect(Tok::right_bracket, "] or ,");
    drop_if_none(e.optionals);
    return add(std::move(e), start);
  }

  ExprId map(std::uint32_t start) {
    next();
    Expr e;
    e.kind = ExprKind::map;
    while (!failed() && peek().kind != Tok::right_brace) {
      e.optionals.push_back(take(Tok::question));
      e.args.push_back(conditional());
      expect(Tok::colon, ": and the value of this key");
      if (failed()) break;
      e.args.push_back(conditional());
      if (!take(Tok::comma)) break;
    }
    expect(Tok::right_brace, "} or ,");
    drop_if_none(e.optionals);
    return add(std::move(e), start);
  }

  static void drop_if_none(std::vector<bool>& flags) {
    if (std::find(flags.begin(), flags.end(), true) == flags.end()) flags.clear();
  }

  ParseOptions options_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Parsed out_;
};

}  // namespace

Parsed parse(std::string_view text, ParseOptions options) {
  if (text.size() > limits::expression_bytes) {
    Parsed out;
    out.issues.push_back({0, 1, fmt::format("longer than {} bytes", limits::expression_bytes), {}, {}});
    return out;
  }
  return Parser(text, options).run();
}

}  // namespace assent::rules
