// A tree back to text: the shortest parentheses that read back as the same tree.
//
//   print(ast, ast.root);      // "a + b * (c - 1)"
//
// Also for the terminal and for tests: parse(print(t)) is t for every t that came from the parser.
#pragma once

#include <string>

#include "rules/ast.h"

namespace assent::rules {

std::string print(const Ast& ast, ExprId id);

}  // namespace assent::rules
