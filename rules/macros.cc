#include "rules/macros.h"

#include <optional>

namespace assent::rules {
namespace {

struct Shape {
  std::string_view name;
  std::size_t variables;
  std::size_t bodies;  // 2: a filter, then the body
  Macro macro;
};
constexpr Shape kShapes[] = {
    {"all", 1, 1, Macro::all},
    {"all", 2, 1, Macro::all},
    {"exists", 1, 1, Macro::exists},
    {"exists", 2, 1, Macro::exists},
    {"exists_one", 1, 1, Macro::exists_one},
    {"exists_one", 2, 1, Macro::exists_one},
    {"existsOne", 1, 1, Macro::exists_one},
    {"existsOne", 2, 1, Macro::exists_one},
    {"map", 1, 1, Macro::map},
    {"map", 1, 2, Macro::map},
    {"filter", 1, 1, Macro::filter},
    {"transformList", 2, 1, Macro::transform_list},
    {"transformList", 2, 2, Macro::transform_list},
    {"transformMap", 2, 1, Macro::transform_map},
    {"transformMap", 2, 2, Macro::transform_map},
    {"transformMapEntry", 2, 1, Macro::transform_map_entry},
    {"transformMapEntry", 2, 2, Macro::transform_map_entry},
    {"optMap", 1, 1, Macro::opt_map},
    {"optFlatMap", 1, 1, Macro::opt_flat_map},
};

MacroOutcome wrong(std::string problem, std::string expected, ExprId at = no_expr) {
  return {std::move(problem), std::move(expected), at};
}

bool is_plain_name(const Ast& ast, ExprId id) {
  return id != no_expr && ast[id].kind == ExprKind::ident && !ast[id].rooted;
}

bool is_namespace(const Ast& ast, ExprId id, std::string_view name) {
  return is_plain_name(ast, id) && ast[id].name == name;
}

MacroOutcome has(const Ast& ast, Expr& call) {
  if (call.args.size() != 1) return wrong("has() takes one field", "has(contact.plan)");
  const Expr field = ast[call.args[0]];
  bool index = field.kind == ExprKind::call && field.name == "_[_]";
  if (field.kind != ExprKind::select || field.test_only) {
    return wrong("has() takes a field", index ? "'key' in map" : "has(contact.plan)", call.args[0]);
  }
  call = field;
  call.test_only = true;
  return {};
}

// l.shape(v, body), l.shape(v, filter, body), l.shape(k, v, body), ...
MacroOutcome comprehension(const Ast& ast, Expr& call, const Shape& shape) {
  std::vector<ExprId> args = std::move(call.args);
  call.args.clear();
  for (std::size_t i = 0; i < shape.variables; ++i) {
    if (!is_plain_name(ast, args[i]))
      return wrong("this must be a simple name", "a variable of the macro", args[i]);
  }
  call.kind = ExprKind::comprehension;
  call.macro = shape.macro;
  call.name = ast[args[0]].name;
  if (shape.variables == 2) {
    call.second = ast[args[1]].name;
    if (call.second == call.name) return wrong("the two variables have the same name", "two names", args[1]);
  }
  if (shape.bodies == 2) call.filter = args[shape.variables];
  call.body = args.back();
  return {};
}

MacroOutcome bind(const Ast& ast, Expr& call) {
  if (call.args.size() != 3)
    return wrong("cel.bind() takes three arguments", "cel.bind(name, value, expression)");
  if (!is_plain_name(ast, call.args[0]))
    return wrong("this must be a simple name", "a name to bind", call.args[0]);
  std::vector<ExprId> args = std::move(call.args);
  call.args.clear();
  call.kind = ExprKind::comprehension;
  call.macro = Macro::bind;
  call.name = ast[args[0]].name;
  call.operand = args[1];
  call.body = args[2];
  return {};
}

// math.greatest(a, b, c) takes any number of arguments: more than two go as a list.
MacroOutcome extreme(Expr& call, const std::function<ExprId(Expr)>& add) {
  if (call.args.empty())
    return wrong("math." + call.name + "() takes at least one argument", "numbers, or a list of them");
  call.name = call.name == "greatest" ? "math.@max" : "math.@min";
  call.operand = no_expr;
  if (call.args.size() <= 2) return {};
  Expr list;
  list.kind = ExprKind::list;
  list.args = std::move(call.args);
  call.args = {add(std::move(list))};
  return {};
}

}  // namespace

MacroOutcome expand_macro(const Ast& ast, Expr& call, const std::function<ExprId(Expr)>& add) {
  if (call.operand == no_expr) return call.name == "has" && !call.rooted ? has(ast, call) : MacroOutcome{};
  if (call.name == "bind" && is_namespace(ast, call.operand, "cel")) return bind(ast, call);
  bool is_extreme = call.name == "greatest" || call.name == "least";
  if (is_extreme && is_namespace(ast, call.operand, "math")) return extreme(call, add);
  for (const Shape& shape : kShapes) {
    bool fits = shape.name == call.name && shape.variables + shape.bodies == call.args.size();
    // l.all(x, p, q) would be read as two variables; map(x, p, t) has one, a filter and a body.
    if (fits) return comprehension(ast, call, shape);
  }
  return {};
}

}  // namespace assent::rules
