// The type checker: what every part of an expression is, or why it cannot be.
//
//   Checked c = check(ast, names, environment, pool);
//   to_string(c.type_of[ast.root]);      // "bool"
//
// Gradual: `dyn` fits everywhere, and what it hides shows at evaluation. All mistakes are collected; a part
// in error is not blamed again further up.
#pragma once

#include <vector>

#include "rules/ast.h"
#include "rules/environment.h"
#include "rules/expression.h"
#include "rules/names.h"
#include "rules/types.h"

namespace assent::rules {

struct Checked {
  std::vector<Type> type_of;  // by ExprId; null where a name was part of a longer one
  std::vector<ExpressionIssue> issues;
};
// The types live as long as `pool` and the environment.
Checked check(const Ast& ast, const Names& names, const Environment& environment, TypePool& pool);

}  // namespace assent::rules
