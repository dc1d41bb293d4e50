// An input as a person can read it: what came in, in the members that it came with. Pure.
#pragma once

#include "base/json.h"
#include "storage/input.h"

namespace assent::engine {

// {"seq","at","kind","credential","body"}. A body that has no readable form is {"bytes"}, in base64url: nothing is left
// out.
json::object input_json(const storage::Input& input);

}  // namespace assent::engine
