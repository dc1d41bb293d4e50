#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/hash.h"
#include "base/limits.h"
#include "engine/ingest/fields.h"
#include "engine/ingest/ingest.h"

// Segment's HTTP Tracking API, which RudderStack's clients speak too. Read with simdjson: this is the path of
// every event, and building a whole Boost tree of contexts and integrations that nobody looks at costs more
// than the rest.

namespace assent::engine {
namespace {

namespace dom = simdjson::dom;

struct Around {
  const Credential& credential;
  Utc received_at;
  EntropySource& entropy;
};

Error invalid(std::string_view field, std::string_view what) {
  return fail(Errc::invalid, fmt::format("{} {}", field, what), std::string(field));
}

std::string_view what_it_is(const dom::element& value) {
  switch (value.type()) {
    case dom::element_type::ARRAY:
      return "an array";
    case dom::element_type::OBJECT:
      return "an object";
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return "a number";
    case dom::element_type::STRING:
      return "a string";
    case dom::element_type::BOOL:
      return "a boolean";
    case dom::element_type::NULL_VALUE:
      return "null";
  }
  return "null";
}

json::value to_json(const dom::element& value) {
  switch (value.type()) {
    case dom::element_type::ARRAY: {
      json::array out;
      dom::array items =
          value.get_array().value_unsafe();  // named: the result of a call would be gone in the loop
      for (dom::element item : items) out.push_back(to_json(item));
      return out;
    }
    case dom::element_type::OBJECT: {
      json::object out;
      dom::object members = value.get_object().value_unsafe();
      for (dom::key_value_pair member : members) {
        out.insert_or_assign(member.key, to_json(member.value));
      }
      return out;
    }
    case dom::element_type::INT64:
      return value.get_int64().value_unsafe();
    case dom::element_type::UINT64:
      return value.get_uint64().value_unsafe();
    case dom::element_type::DOUBLE:
      return value.get_double().value_unsafe();
    case dom::element_type::STRING:
      return json::value(value.get_string().value_unsafe());
    case dom::element_type::BOOL:
      return value.get_bool().value_unsafe();
    case dom::element_type::NULL_VALUE:
      return nullptr;
  }
  return nullptr;
}

// The member, unless it is absent or null.
std::optional<dom::element> member(const dom::object& object, std::string_view name) {
  dom::element value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

Result<std::string> text(const dom::object& object, std::string_view name) {
  auto value = member(object, name);
  if (!value) return std::string();
  std::string_view found;
  if (value->get(found) != simdjson::SUCCESS) {
    return invalid(name, fmt::format("must be a string, not {}", what_it_is(*value)));
  }
  if (found.size() > limits::name_bytes)
    return invalid(name, fmt::format("is longer than {} bytes", limits::name_bytes));
  return std::string(found);
}

// Ids are text; clients that keep numbers send their digits bare.
Result<std::string> id(const dom::object& object, std::string_view name) {
  auto value = member(object, name);
  if (value && value->is_int64()) return std::to_string(value->get_int64().value_unsafe());
  if (value && value->is_uint64()) return std::to_string(value->get_uint64().value_unsafe());
  return text(object, name);
}

Result<std::string> required(Result<std::string> found, std::string_view name) {
  if (found.has_value() && found.value().empty()) return invalid(name, "is missing");
  return found;
}

Result<json::object> data(const dom::object& object, std::string_view name) {
  auto value = member(object, name);
  if (!value) return json::object();
  if (!value->is_object()) return invalid(name, fmt::format("must be an object, not {}", what_it_is(*value)));
  return std::move(to_json(*value).get_object());
}

// The event time: Segment's clients say `timestamp`, RudderStack's `originalTimestamp`. Not later than now: a
// client's clock does not reach into the future.
Result<std::optional<Utc>> event_time(const dom::object& object, Utc received_at) {
  for (std::string_view name : {"timestamp", "originalTimestamp"}) {
    TRY(std::string found, text(object, name));
    if (found.empty()) continue;
    std::optional<Utc> time = parse_rfc3339(found);
    if (!time) return invalid(name, "must be a time such as 2026-11-21T10:00:00Z");
    return std::optional<Utc>(std::min(*time, received_at));
  }
  return std::optional<Utc>();
}

// RudderStack's clients copy traits into the context, and some send them only there.
Result<json::object> traits(const dom::object& object) {
  if (!member(object, "traits")) {
    auto context = member(object, "context");
    if (context && context->is_object()) {
      dom::object inner = context->get_object().value_unsafe();
      auto copied = member(inner, "traits");
      if (copied && copied->is_object()) return data(inner, "traits");
    }
  }
  return data(object, "traits");
}

std::optional<EventType> event_type(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, EventType>, 6> kTypes{
      {{"track", EventType::track},
       {"page", EventType::page},
       {"screen", EventType::screen},
       {"identify", EventType::identify},
       {"group", EventType::group},
       {"alias", EventType::alias}}};
  for (const auto& [name, type] : kTypes) {
    if (name == word) return type;
  }
  return std::nullopt;
}

Source source_of(EventType type, const Credential& credential) {
  if (credential.third_party) return Source::third_party;
  switch (type) {
    case EventType::track:
    case EventType::page:
    case EventType::screen:
    case EventType::group:
      return Source::observed;
    case EventType::identify:
    case EventType::alias:
      return Source::upstream;
  }
  return Source::third_party;
}

// What each type has of its own.
Result<void> read_particulars(const dom::object& object, EventCommand& event) {
  switch (event.type) {
    case EventType::track: {
      TRY(event.name, required(text(object, "event"), "event"));
      TRY(event.data, data(object, "properties"));
      return ok();
    }
    case EventType::page:
    case EventType::screen: {
      TRY(event.name, text(object, "name"));
      TRY(event.data, data(object, "properties"));
      return ok();
    }
    case EventType::identify: {
      TRY(event.data, traits(object));
      TRY(check_traits(event.data));
      return ok();
    }
    case EventType::group: {
      TRY(event.name, required(id(object, "groupId"), "groupId"));
      TRY(event.data, traits(object));
      return ok();
    }
    case EventType::alias: {
      TRY(event.previous_id, required(id(object, "previousId"), "previousId"));
      TRY(event.user_id, required(id(object, "userId"), "userId"));
      return ok();
    }
  }
  return ok();
}

Result<EventCommand> read_event(const dom::object& object, EventType type, const Around& around) {
  EventCommand event;
  event.type = type;
  event.source = source_of(type, around.credential);
  TRY(event.user_id, id(object, "userId"));
  TRY(event.anonymous_id, id(object, "anonymousId"));
  TRY(read_particulars(object, event));
  if (event.user_id.empty() && event.anonymous_id.empty()) {
    return fail(Errc::invalid, "userId is missing: an event needs userId or anonymousId", "userId");
  }
  TRY(event.message_id, id(object, "messageId"));
  if (event.message_id.empty()) event.message_id = "assent-" + to_hex(as_view(around.entropy.draw().bytes));
  TRY(event.timestamp, event_time(object, around.received_at));
  return event;
}

Error event_too_large() {
  return fail(Errc::too_large, fmt::format("an event has at most {} bytes", limits::event_bytes));
}

Result<EventCommand> read_item(const dom::element& item, const Around& around) {
  if (!item.is_object()) {
    return fail(Errc::malformed, fmt::format("an event is an object, not {}", what_it_is(item)));
  }
  dom::object object = item.get_object().value_unsafe();
  TRY(std::string word, required(text(object, "type"), "type"));
  std::optional<EventType> type = event_type(word);
  if (!type) return invalid("type", "must be one of track, page, screen, identify, group, alias");
  return read_event(object, *type, around);
}

Result<Parsed> read_batch(const dom::object& body, bool may_be_large, const Around& around) {
  dom::array items;
  auto batch = member(body, "batch");
  if (!batch || batch->get(items) != simdjson::SUCCESS) {
    return fail(Errc::malformed, "batch must be an array of events", "batch");
  }
  std::size_t count = items.size();
  if (count > limits::batch_events) {
    return fail(Errc::too_large,
                fmt::format("a batch has at most {} events, not {}", limits::batch_events, count), "batch");
  }
  Parsed parsed;
  parsed.commands.reserve(count);
  std::size_t index = 0;
  for (dom::element item : items) {
    bool fits = !may_be_large || simdjson::minify(item).size() <= limits::event_bytes;
    Result<EventCommand> event = fits ? read_item(item, around) : Result<EventCommand>(event_too_large());
    if (event.has_value()) {
      parsed.commands.push_back(std::move(event).value());
    } else {
      parsed.refused.push_back({index, std::string(name(event.error().code)), event.error().message});
    }
    ++index;
  }
  return parsed;
}

// A document, valid until the next call on this thread.
Result<dom::element> read_json(std::string_view body) {
  thread_local dom::parser parser;
  if (parser.max_depth() != limits::json_depth &&
      parser.allocate(limits::event_bytes, limits::json_depth) != simdjson::SUCCESS) {
    return fail(Errc::unavailable, "out of memory");
  }
  dom::element root;
  if (parser.parse(body.data(), body.size()).get(root) == simdjson::SUCCESS) return root;
  // simdjson does not say where it broke, and gives up on integers beyond 64 bits, which JSON.stringify makes
  // of 1e20. Boost.JSON says where and reads those as doubles, so what it can read is read as it would write
  // it.
  TRY(json::value value, parse_json(body));
  std::string rewritten = json::serialize(value);
  if (parser.parse(rewritten).get(root) == simdjson::SUCCESS) return root;
  return fail(Errc::malformed, "not JSON: a number is beyond what a double holds");
}

}  // namespace

Result<Parsed> parse_segment(std::string_view endpoint, std::string_view body, const Credential& credential,
                             Utc received_at, EntropySource& entropy) {
  const bool is_batch = endpoint == "batch" || endpoint == "import";
  const std::optional<EventType> type = event_type(endpoint);
  if (!is_batch && !type) return fail(Errc::not_found, fmt::format("no such endpoint: {}", endpoint));
  TRY(dom::element root, read_json(body));
  if (!root.is_object()) {
    return fail(Errc::malformed, fmt::format("the body must be an object, not {}", what_it_is(root)));
  }
  dom::object object = root.get_object().value_unsafe();
  const Around around{credential, received_at, entropy};
  const bool may_be_large = body.size() > limits::event_bytes;
  if (is_batch) return read_batch(object, may_be_large, around);
  if (may_be_large && simdjson::minify(root).size() > limits::event_bytes) return event_too_large();
  TRY(EventCommand event, read_event(object, *type, around));
  Parsed parsed;
  parsed.commands.push_back(std::move(event));
  return parsed;
}

}  // namespace assent::engine
