// Text to tree: the whole grammar of CEL, with optional syntax and macros.
//
//   Parsed p = parse("has(contact.plan) && contact.plan in ['pro', 'team']", {});
//   if (!p.issues.empty()) ...            // where it broke; the tree is then not usable
//
// Nesting is bounded by limits::expression_nesting and the text by limits::expression_bytes, so nothing
// after the parser can run out of stack.
#pragma once

#include <string_view>
#include <vector>

#include "rules/ast.h"
#include "rules/expression.h"

namespace assent::rules {

struct ParseOptions {
  bool macros = true;  // false: has(), all() and the like are ordinary calls
};

struct Parsed {
  Ast ast;
  std::vector<ExpressionIssue> issues;
};
Parsed parse(std::string_view text, ParseOptions options);

}  // namespace assent::rules
