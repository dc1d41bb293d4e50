#include "base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <map>

namespace assent {
namespace {

// Reads exactly `count` digits; nullopt if there are fewer.
std::optional<int> digits(std::string_view& s, std::size_t count) {
  if (s.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (s[i] < '0' || s[i] > '9') return std::nullopt;
    value = value * 10 + (s[i] - '0');
  }
  s.remove_prefix(count);
  return value;
}

bool take(std::string_view& s, std::string_view any_of) {
  if (s.empty() || any_of.find(s[0]) == std::string_view::npos) return false;
  s.remove_prefix(1);
  return true;
}

std::optional<int> fraction_ms(std::string_view& s) {
  int ms = 0;
  int place = 100;
  std::size_t count = 0;
  while (!s.empty() && s[0] >= '0' && s[0] <= '9') {
    ms += (s[0] - '0') * place;
    place /= 10;
    s.remove_prefix(1);
    if (++count > 9) return std::nullopt;
  }
  if (count == 0) return std::nullopt;
  return ms;
}

std::optional<std::chrono::minutes> offset(std::string_view& s) {
  if (take(s, "Zz")) return std::chrono::minutes(0);
  if (s.empty() || (s[0] != '+' && s[0] != '-')) return std::nullopt;
  int sign = s[0] == '-' ? -1 : 1;
  s.remove_prefix(1);
  auto hours = digits(s, 2);
  if (!hours || !take(s, ":")) return std::nullopt;
  auto minutes = digits(s, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};

constexpr std::array<Unit, 6> kUnits{{{"week", 604800000},
                                      {"day", 86400000},
                                      {"hour", 3600000},
                                      {"minute", 60000},
                                      {"second", 1000},
                                      {"ms", 1}}};

std::optional<std::int64_t> unit_ms(std::string_view word) {
  static const std::map<std::string_view, std::int64_t> units{
      {"ms", 1},           {"s", 1000},          {"sec", 1000},         {"second", 1000},
      {"seconds", 1000},   {"min", 60000},       {"minute", 60000},     {"minutes", 60000},
      {"m", 60000},        {"h", 3600000},       {"hour", 3600000},     {"hours", 3600000},
      {"d", 86400000},     {"day", 86400000},    {"days", 86400000},    {"w", 604800000},
      {"week", 604800000}, {"weeks", 604800000}, {"year", 31536000000}, {"years", 31536000000}};
  auto found = units.find(word);
  if (found == units.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<Utc> parse_rfc3339(std::string_view s) {
  auto year = digits(s, 4);
  if (!year || !take(s, "-")) return std::nullopt;
  auto month = digits(s, 2);
  if (!month || !take(s, "-")) return std::nullopt;
  auto day = digits(s, 2);
  if (!day || !take(s, "Tt ")) return std::nullopt;
  auto hour = digits(s, 2);
  if (!hour || !take(s, ":")) return std::nullopt;
  auto minute = digits(s, 2);
  if (!minute || !take(s, ":")) return std::nullopt;
  auto second = digits(s, 2);
  if (!second) return std::nullopt;
  int ms = 0;
  if (take(s, ".")) {
    auto fraction = fraction_ms(s);
    if (!fraction) return std::nullopt;
    ms = *fraction;
  }
  auto shift = offset(s);
  if (!shift || !s.empty()) return std::nullopt;
  std::chrono::year_month_day ymd{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                  std::chrono::day(static_cast<unsigned>(*day))};
  if (!ymd.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(ymd) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + Millis(ms) - *shift;
}

std::string format_rfc3339(Utc t) {
  auto day = std::chrono::floor<std::chrono::days>(t);
  std::chrono::year_month_day ymd(day);
  std::chrono::hh_mm_ss clock(t - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<Millis> parse_duration(std::string_view text) {
  constexpr double longest_ms = 100.0 * 366 * 86400000;
  double total = 0;
  bool any = false;
  while (true) {
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
    if (text.empty()) break;
    double amount = 0;
    auto [end, ec] =
        std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (ec != std::errc{} || !(amount >= 0)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
    std::size_t length = 0;
    while (length < text.size() && std::isalpha(static_cast<unsigned char>(text[length]))) ++length;
    auto unit = unit_ms(text.substr(0, length));
    if (!unit) return std::nullopt;
    text.remove_prefix(length);
    total += amount * static_cast<double>(*unit);
    if (total > longest_ms) return std::nullopt;
    any = true;
  }
  if (!any) return std::nullopt;
  return Millis(static_cast<std::int64_t>(total + 0.5));
}

std::string format_duration(Millis d) {
  std::int64_t rest = d.count();
  if (rest == 0) return "0 seconds";
  std::string out = rest < 0 ? "-" : "";
  rest = rest < 0 ? -rest : rest;
  for (const Unit& unit : kUnits) {
    if (unit.name == "week" && rest % unit.ms != 0) continue;  // "8 days", not "1 week 1 day"
    std::int64_t amount = rest / unit.ms;
    if (amount == 0) continue;
    rest %= unit.ms;
    if (out.size() > 1) out += ' ';
    out += fmt::format("{} {}{}", amount, unit.name, amount == 1 || unit.name == "ms" ? "" : "s");
  }
  return out;
}

std::optional<Zone> Zone::find(std::string_view name) {
  // locate_zone throws for an unknown name, and is slow about it: remember both answers.
  thread_local std::map<std::string, const date::time_zone*, std::less<>> known;
  if (auto found = known.find(name); found != known.end()) {
    if (found->second == nullptr) return std::nullopt;
    return Zone(found->second);
  }
  const date::time_zone* zone = nullptr;
  try {
    zone = date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    zone = nullptr;
  }
  if (known.size() < 2000) known.emplace(std::string(name), zone);
  if (zone == nullptr) return std::nullopt;
  return Zone(zone);
}

Zone Zone::utc() {
  static const Zone zone = *find("Etc/UTC");
  return zone;
}

std::string Zone::database_version() {
  return date::get_tzdb().version;
}

LocalTime Zone::local(Utc t) const {
  return zone_->to_local(t);
}

Utc Zone::instant(LocalTime t) const {
  date::local_info info = zone_->get_info(t);
  if (info.result == date::local_info::nonexistent) {
    return std::chrono::time_point_cast<Millis>(info.second.begin);
  }
  return Utc(t.time_since_epoch() - info.first.offset);
}

std::string Zone::name() const {
  return zone_->name();
}

std::vector<Zone> zones_of_country(std::string_view country) {
  static const auto table = [] {
    std::map<std::string, std::vector<Zone>, std::less<>> zones;
    std::ifstream file("/usr/share/zoneinfo/zone1970.tab");
    std::string line;
    while (std::getline(file, line)) {
      if (line.empty() || line[0] == '#') continue;
      auto first = line.find('\t');
      auto second = line.find('\t', first + 1);
      if (first == std::string::npos || second == std::string::npos) continue;
      auto third = line.find('\t', second + 1);
      auto zone =
          Zone::find(line.substr(second + 1, third == std::string::npos ? third : third - second - 1));
      if (!zone) continue;
      for (std::size_t at = 0; at + 2 <= first; at += 3) zones[line.substr(at, 2)].push_back(*zone);
    }
    return zones;
  }();
  auto found = table.find(country);
  return found == table.end() ? std::vector<Zone>{} : found->second;
}

}  // namespace assent
