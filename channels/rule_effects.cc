#include "channels/rule_effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "channels/limit_phrases.h"

namespace assent::channels {
namespace {

const std::vector<std::string> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
const std::vector<std::string> kEffects{"hours",           "at_most",    "double_opt_in",
                                        "consent_expires", "content",    "stop_within",
                                        "stop_covers",     "keep_proof", "opt_in"};
const std::vector<std::string> kParts{"sender", "name", "postal_address", "stop_address", "stop_shown"};

std::size_t place_in(const std::vector<std::string>& words, std::string_view word) {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

void no_such(Issues& issues, const YamlNode& node, std::string_view text, std::string_view what,
             const std::vector<std::string>& known) {
  issues.error(node, fmt::format("\"{}\" is not {}", text, what), "one of: " + join(known),
               nearest(text, known));
}

std::vector<OpenHours::Span> read_spans(const YamlNode& node, Issues& issues) {
  std::vector<OpenHours::Span> spans;
  for (const YamlNode* item : read_list(node)) {
    auto text = read_string(*item, issues, "the hours");
    if (!text || *text == "none") continue;
    auto hours = parse_hours(*text);
    if (hours && hours->to_minute == 0) hours->to_minute = 24 * 60;
    if (!hours || hours->from_minute >= hours->to_minute) {
      issues.error(*item, fmt::format("\"{}\" is not a span of hours within a day", *text),
                   "none, or two times such as 10:00-13:00");
      continue;
    }
    spans.push_back({hours->from_minute, hours->to_minute});
  }
  return spans;
}

OpenHours read_open_hours(const YamlNode& node, std::span<const Holiday> holidays, Issues& issues) {
  OpenHours out;
  MapReader map(node, issues, "the hours");
  unsigned named = 0;
  for (const auto& [key, value] : node.members) {
    map.skip(key.text);
    auto spans = read_spans(value, issues);
    if (key.text == "holidays") {
      out.heeds_holidays = true;
      out.holidays.assign(holidays.begin(), holidays.end());
      out.days[OpenHours::holiday] = std::move(spans);
      if (holidays.empty()) issues.error(key, "the pack names no holidays", "holidays: above the rules");
      continue;
    }
    std::size_t dash = key.text.find('-');
    std::size_t first = place_in(kDays, std::string_view(key.text).substr(0, dash));
    std::size_t last =
        dash == std::string::npos ? first : place_in(kDays, std::string_view(key.text).substr(dash + 1));
    if (first >= 7 || last >= 7 || first > last) {
      issues.error(key, fmt::format("\"{}\" is neither a day nor a row of days", key.text),
                   "such as mon, mon-fri or holidays");
      continue;
    }
    for (std::size_t day = first; day <= last; ++day) {
      if (named & (1U << day)) issues.error(key, fmt::format("{} is named twice", kDays[day]));
      named |= 1U << day;
      out.days[day] = spans;
    }
  }
  if (node.kind == YamlNode::Kind::map && named != 0x7f && !issues.any_error())
    issues.error(node, "the hours leave out a day", "all from mon to sun; none where nothing is allowed");
  map.finish();
  return out;
}

Effect read_cap(const YamlNode& node, const YamlNode* same, Issues& issues) {
  RuleCap out;
  auto text = read_string(node, issues, "at_most");
  auto cap = text ? parse_at_most(*text) : std::nullopt;
  if (text && !cap)
    issues.error(node, fmt::format("\"{}\" is not a limit", *text), "such as 4 messages per 30 days");
  if (cap && cap->messages > limits::contact_claims)
    issues.error(node,
                 fmt::format("at most {} messages are remembered of a contact", limits::contact_claims));
  out.cap = cap.value_or(Cap{});
  if (same != nullptr) {
    auto what = read_string(*same, issues, "of_the_same");
    if (what && *what != "purpose")
      no_such(issues, *same, *what, "what messages have in common", {"purpose"});
    out.same_purpose = true;
  }
  return out;
}

Effect read_content(const YamlNode& node, Issues& issues) {
  RequiredContent out;
  for (const YamlNode* item : read_list(node)) {
    auto text = read_string(*item, issues, "the content");
    if (!text) continue;
    std::size_t part = place_in(kParts, *text);
    if (part == kParts.size()) {
      no_such(issues, *item, *text, "a part of a message", kParts);
    } else {
      out.parts |= static_cast<std::uint8_t>(1U << part);
    }
  }
  return out;
}

Effect read_stop_within(const YamlNode& node, Issues& issues) {
  auto text = read_string(node, issues, "stop_within");
  if (!text || *text == "at once") return StopWithin{};
  StopWithin out;
  const char* end = text->data() + text->size();
  auto [rest, ec] = std::from_chars(text->data(), end, out.count);
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (ec == std::errc{} && out.count > 0 && unit == " days") {
    out.unit = StopWithin::Unit::days;
  } else if (ec == std::errc{} && out.count > 0 && unit == " business days") {
    out.unit = StopWithin::Unit::business_days;
  } else {
    issues.error(node, fmt::format("\"{}\" is not a deadline", *text), "at once, 7 days or 10 business days");
  }
  return out;
}

Effect read_word(const YamlNode& node, std::string_view key, const std::vector<std::string>& words,
                 Issues& issues, Effect first, Effect second) {
  auto text = read_string(node, issues, key);
  if (!text) return {};
  if (*text == words[0]) return first;
  if (words.size() > 1 && *text == words[1]) return second;
  no_such(issues, node, *text, fmt::format("what {} can be", key), words);
  return {};
}

Effect read_one(const std::string& key, const YamlNode& node, const YamlNode* same,
                std::span<const Holiday> holidays, Issues& issues) {
  if (key == "hours") return read_open_hours(node, holidays, issues);
  if (key == "at_most") return read_cap(node, same, issues);
  if (key == "content") return read_content(node, issues);
  if (key == "stop_within") return read_stop_within(node, issues);
  if (key == "stop_covers") return read_word(node, key, {"all purposes"}, issues, StopCovers{}, {});
  if (key == "opt_in") return read_word(node, key, {"express", "written"}, issues, OptIn{}, OptIn{true});
  if (key == "double_opt_in") {
    auto wanted = read_boolean(node, issues, key);
    if (wanted && !*wanted) issues.error(node, "a rule cannot take a double opt-in away", "true");
    return DoubleOptIn{};
  }
  auto lasting = read_duration(node, issues, key).value_or(Millis(1));
  if (lasting.count() == 0) issues.error(node, fmt::format("{} lasts no time", key));
  return key == "keep_proof" ? Effect(KeepProof{lasting}) : Effect(ConsentExpires{lasting});
}

}  // namespace

std::string effect_keys() {
  return join(kEffects);
}

Effect read_effect(MapReader& rule, std::span<const Holiday> holidays, Issues& issues) {
  Effect effect;
  const YamlNode* same = rule.find("of_the_same");
  bool found = false, cap = false;
  for (const std::string& key : kEffects) {
    const YamlNode* node = rule.find(key);
    if (node == nullptr) continue;
    if (found) {
      issues.error(*node, "a rule has one effect", "a rule of its own");
      continue;
    }
    found = true;
    cap = key == "at_most";
    effect = read_one(key, *node, same, holidays, issues);
  }
  if (same != nullptr && !cap) issues.error(*same, "of_the_same goes with at_most");
  return effect;
}

}  // namespace assent::channels
