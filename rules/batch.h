// One line of `assent expr --batch`: a JSON object in, a JSON object out.
//
//   {"id":"x","expr":"1 + 1"}                       →  {"id":"x","value":{"int64Value":"2"}}
//   {"id":"y","expr":"[1]","check_only":true}       →
//   {"id":"y","type":{"listType":{"elemType":{"primitive":"INT64"}}}}
//   {"id":"z","expr":"1 +"}                         →  {"id":"z","error":"the expression ends too early"}
//
// Members of the question: id, expr, container, bindings, type_env, disable_macros, disable_check,
// check_only. Values and types have the JSON form of cel.expr.Value and cel.expr.Type.
#pragma once

#include "base/json.h"
#include "rules/evaluation.h"

namespace assent::rules {

json::object answer(const json::object& question);

// {"int64Value":"1"}, {"listValue":{"values":[...]}}, ... nullopt with the reason in *why for what has no
// form.
std::optional<json::value> wire_value(Evaluation& e, Value v, std::string* why);

// And back, in the memory of `e`; borrows text from `v`. nullopt with the reason in *why.
std::optional<Value> from_wire(Evaluation& e, const json::value& v, std::string* why);

}  // namespace assent::rules
