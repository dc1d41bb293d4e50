// What entering and conditions share. Part of workflows/step.h, not for other modules.
#pragma once

#include "workflows/step.h"

namespace assent::workflows {

// What conditions see as `run`: key, journey, entered_at (RFC 3339) and, once a wait_for was fulfilled, received.
json::object run_seen(const Run& run);

}  // namespace assent::workflows
