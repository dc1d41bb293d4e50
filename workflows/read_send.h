// A send step: its template, the channels it may take, and how long it may try.
#pragma once

#include "workflows/reading.h"

namespace assent::workflows {

// `verb`: the key that names the template, send or ask.
Send read_send(MapReader& map, const Reading& reading, std::string_view verb = "send");

}  // namespace assent::workflows
