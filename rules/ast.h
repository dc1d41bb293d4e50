// The syntax tree of an expression: one flat array of nodes that name each other by index.
//
//   Parsed p = parse("contact.plan == 'pro'", {});
//   const Expr& root = p.ast[p.ast.root];       // kind call, name "_==_", two arguments
//
// Operators are calls with the specification's names ("_+_", "!_", "_[_]"). && and || take two or more
// arguments, so that long chains stay flat. Macros are one node each, of kind comprehension, and are run as
// such: nothing is expanded into folds. Plain data; safe to copy and to share once built.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace assent::rules {

using ExprId = std::uint32_t;
inline constexpr ExprId no_expr = ~ExprId{0};

enum class ExprKind : std::uint8_t { literal, ident, select, call, list, map, comprehension };

enum class Macro : std::uint8_t {
  all,
  exists,
  exists_one,
  map,  // also with a filter
  filter,
  transform_list,  // also with a filter
  transform_map,   // also with a filter
  transform_map_entry,
  bind,  // cel.bind(name, value, body)
  opt_map,
  opt_flat_map,
};

struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};
using Literal = std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Bytes>;

struct Expr {
  ExprKind kind = ExprKind::literal;
  Macro macro = Macro::all;  // comprehension
  bool optional = false;     // select: x.?name
  bool test_only = false;    // select: has(x.name)
  bool rooted = false;       // ident, call: .name
  std::uint32_t offset = 0;  // bytes in the text, the whole expression
  std::uint32_t length = 0;
  std::uint32_t height = 1;  // 1 for a leaf
  std::string name;          // ident; field of a select; function of a call
  std::string second;        // the second variable of a comprehension, or empty
  Literal literal;
  ExprId operand = no_expr;     // of a select; receiver of a call; range of a comprehension
  ExprId filter = no_expr;      // of a comprehension, where it has one
  ExprId body = no_expr;        // of a comprehension
  std::vector<ExprId> args;     // of a call; elements of a list; key, value, key, value... of a map
  std::vector<bool> optionals;  // list and map: which entries are written with '?'; empty: none
};

struct Ast {
  std::vector<Expr> nodes;
  ExprId root = no_expr;

  const Expr& operator[](ExprId id) const { return nodes[id]; }
  Expr& operator[](ExprId id) { return nodes[id]; }
};

// The variable of a one-variable comprehension and the first of a two-variable one is Expr::name.
std::string_view macro_name(Macro macro);

// "a.b.c" where the expression is nothing but such a chain of plain names; empty otherwise.
std::string qualified_name(const Ast& ast, ExprId id);

// The name at the left end of such a chain, or no_expr.
ExprId leftmost_ident(const Ast& ast, ExprId id);

// Same structure, whatever the places in the text.
bool same_tree(const Ast& a, ExprId x, const Ast& b, ExprId y);

// Every child of a node, in the order of evaluation.
template <class Visit>
void each_child(const Expr& e, Visit visit) {
  if (e.operand != no_expr) visit(e.operand);
  for (ExprId arg : e.args) visit(arg);
  if (e.filter != no_expr) visit(e.filter);
  if (e.body != no_expr) visit(e.body);
}

}  // namespace assent::rules
