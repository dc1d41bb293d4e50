// The rule packs, and what they ask of a workspace's journeys, in words for people.
//
//   print_rule_packs(std::cout);               // assent check --regimes
//   print_binding_rules(workspace, std::cout);  // a part of assent check
//
// Reads nothing but what it is given: rules that begin or end on a day are shown with it, whatever day it is.
#pragma once

#include <iosfwd>

#include "engine/workspace/workspace.h"

namespace assent::engine {

void print_rule_packs(std::ostream& out);

// For each journey, the rules on its channels that hold a message up or deny it: those that bind everywhere, because of
// the controller's country or `regimes:`, and those that bind where they are in force.
void print_binding_rules(const Workspace& workspace, std::ostream& out);

}  // namespace assent::engine
