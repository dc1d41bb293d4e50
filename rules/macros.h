// Macros: calls whose arguments are names and bodies rather than values.
//
//   has(e.f)   l.all(x, p)   l.exists(x, p)   l.exists_one(x, p)   l.map(x, t)   l.map(x, p, t)
//   l.filter(x, p)   m.transformMap(k, v, t)   cel.bind(x, init, body)   o.optMap(x, t)   math.greatest(...)
//
// A call that is one becomes a comprehension node (or, for has and math.greatest, a select or a call of
// another name). Anything else is left as it is.
#pragma once

#include <functional>
#include <string>

#include "rules/ast.h"

namespace assent::rules {

struct MacroOutcome {
  std::string problem;  // not empty: the call is a macro, wrongly used
  std::string expected;
  ExprId at = no_expr;  // the argument to blame; no_expr: the call
};

// `call` is rewritten in place. `add` appends a node to the tree.
MacroOutcome expand_macro(const Ast& ast, Expr& call, const std::function<ExprId(Expr)>& add);

}  // namespace assent::rules
