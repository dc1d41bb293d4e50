#include "rules/print.h"

#include <algorithm>
#include <array>

#include "rules/text_of.h"

namespace assent::rules {
namespace {

// How tightly a piece of text binds; each level may stand inside the ones before it without parentheses.
enum Level : int { conditional, disjunction, conjunction, relation, sum, product, unary, member };

struct Binary {
  std::string_view function;
  std::string_view symbol;
  Level level;
};
constexpr Binary kBinary[] = {
    {"_==_", "==", relation}, {"_!=_", "!=", relation}, {"_<_", "<", relation},  {"_<=_", "<=", relation},
    {"_>_", ">", relation},   {"_>=_", ">=", relation}, {"@in", "in", relation}, {"_+_", "+", sum},
    {"_-_", "-", sum},        {"_*_", "*", product},    {"_/_", "/", product},   {"_%_", "%", product},
};

struct Piece {
  std::string text;
  Level level;
};

bool plain_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> keywords{"in", "true", "false", "null"};
  bool letters =
      !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
      std::all_of(name.begin(), name.end(), [](char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
  return letters && std::find(keywords.begin(), keywords.end(), name) == keywords.end();
}

std::string field_name(const std::string& name) {
  return plain_name(name) ? name : "`" + name + "`";
}

class Printer {
 public:
  explicit Printer(const Ast& ast) : ast_(ast) {}

  std::string at(ExprId id, Level wanted) {
    Piece p = piece(ast_[id]);
    return p.level < wanted ? "(" + p.text + ")" : p.text;
  }

 private:
  Piece piece(const Expr& e) {
    switch (e.kind) {
      case ExprKind::literal:
        return {literal(e.literal), member};
      case ExprKind::ident:
        return {(e.rooted ? "." : "") + e.name, member};
      case ExprKind::select:
        return select(e);
      case ExprKind::call:
        return call(e);
      case ExprKind::list:
        return {"[" + elements(e) + "]", member};
      case ExprKind::map:
        return {"{" + entries(e) + "}", member};
      case ExprKind::comprehension:
        return {comprehension(e), member};
    }
    return {};
  }

  static std::string literal(const Literal& l) {
    struct ToText {
      std::string operator()(std::nullptr_t) const { return "null"; }
      std::string operator()(const std::string& s) const { return of(Value::of(std::string_view(s))); }
      std::string operator()(const Bytes& b) const { return of(Value::bytes(b.data)); }
      std::string operator()(bool b) const { return of(Value::of(b)); }
      std::string operator()(std::int64_t i) const { return of(Value::of(i)); }
      std::string operator()(std::uint64_t u) const { return of(Value::of(u)); }
      std::string operator()(double d) const { return of(Value::of(d)); }
      static std::string of(Value v) {
        Evaluation scratch;
        std::string text;
        literal_text(scratch, v, text);
        return text;
      }
    };
    return std::visit(ToText{}, l);
  }

  Piece select(const Expr& e) {
    std::string text = at(e.operand, member) + (e.optional ? ".?" : ".") + field_name(e.name);
    return {e.test_only ? "has(" + text + ")" : text, member};
  }

  std::string joined(const std::vector<ExprId>& ids, std::string_view between, Level level) {
    std::string out;
    for (ExprId id : ids) {
      if (!out.empty()) out += between;
      out += at(id, level);
    }
    return out;
  }

  Piece call(const Expr& e) {
    if (e.name == "_||_") return {joined(e.args, " || ", conjunction), disjunction};
    if (e.name == "_&&_") return {joined(e.args, " && ", relation), conjunction};
    if (e.name == "_?_:_") {
      return {at(e.args[0], disjunction) + " ? " + at(e.args[1], disjunction) + " : " +
                  at(e.args[2], conditional),
              conditional};
    }
    if (e.name == "!_") return {"!" + at(e.args[0], unary), unary};
    if (e.name == "-_") {
      std::string operand = at(e.args[0], unary);
      bool digit = operand[0] >= '0' && operand[0] <= '9';  // -(5) is not the literal -5
      return {digit ? "-(" + operand + ")" : "-" + operand, unary};
    }
    if (e.name == "_[_]" || e.name == "_[?_]") {
      return {at(e.args[0], member) + (e.name == "_[_]" ? "[" : "[?") + at(e.args[1], conditional) + "]",
              member};
    }
    for (const Binary& op : kBinary) {
      if (op.function != e.name) continue;
      Level right = static_cast<Level>(op.level + 1);
      return {at(e.args[0], op.level) + " " + std::string(op.symbol) + " " + at(e.args[1], right), op.level};
    }
    std::string name = e.name == "math.@max"   ? "math.greatest"
                       : e.name == "math.@min" ? "math.least"
                                               : e.name;
    std::string before = e.operand != no_expr ? at(e.operand, member) + "." : e.rooted ? "." : "";
    return {before + name + "(" + joined(e.args, ", ", conditional) + ")", member};
  }

  std::string elements(const Expr& e) {
    std::string out;
    for (std::size_t i = 0; i < e.args.size(); ++i) {
      bool optional = !e.optionals.empty() && e.optionals[i];
      out += (i == 0 ? "" : ", ") + std::string(optional ? "?" : "") + at(e.args[i], conditional);
    }
    return out;
  }

  std::string entries(const Expr& e) {
    std::string out;
    for (std::size_t i = 0; i + 1 < e.args.size(); i += 2) {
      bool optional = !e.optionals.empty() && e.optionals[i / 2];
      out += (i == 0 ? "" : ", ") + std::string(optional ? "?" : "") + at(e.args[i], conditional) + ": " +
             at(e.args[i + 1], conditional);
    }
    return out;
  }

  std::string comprehension(const Expr& e) {
    if (e.macro == Macro::bind) {
      return "cel.bind(" + e.name + ", " + at(e.operand, conditional) + ", " + at(e.body, conditional) + ")";
    }
    std::string out = at(e.operand, member) + "." + std::string(macro_name(e.macro)) + "(" + e.name;
    if (!e.second.empty()) out += ", " + e.second;
    if (e.filter != no_expr) out += ", " + at(e.filter, conditional);
    return out + ", " + at(e.body, conditional) + ")";
  }

  const Ast& ast_;
};

}  // namespace

std::string print(const Ast& ast, ExprId id) {
  return Printer(ast).at(id, conditional);
}

}  // namespace assent::rules
