// Reads the effect of a rule: the one key among several that says what the rule asks for. Internal to load_pack.cc.
#pragma once

#include <span>
#include <string>

#include "channels/rule_pack.h"

namespace assent::channels {

// monostate where there is none, or a mistake was reported.
Effect read_effect(MapReader& rule, std::span<const Holiday> holidays, Issues& issues);
std::string effect_keys();  // "hours, at_most, ..."

}  // namespace assent::channels
