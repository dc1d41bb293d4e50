// A name and its fields, followed in one go: contact.plan, event['Order ID'], event.order.total, i.sku.
//
//   if (const json::value* found = follow(op.path, e)) ...        // nullptr: run the operation instead
//
// This is a shortcut and no more: it knows JSON and the contact, and whatever else there is on the way (a
// missing field, an optional, a map of the expression's own) is for the operation, which says what is wrong.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "rules/evaluation.h"
#include "rules/expression.h"
#include "rules/members.h"

namespace assent::rules {

struct Path {
  static constexpr std::uint8_t most = 3;  // fields; longer paths are the field of a shorter one

  std::uint32_t slot = 0;
  bool local = false;      // of a comprehension's variable; else of the environment's
  std::uint8_t count = 0;  // of fields
  std::array<std::string_view, most> fields;
};

// A member of a JSON object or an attribute of the contact; nullptr: not there, or `map` is neither.
[[gnu::always_inline]] inline const json::value* json_member(Value map, std::string_view name) {
  if (map.kind != Kind::map) return nullptr;
  if (map.form() == Form::json) return find_member(*map.object, name);
  return map.form() == Form::contact ? map.contact->attribute(name) : nullptr;
}

[[gnu::always_inline]] inline const json::value* follow(const Path& path, const Evaluation& e) {
  const Value& start = (path.local ? e.locals : e.variables)[path.slot];
  const json::value* at = json_member(start, path.fields[0]);
  for (std::uint32_t i = 1; i < path.count && at != nullptr; ++i) {
    const json::object* object = at->if_object();
    at = object != nullptr ? find_member(*object, path.fields[i]) : nullptr;
  }
  return at;
}

}  // namespace assent::rules
