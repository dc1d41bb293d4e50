#include "channels/limit_phrases.h"

#include <charconv>
#include <string>

namespace assent::channels {
namespace {

void skip_spaces(std::string_view& s) {
  while (!s.empty() && s[0] == ' ') s.remove_prefix(1);
}

std::optional<std::uint32_t> number(std::string_view& s) {
  std::uint32_t value = 0;
  auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (ec != std::errc{}) return std::nullopt;
  s.remove_prefix(static_cast<std::size_t>(end - s.data()));
  return value;
}

bool word(std::string_view& s, std::string_view expected) {
  skip_spaces(s);
  if (!s.starts_with(expected)) return false;
  std::string_view rest = s.substr(expected.size());
  if (!rest.empty() && rest[0] != ' ') return false;
  s = rest;
  return true;
}

std::optional<std::uint16_t> minute_of_day(std::string_view& s) {
  skip_spaces(s);
  auto hour = number(s);
  if (!hour || !s.starts_with(':')) return std::nullopt;
  s.remove_prefix(1);
  std::size_t before = s.size();
  auto minute = number(s);
  if (!minute || before - s.size() != 2 || *minute > 59) return std::nullopt;
  if (*hour > 24 || (*hour == 24 && *minute != 0)) return std::nullopt;
  return static_cast<std::uint16_t>(*hour * 60 + *minute);
}

}  // namespace

std::optional<Cap> parse_at_most(std::string_view phrase) {
  skip_spaces(phrase);
  auto messages = number(phrase);
  if (!messages || *messages == 0) return std::nullopt;
  if (!word(phrase, "messages") && !word(phrase, "message")) return std::nullopt;
  if (!word(phrase, "per")) return std::nullopt;
  auto window = parse_duration(phrase);
  if (!window) window = parse_duration("1 " + std::string(phrase));
  if (!window || window->count() == 0) return std::nullopt;
  return Cap{*messages, *window};
}

std::optional<QuietHours> parse_hours(std::string_view phrase) {
  auto from = minute_of_day(phrase);
  if (!from) return std::nullopt;
  skip_spaces(phrase);
  if (!phrase.starts_with('-')) return std::nullopt;
  phrase.remove_prefix(1);
  auto to = minute_of_day(phrase);
  skip_spaces(phrase);
  if (!to || !phrase.empty() || *from % 1440 == *to % 1440) return std::nullopt;
  return QuietHours{static_cast<std::uint16_t>(*from % 1440), static_cast<std::uint16_t>(*to % 1440)};
}

}  // namespace assent::channels
