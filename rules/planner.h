// From a checked tree to a Program.
//
//   auto program = plan({.text = text, .ast = ast, .names = names, .environment = environment});
//
// Parts that read no variable are run once, here; where that ends in an error they stay as they are, so that
// folding never changes what an expression means.
#pragma once

#include <memory>
#include <string>

#include "rules/environment.h"
#include "rules/names.h"
#include "rules/program.h"

namespace assent::rules {

struct PlanOptions {
  bool fold = true;
};

std::shared_ptr<Program> plan(std::string text, Ast ast, const Names& names, const Environment& environment,
                              PlanOptions options = {});

}  // namespace assent::rules
