// Texts in quotes that no evaluation can read: duration('7d'), matches('('), getHours('Europe/Pari').
//
//   for (ExpressionIssue& wrong : unreadable_literals(*program)) ...
//
// To CEL they are errors of an evaluation, and only of one that gets there. An author wants to hear of them
// before anybody's evaluation does.
#pragma once

#include <vector>

#include "rules/program.h"

namespace assent::rules {

std::vector<ExpressionIssue> unreadable_literals(const Program& program);

}  // namespace assent::rules
