#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "workflows/reading.h"

namespace assent::workflows {
namespace {

constexpr std::array<std::string_view, 6> kDoors{"event",    "segment", "segment_left",
                                                 "schedule", "date",    "inbound"};
constexpr std::string_view kDoorExamples =
    "event: Trial Started, segment: vip, segment_left: vip, schedule: every monday 09:00, date: "
    "contact.renewal_date "
    "- 30 days, or inbound: any";

// A phrase's value, or nullopt and the mistake reported in its place.
template <class T>
std::optional<T> read_phrase(const YamlNode& node, Issues& issues,
                             std::variant<T, PhraseMistake> (*parse)(std::string_view)) {
  auto read = parse(node.text);
  if (auto* value = std::get_if<T>(&read)) return std::move(*value);
  report_phrase(node, std::get<PhraseMistake>(read), issues);
  return std::nullopt;
}

void read_again(const YamlNode& node, Issues& issues, Enter& enter) {
  auto again = read_phrase(node, issues, parse_again);
  if (!again) return;
  enter.again = again->again;
  enter.again_after = again->after;
}

// The name of an event or a segment, as people write it.
std::string read_thing(const YamlNode& node, Issues& issues, std::string_view what,
                       std::string_view example) {
  auto name = read_string(node, issues, fmt::format("the {}", what));
  if (!name) return {};
  if (name->empty()) {
    issues.error(node, fmt::format("the {} has no name", what),
                 fmt::format("a{} {}'s name, such as {}", what == "event" ? "n" : "", what, example));
  }
  if (name->size() > limits::name_bytes) {
    issues.error(node, fmt::format("the {}'s name is too long", what),
                 fmt::format("at most {} bytes", limits::name_bytes));
  }
  return std::move(*name);
}

ByInbound read_inbound(const YamlNode& node, Issues& issues) {
  ByInbound inbound;
  if (node.kind == YamlNode::Kind::scalar && node.text == "any") return inbound;
  std::vector<const YamlNode*> items = read_list(node);
  if (items.empty()) issues.error(node, "inbound names no channel", "any, a channel, or a list of channels");
  for (const YamlNode* item : items) {
    auto text = read_string(*item, issues, "the channel");
    if (!text) continue;
    if (auto channel = Channel::parse(*text)) {
      inbound.channels.push_back(*channel);
    } else {
      const std::vector<std::string> known{"any", "email", "sms", "voice", "social.line"};
      issues.error(*item, fmt::format("unknown channel \"{}\"", *text),
                   "any, email, sms, voice or social.NETWORK", nearest(*text, known));
    }
  }
  return inbound;
}

std::optional<Door> read_door(std::string_view key, const YamlNode& node, Issues& issues) {
  if (key == "event") return ByEvent{read_thing(node, issues, "event", "Trial Started")};
  if (key == "segment") return BySegment{read_thing(node, issues, "segment", "vip"), false, {}};
  if (key == "segment_left") return BySegment{read_thing(node, issues, "segment", "vip"), true, {}};
  if (key == "schedule") return read_phrase(node, issues, parse_schedule);
  if (key == "inbound") return read_inbound(node, issues);
  auto date = read_phrase(node, issues, parse_date_of);
  if (!date) return std::nullopt;
  if (date->variable != "contact") {
    issues.error(node, "the date is one of the contact's own",
                 "contact. and an attribute: contact.renewal_date");
  }
  return ByDate{std::move(*date)};
}

// Exactly one of kDoors.
void read_way_in(MapReader& map, Issues& issues, Enter& enter) {
  std::string found;
  for (std::string_view door : kDoors) map.find(door);
  for (const auto& [key, value] : map.node().members) {
    if (std::find(kDoors.begin(), kDoors.end(), key.text) == kDoors.end()) continue;
    if (!found.empty()) {
      issues.error(key, fmt::format("a journey has one way in, and this one has \"{}\" already", found),
                   "a journey of its own for the other way, which may \"start:\" this one");
      continue;
    }
    found = key.text;
    if (auto door = read_door(key.text, value, issues)) enter.door = std::move(*door);
  }
  if (found.empty() && map.node().kind == YamlNode::Kind::map)
    issues.error(map.node(), "enter does not say who comes in", std::string(kDoorExamples));
}

void read_times(MapReader& map, Issues& issues, Enter& enter) {
  auto* segment = std::get_if<BySegment>(&enter.door);
  const bool timed = std::holds_alternative<BySchedule>(enter.door) || map.node().find("once") != nullptr;
  if (const YamlNode* once = map.find("once")) {
    auto moment = read_phrase(*once, issues, parse_moment);
    if (segment == nullptr || segment->left) {
      issues.error(*once, "once is for a segment: a message to everybody who is in it then",
                   "segment: and its name");
    } else {
      segment->once = moment;
    }
  }
  if (const YamlNode* zone = map.find("zone")) {
    auto name = read_string(*zone, issues, "the zone");
    if (name && *name != "contact") {
      if (Zone::find(*name)) {
        enter.zone = *name;
      } else {
        issues.error(*zone, fmt::format("there is no time zone \"{}\"", *name),
                     "contact, for everybody's own, or a name such as Europe/Paris");
      }
    }
    if (!timed) issues.error(*zone, "no time of day here needs a zone", "a schedule: or once:");
  }
  if (const YamlNode* stale = map.find("stale_after")) {
    auto duration = read_duration(*stale, issues, "stale_after");
    if (duration && *duration <= Millis(0)) {
      issues.error(*stale, "stale_after takes no time", "how old an event may be, such as 24 hours");
    }
    if (!enter.has_event()) issues.error(*stale, "stale_after is about events, and none lets people in here");
    enter.stale_after = duration.value_or(enter.stale_after);
  }
}

void read_hold_out(const YamlNode& node, Issues& issues, Enter& enter) {
  auto share = read_phrase(node, issues, parse_share);
  if (!share) return;
  if (*share == 0)
    issues.error(node, "0% holds nobody out", "a part of the people, such as 5%, or no hold_out:");
  if (*share == 10'000) issues.error(node, "nobody would get a message", "less than 100%, such as 5%");
  enter.hold_out = *share;
}

}  // namespace

const std::string& Enter::event() const {
  static const std::string none;
  const auto* by = std::get_if<ByEvent>(&door);
  return by == nullptr ? none : by->event;
}

bool Enter::has_event() const {
  return std::holds_alternative<ByEvent>(door) || std::holds_alternative<ByInbound>(door);
}

Enter read_enter(const YamlNode& node, Issues& issues) {
  Enter enter;
  enter.stale_after = limits::stale_after;
  MapReader map(node, issues, "enter");
  read_way_in(map, issues, enter);
  const Declared nothing;
  const Reading reading{.declared = nothing, .issues = issues, .enter = &enter};
  if (const YamlNode* condition = map.find("if")) {
    enter.condition = read_condition(*condition, issues);
    if (enter.condition) check_reads(*enter.condition, *condition, reading);
  }
  if (const YamlNode* again = map.find("again")) read_again(*again, issues, enter);
  if (const YamlNode* key = map.find("key")) {
    enter.key = read_expression(*key, issues, "the key");
    if (enter.key) check_reads(*enter.key, *key, reading);
  }
  if (const YamlNode* hold_out = map.find("hold_out")) read_hold_out(*hold_out, issues, enter);
  read_times(map, issues, enter);
  map.finish();
  return enter;
}

}  // namespace assent::workflows
