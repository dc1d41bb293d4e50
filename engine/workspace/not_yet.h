// What the language has and this version does not carry out. A workspace that uses it is refused; the journeys'
// own loader takes it, so that everything that can be checked is.
#pragma once

#include "base/yaml.h"
#include "workflows/journey.h"

namespace assent::engine {

// Reports each at its place.
void report_not_yet(const workflows::Journey& journey, Issues& issues);

}  // namespace assent::engine
