#include "workflows/admission.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace assent::workflows {
namespace {

rules::Activation activation_of(const EnteringEvent& event, const Around& around) {
  return {around.contact, &event.properties, nullptr, around.now};
}

struct KeyOrWhy {
  std::string key;
  std::string why;  // not empty: there is no key
};

KeyOrWhy key_of(const Journey& journey, const EnteringEvent& event, const Around& around) {
  if (!journey.enter.key) return {};
  std::string error;
  auto value = rules::evaluate(*journey.enter.key->program, activation_of(event, around), &error);
  if (!value) return {{}, error};
  if (value->is_object() || value->is_array() || value->is_null())
    return {{}, "it is no text, number or boolean"};
  std::string key = value->is_string() ? std::string(value->get_string()) : canonical_json(*value);
  if (key.empty()) return {{}, "it is empty"};
  if (key.size() > limits::name_bytes)
    return {{}, fmt::format("it is longer than {} bytes", limits::name_bytes)};
  return {std::move(key), {}};
}

template <class Say>
Admission refuse(std::string_view code, Words words, Say say) {
  return {false, {}, code, words == Words::wanted ? say() : std::string()};
}

}  // namespace

json::object run_seen(const Run& run) {
  json::object seen{
      {"key", run.key}, {"journey", run.journey}, {"entered_at", format_rfc3339(run.entered_at)}};
  if (!run.received.empty()) seen["received"] = run.received;
  return seen;
}

std::string run_key(const Journey& journey, const EnteringEvent& event, const Around& around) {
  return key_of(journey, event, around).key;
}

Admission admit(const Journey& journey, const EnteringEvent& event, const Past& past, const Around& around,
                Words words) {
  const Enter& enter = journey.enter;
  if (event.source == Source::third_party && !around.third_party_allowed) {
    return refuse("data_not_permitted", words, [] {
      return std::string("the event came from a third party, which this purpose may not use");
    });
  }
  if (Millis age = around.now - event.at; age > enter.stale_after) {
    return refuse("event_too_old", words, [&] {
      return fmt::format("event too old: {}, at most {}",
                         format_duration(std::chrono::floor<std::chrono::seconds>(age)),
                         format_duration(enter.stale_after));
    });
  }
  if (enter.condition) {
    rules::Activation activation = activation_of(event, around);
    rules::Verdict verdict = rules::decide(*enter.condition->program, activation);
    if (!verdict.error.empty()) {
      return refuse("condition_error", words,
                    [&] { return "the condition could not be told: " + verdict.error; });
    }
    if (!verdict.holds) {
      return refuse("condition_false", words,
                    [&] { return rules::explain(*enter.condition->program, activation); });
    }
  }
  KeyOrWhy key = key_of(journey, event, around);
  if (!key.why.empty())
    return refuse("condition_error", words, [&] { return "the key could not be told: " + key.why; });
  if (past.under_way)
    return refuse("under_way", words, [] { return std::string("still under way since an earlier event"); });
  if (past.last_entered && enter.again == Again::never) {
    return refuse("again_never", words,
                  [&] { return fmt::format("entered already at {}", format_rfc3339(*past.last_entered)); });
  }
  if (past.last_entered && enter.again == Again::after &&
      around.now - *past.last_entered < enter.again_after) {
    return refuse("again_too_soon", words, [&] {
      return fmt::format("entered at {}, again after {}", format_rfc3339(*past.last_entered),
                         format_duration(enter.again_after));
    });
  }
  return {true, std::move(key.key), "", ""};
}

}  // namespace assent::workflows
