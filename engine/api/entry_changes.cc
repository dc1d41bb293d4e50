#include "engine/api/entry_changes.h"

#include <fmt/format.h>

namespace assent::engine {
namespace {

json::object event_act(const workflows::EnteringEvent& event, json::object properties) {
  json::object act{{"event", event.name}};
  if (!properties.empty()) act["properties"] = std::move(properties);
  return act;
}

std::string in_words(const json::value& value) {
  return value.is_string() ? "'" + std::string(value.get_string()) + "'" : canonical_json(value);
}

const json::value* value_now(const Refused& r, const rules::RequiredEquality& equality) {
  if (equality.variable == "event") return r.event.properties.if_contains(equality.attribute);
  return r.contact ? r.contact->attribute(equality.attribute) : nullptr;
}

// `attribute == constant` where the condition cannot hold without it.
std::vector<Change> of_condition(const Refused& r) {
  std::string words;
  json::object properties = r.event.properties, traits;
  for (const rules::RequiredEquality& equality :
       rules::required_equalities(*r.journey.enter.condition->program)) {
    const json::value* now = value_now(r, equality);
    if (now && *now == equality.constant) continue;
    words += fmt::format("{}{}.{} is {}", words.empty() ? "" : ", and ", equality.variable,
                         equality.attribute, in_words(equality.constant));
    (equality.variable == "event" ? properties : traits)[equality.attribute] = equality.constant;
  }
  if (words.empty())
    return {{r.code, Hand::upstream, "the condition holds: " + r.journey.enter.condition->text, {}}};
  json::array acts;
  if (!traits.empty()) acts.emplace_back(json::object{{"identify", std::move(traits)}});
  acts.emplace_back(event_act(r.event, std::move(properties)));
  return {{r.code, Hand::upstream, std::move(words), std::move(acts)}};
}

}  // namespace

std::vector<Change> changes_for_entry(const Refused& r) {
  const workflows::Enter& enter = r.journey.enter;
  json::array again{event_act(r.event, r.event.properties)};
  if (r.code == "condition_false" && enter.condition) return of_condition(r);
  if (r.code == "condition_error")
    return {{r.code, Hand::upstream, "the values known that the condition and the key read", {}}};
  if (r.code == "data_not_permitted")
    return {{r.code, Hand::upstream, "the event seen by our own systems, not told by a third party", again}};
  if (r.code == "event_too_old")
    return {{r.code, Hand::upstream,
             fmt::format("the event recorded within {}", format_duration(enter.stale_after)), again}};
  if (r.code == "under_way") return {{r.code, Hand::time, "the earlier run ended before", {}}};
  if (r.code == "again_never")
    return {{r.code, Hand::author, "`again:` in the journey: it lets everybody in once", {}}};
  if (r.code == "again_too_soon" && r.past.last_entered) {
    std::string from = format_rfc3339(*r.past.last_entered + enter.again_after);
    again.insert(again.begin(), json::value(json::object{{"at", from}}));
    return {{r.code, Hand::time, "the event at a later time: from " + from, again}};
  }
  return {};
}

}  // namespace assent::engine
