#include "rules/ast.h"

#include <bit>

namespace assent::rules {

std::string_view macro_name(Macro macro) {
  switch (macro) {
    case Macro::all:
      return "all";
    case Macro::exists:
      return "exists";
    case Macro::exists_one:
      return "exists_one";
    case Macro::map:
      return "map";
    case Macro::filter:
      return "filter";
    case Macro::transform_list:
      return "transformList";
    case Macro::transform_map:
      return "transformMap";
    case Macro::transform_map_entry:
      return "transformMapEntry";
    case Macro::bind:
      return "bind";
    case Macro::opt_map:
      return "optMap";
    case Macro::opt_flat_map:
      return "optFlatMap";
  }
  return "";
}

std::string qualified_name(const Ast& ast, ExprId id) {
  const Expr& e = ast[id];
  if (e.kind == ExprKind::ident) return e.name;
  if (e.kind != ExprKind::select || e.optional || e.test_only) return {};
  std::string prefix = qualified_name(ast, e.operand);
  if (prefix.empty()) return {};
  return prefix + "." + e.name;
}

ExprId leftmost_ident(const Ast& ast, ExprId id) {
  while (ast[id].kind == ExprKind::select) id = ast[id].operand;
  return ast[id].kind == ExprKind::ident ? id : no_expr;
}

namespace {

bool same_literal(const Literal& a, const Literal& b) {
  if (a.index() != b.index()) return false;
  if (const double* x = std::get_if<double>(&a)) {
    return std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(std::get<double>(b));
  }
  return a == b;
}

bool same_child(const Ast& a, ExprId x, const Ast& b, ExprId y) {
  if (x == no_expr || y == no_expr) return x == y;
  return same_tree(a, x, b, y);
}

}  // namespace

bool same_tree(const Ast& a, ExprId x, const Ast& b, ExprId y) {
  const Expr& e = a[x];
  const Expr& f = b[y];
  bool same = e.kind == f.kind && e.macro == f.macro && e.optional == f.optional &&
              e.test_only == f.test_only && e.rooted == f.rooted && e.name == f.name &&
              e.second == f.second && e.optionals == f.optionals && e.args.size() == f.args.size() &&
              same_literal(e.literal, f.literal) && same_child(a, e.operand, b, f.operand) &&
              same_child(a, e.filter, b, f.filter) && same_child(a, e.body, b, f.body);
  for (std::size_t i = 0; same && i < e.args.size(); ++i) same = same_tree(a, e.args[i], b, f.args[i]);
  return same;
}

}  // namespace assent::rules
