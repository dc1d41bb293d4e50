// Reads a rule pack.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "channels/limit_phrases.h"
#include "channels/rule_effects.h"
#include "channels/rule_pack.h"

namespace assent::channels {
namespace {

class PackReader {
 public:
  PackReader(const YamlNode& root, Issues& issues) : root_(root), issues_(issues) {}
  RulePack read(std::string_view text, std::string_view id);

 private:
  std::string words(const YamlNode* node, std::string_view what);
  void places(const YamlNode& node);
  void holidays(const YamlNode& node);
  void rule(const YamlNode& node);
  std::uint8_t media(const YamlNode& node);
  std::optional<Utc> day(const YamlNode* node, std::string_view what, int later,
                         std::optional<std::string>& written);
  void soundness(const YamlNode& node, const Rule& r);

  const YamlNode& root_;
  Issues& issues_;
  Zone zone_ = Zone::utc();
  std::vector<Holiday> holidays_;
  RulePack pack_;
};

RulePack PackReader::read(std::string_view text, std::string_view id) {
  MapReader map(root_, issues_, "the rule pack");
  if (const YamlNode* n = map.require("regime")) {
    pack_.id = words(n, "the regime");
    if (pack_.id != id)
      issues_.error(*n, fmt::format("the regime \"{}\" stands in the file {}.yaml", pack_.id, id), "",
                    std::string(id));
  }
  pack_.title = words(map.require("title"), "the title");
  if (const YamlNode* n = map.find("within")) pack_.within = words(n, "within");
  if (const YamlNode* n = map.require("places")) places(*n);
  if (const YamlNode* n = map.require("time_zone")) {
    std::string name = words(n, "time_zone");
    if (auto zone = Zone::find(name)) {
      zone_ = *zone;
    } else {
      issues_.error(*n, fmt::format("\"{}\" is not a time zone", name), "an IANA zone, such as Europe/Paris");
    }
  }
  if (const YamlNode* n = map.find("holidays")) holidays(*n);
  if (const YamlNode* n = map.require("rules")) {
    for (const YamlNode* item : read_list(*n)) rule(*item);
    if (n->kind != YamlNode::Kind::list || n->items.empty())
      issues_.error(*n, "there is no rule", "a list of rules");
  }
  map.finish();
  pack_.sha256 = sha256(text);
  return std::move(pack_);
}

std::string PackReader::words(const YamlNode* node, std::string_view what) {
  if (node == nullptr) return {};
  auto text = read_string(*node, issues_, what);
  if (text && text->empty()) issues_.error(*node, fmt::format("{} is empty", what), "text");
  return text.value_or("");
}

void PackReader::places(const YamlNode& node) {
  for (const YamlNode* item : read_list(node)) {
    std::string place = words(item, "a place");
    if (place.empty()) continue;
    std::string_view country = std::string_view(place).substr(0, place.find('-'));
    bool part = country.size() < place.size();
    if (zones_of_country(country).empty() || part == pack_.within.empty() ||
        (part && country != pack_.within)) {
      issues_.error(*item, fmt::format("\"{}\" is not such a place", place),
                    pack_.within.empty() ? "a country of ISO 3166-1, such as FR"
                                         : fmt::format("a part of {} by ISO 3166-2", pack_.within));
    }
    pack_.places.push_back(std::move(place));
  }
  if (pack_.places.empty())
    issues_.error(node, "the pack is of no place", "a list of countries or parts of one");
}

void PackReader::holidays(const YamlNode& node) {
  for (const YamlNode* item : read_list(node)) {
    std::string text = words(item, "a holiday");
    if (text.empty()) continue;
    if (auto holiday = parse_holiday(text)) {
      holidays_.push_back(*holiday);
    } else {
      issues_.error(*item, fmt::format("\"{}\" is not a holiday", text),
                    "a date such as 05-01, easter+39 or 2026-05-04");
    }
  }
}

std::uint8_t PackReader::media(const YamlNode& node) {
  static const std::vector<std::string> names{"email", "sms", "voice", "social"};
  std::uint8_t out = 0;
  for (const YamlNode* item : read_list(node)) {
    std::string name = words(item, "a channel");
    if (name.empty()) continue;
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      issues_.error(*item, fmt::format("\"{}\" is not a kind of channel", name), "one of: " + join(names),
                    nearest(name, names));
    } else {
      out |= static_cast<std::uint8_t>(1U << (found - names.begin() + 1));  // as Medium numbers them
    }
  }
  if (out == 0 && !issues_.any_error()) issues_.error(node, "the rule concerns no channel");
  return out;
}

// Midnight of a day where the pack is; `later` days after it.
std::optional<Utc> PackReader::day(const YamlNode* node, std::string_view what, int later,
                                   std::optional<std::string>& written) {
  if (node == nullptr) return std::nullopt;
  std::string text = words(node, what);
  auto parsed = text.size() == 10 ? parse_holiday(text) : std::nullopt;
  if (!parsed || parsed->kind != Holiday::Kind::once) {
    issues_.error(*node, fmt::format("{} is not a day: \"{}\"", what, text), "a day such as 2026-08-11");
    return std::nullopt;
  }
  written = text;
  return zone_.instant(LocalTime(date::local_days(parsed->once) + date::days(later)));
}

void PackReader::rule(const YamlNode& node) {
  Rule r;
  MapReader map(node, issues_, "a rule");
  if (const YamlNode* n = map.require("rule")) r.id = read_name(*n, issues_, "the rule").value_or("");
  if (const YamlNode* n = map.require("channels")) r.media = media(*n);
  r.effect = read_effect(map, holidays_, issues_);
  r.from = day(map.find("effective_from"), "effective_from", 0, r.first_day);
  r.until = day(map.find("effective_to"), "effective_to", 1, r.last_day);
  if (const YamlNode* n = map.find("enabled"))
    r.enabled = read_boolean(*n, issues_, "enabled").value_or(false);
  if (const YamlNode* n = map.find("doubt")) r.doubt = words(n, "the doubt");
  r.source = words(map.require("source"), "the source");
  r.mark = words(map.require("mark"), "the mark");
  map.finish();
  soundness(node, r);
  pack_.rules.push_back(std::move(r));
}

void PackReader::soundness(const YamlNode& node, const Rule& r) {
  if (issues_.any_error()) return;
  if (r.mark != "V" && r.mark != "S" && r.mark != "K" && r.mark != "?")
    issues_.error(node, fmt::format("the rule \"{}\" is marked \"{}\"", r.id, r.mark), "V, S, K or \"?\"");
  if (r.enabled && r.mark != "V" && r.mark != "S") {
    issues_.error(node, fmt::format("the rule \"{}\" is in force without a sure source", r.id),
                  "enabled: false, and the doubt");
  }
  if (!r.enabled && r.doubt.empty())
    issues_.error(node, fmt::format("the rule \"{}\" is disabled without a doubt", r.id), "doubt: and why");
  if (r.enabled && std::holds_alternative<std::monostate>(r.effect))
    issues_.error(node, fmt::format("the rule \"{}\" asks for nothing", r.id), "one of: " + effect_keys());
  if (r.from && r.until && *r.from >= *r.until)
    issues_.error(node, fmt::format("the rule \"{}\" ends before it begins", r.id));
  if (std::any_of(pack_.rules.begin(), pack_.rules.end(),
                  [&](const Rule& other) { return other.id == r.id; }))
    issues_.error(node, fmt::format("there are two rules \"{}\"", r.id));
}

}  // namespace

std::optional<RulePack> load_pack(std::string_view text, std::string_view id, Issues& issues) {
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  RulePack pack = PackReader(*root, issues).read(text, id);
  if (issues.any_error()) return std::nullopt;
  return pack;
}

}  // namespace assent::channels
