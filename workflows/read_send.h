// A send step: its template, the channels it may take, and how long it may try.
#pragma once

#include "workflows/reading.h"

namespace assent::workflows {

Send read_send(MapReader& map, const Reading& reading);

}  // namespace assent::workflows
