#include "engine/apply/entrances.h"

#include <algorithm>
#include <bit>

namespace assent::engine {
namespace {

// Values that CEL calls equal have the same key: numbers compare across their types. Nothing equals "".
std::string key_of(const json::value& value) {
  if (value.is_string()) return "s" + std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (!value.is_number()) return {};
  double number = value.to_number<double>() + 0.0;  // -0 == 0
  return "n" + std::to_string(std::bit_cast<std::uint64_t>(number));
}

const rules::RequiredEquality* first_usable(const std::vector<rules::RequiredEquality>& required) {
  for (std::string_view variable : {"event", "contact"}) {
    for (const auto& equality : required) {
      if (equality.variable == variable && !key_of(equality.constant).empty()) return &equality;
    }
  }
  return nullptr;
}

const json::value* value_of(std::string_view variable, std::string_view attribute,
                            const json::object& properties, const storage::Contact& contact) {
  if (variable == "event") return properties.if_contains(attribute);
  auto found = contact.attributes.find(attribute);
  return found == contact.attributes.end() ? nullptr : &found->second.value;
}

}  // namespace

void Entrances::add(const Bundle& bundle) {
  const workflows::Enter& enter = bundle.journey.enter;
  if (enter.event().empty()) return;  // another door
  Listeners& listeners = by_event_[enter.event()];
  Numbered numbered{size_++, &bundle};
  std::vector<rules::RequiredEquality> required;
  if (enter.condition) required = rules::required_equalities(*enter.condition->program);
  const rules::RequiredEquality* demanded = first_usable(required);
  if (!demanded) return listeners.undemanding.push_back(numbered);
  auto same = std::find_if(listeners.demands.begin(), listeners.demands.end(), [&](const Demand& d) {
    return d.variable == demanded->variable && d.attribute == demanded->attribute;
  });
  if (same == listeners.demands.end()) {
    same = listeners.demands.insert(same, Demand{demanded->variable, demanded->attribute, {}});
  }
  same->by_constant[key_of(demanded->constant)].push_back(numbered);
}

std::vector<const Bundle*> Entrances::candidates(std::string_view event, const json::object& properties,
                                                 const storage::Contact& contact) const {
  auto listening = by_event_.find(std::string(event));
  if (listening == by_event_.end()) return {};
  const Listeners& listeners = listening->second;
  std::vector<Numbered> found = listeners.undemanding;
  for (const Demand& demand : listeners.demands) {
    const json::value* value = value_of(demand.variable, demand.attribute, properties, contact);
    auto matching = value ? demand.by_constant.find(key_of(*value)) : demand.by_constant.end();
    if (matching != demand.by_constant.end())
      found.insert(found.end(), matching->second.begin(), matching->second.end());
  }
  std::sort(found.begin(), found.end(), [](auto& x, auto& y) { return x.number < y.number; });
  std::vector<const Bundle*> out;
  out.reserve(found.size());
  for (const Numbered& one : found) out.push_back(one.bundle);
  return out;
}

}  // namespace assent::engine
