// Why a condition holds or does not, in words.
//
//   explain(program, activation);   // "contact.plan == 'pro' is false: plan is 'trial'"
#pragma once

#include <string>

#include "rules/program.h"

namespace assent::rules {

// `e` holds the variables; each part is run again in it.
std::string explain(const Program& program, Evaluation& e);

}  // namespace assent::rules
