#include "engine/rehearsal/read_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace assent::engine {
using namespace scene;

namespace {

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint16_t> minute_of_day(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || text.size() - colon != 3) return std::nullopt;
  auto hour = number(text.substr(0, colon)), minute = number(text.substr(colon + 1));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return static_cast<std::uint16_t>(*hour * 60 + *minute);
}

std::optional<date::local_days> day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)), d = number(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  auto ymd = date::year(static_cast<int>(*y)) / date::month(*m) / date::day(*d);
  if (!ymd.ok()) return std::nullopt;
  return date::local_days(ymd);
}

}  // namespace

std::optional<Moment> scene::parse_moment(std::string_view text) {
  Moment moment;
  if (auto instant = parse_rfc3339(text)) {
    moment.instant = instant;
    return moment;
  }
  if (auto minute = minute_of_day(text)) {
    moment.minute_of_day = minute;
    return moment;
  }
  auto date = day(text.substr(0, 10));
  auto minute = text.size() > 11 ? minute_of_day(text.substr(11)) : std::nullopt;
  bool midnight = text.size() == 10;
  if (!date || (!minute && !midnight)) return std::nullopt;
  moment.local = LocalTime(*date) + std::chrono::minutes(minute.value_or(0));
  return moment;
}

Utc Moment::resolve(Utc now, const Zone& zone) const {
  if (instant) return *instant;
  if (local) return zone.instant(*local);
  if (!minute_of_day) return now;
  auto today = date::floor<date::days>(zone.local(now));
  for (int ahead = 0; ahead <= 2; ++ahead) {
    LocalTime reading = LocalTime(today + date::days(ahead)) + std::chrono::minutes(*minute_of_day);
    if (Utc at = zone.instant(reading); at > now) return at;
  }
  return now;
}

std::string one_of_words(const std::vector<std::string>& words) {
  return words.size() == 1 ? words[0] : "one of: " + join(words);
}

std::optional<std::size_t> read_one_of(const YamlNode& node, Issues& issues, std::string_view what,
                                       const std::vector<std::string>& words) {
  auto found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  issues.error(node, fmt::format("{} cannot be \"{}\"", what, node.text), one_of_words(words),
               nearest(node.text, words));
  return std::nullopt;
}

std::optional<Moment> read_moment(const YamlNode& node, Issues& issues, std::string_view what) {
  auto moment = node.kind == YamlNode::Kind::scalar ? parse_moment(node.text) : std::nullopt;
  if (!moment) {
    issues.error(node, fmt::format("{} is no time", what),
                 "2026-11-23 10:00 or 10:00 (the contact's own time), or 2026-11-23T10:00:00Z");
  }
  return moment;
}

}  // namespace assent::engine
