// A workspace with only some of its journeys: the one that is rehearsed, those that it starts, and those named.
#pragma once

#include <string>
#include <vector>

#include "engine/workspace/workspace.h"

namespace assent::engine {

Workspace stage_of(const Workspace& workspace, const std::string& journey,
                   const std::vector<std::string>& with);

}  // namespace assent::engine
