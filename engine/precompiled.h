// What nearly every file of the engine includes, compiled once.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/codec.h"
#include "base/json.h"
#include "base/result.h"
#include "channels/gate.h"
#include "channels/template.h"
#include "storage/contact.h"
#include "storage/store.h"
#include "workflows/step.h"
