// Templates by the line, as design.md 6 has them for conformance runs.
//
//   answer({{"template", "Hi {{ who }}"}, {"data", {{"who", "Ada"}}}}, now)      // {"output": "Hi Ada"}
//
// A line is {"id"?, "template", "data"?, "templates"?: name -> text}; the answer has its id and "output", or
// "error" with line and column. Bare Liquid: nothing is escaped, and what is missing is nothing. Pure.
#pragma once

#include "base/json.h"
#include "base/time.h"

namespace assent::channels::liquid {

json::object answer(const json::object& line, Utc now);

}  // namespace assent::channels::liquid
