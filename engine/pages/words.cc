#include "engine/pages/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "base/html.h"

namespace assent::engine {
namespace {

constexpr std::string_view kEnglish = "en";

std::string primary_tag(std::string_view tag) {
  std::string primary(tag.substr(0, tag.find_first_of("-_")));
  for (char& c : primary) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return primary;
}

Sayings sayings_of(std::string_view text) {
  Sayings said;
  Issues unused("built-in language", std::string(text));
  auto root = parse_yaml(text, unused);
  if (!root) return said;
  for (const YamlMember& member : root->members) said[member.first.text] = member.second.text;
  return said;
}

std::string filled(std::string_view text, Words::Args args) {
  std::string out;
  while (!text.empty()) {
    auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    auto close = text.find('}', open);
    if (close == std::string_view::npos) return out += text.substr(open);
    std::string_view name = text.substr(open + 1, close - open - 1);
    for (const auto& [known, value] : args) {
      if (known == name) out += value;
    }
    text.remove_prefix(close + 1);
  }
  return out;
}

std::string month_name(std::string_view months, unsigned month) {
  for (unsigned i = 1; i < month; ++i) {
    auto space = months.find(' ');
    if (space == std::string_view::npos) return std::to_string(month);
    months.remove_prefix(space + 1);
  }
  return std::string(months.substr(0, months.find(' ')));
}

}  // namespace

std::string Words::plain(std::string_view key, Args args) const {
  auto found = said_.find(key);
  return found == said_.end() ? std::string(key) : filled(found->second, args);
}

std::string Words::html(std::string_view key, Args args) const {
  return escape_html(plain(key, args));
}

std::string Words::day(Utc t, const Zone& zone) const {
  date::year_month_day ymd(date::floor<date::days>(zone.local(t)));
  std::string month = month_name(plain("months"), static_cast<unsigned>(ymd.month()));
  return plain("date", {{"day", std::to_string(static_cast<unsigned>(ymd.day()))},
                        {"month", month},
                        {"year", std::to_string(static_cast<int>(ymd.year()))}});
}

std::string Words::minute(Utc t, const Zone& zone) const {
  LocalTime local = zone.local(t);
  auto minutes = std::chrono::floor<std::chrono::minutes>(local - date::floor<date::days>(local)).count();
  return fmt::format("{}, {:02}:{:02} ({})", day(t, zone), minutes / 60, minutes % 60, zone.name());
}

Languages Languages::with(const std::map<std::string, Sayings>& over) {
  Languages languages;
  std::map<std::string, Sayings> said;
  for (const auto& [code, text] : embedded_languages()) said[std::string(code)] = sayings_of(text);
  for (const auto& [code, sayings] : over) {
    for (const auto& [key, text] : sayings) said[code][key] = text;
  }
  Sayings english = said[std::string(kEnglish)];
  languages.all_.emplace_back(std::string(kEnglish), english);
  for (auto& [code, sayings] : said) {
    if (code == kEnglish) continue;
    sayings.insert(english.begin(), english.end());  // what it lacks
    languages.all_.emplace_back(code, std::move(sayings));
  }
  return languages;
}

const Languages& Languages::built_in() {
  static const Languages languages = with({});
  return languages;
}

const Words* Languages::find(std::string_view tag) const {
  std::string primary = primary_tag(tag);
  auto found = std::find_if(all_.begin(), all_.end(), [&](const Words& w) { return w.code() == primary; });
  return found == all_.end() ? nullptr : &*found;
}

const Words& Languages::pick(std::span<const std::string> wanted) const {
  for (const std::string& tag : wanted) {
    if (const Words* words = find(tag)) return *words;
  }
  return all_.front();
}

std::vector<std::string> accepted_languages(std::string_view header) {
  std::vector<std::pair<int, std::string>> weighed;
  while (!header.empty() && weighed.size() < 32) {
    std::string_view item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), item.size() + 1));
    std::string_view tag = item.substr(0, item.find(';'));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    int weight = 1000;
    if (auto q = item.find("q="); q != std::string_view::npos)
      weight = static_cast<int>(1000 * std::strtod(std::string(item.substr(q + 2)).c_str(), nullptr));
    if (!tag.empty() && weight > 0) weighed.emplace_back(weight, std::string(tag));
  }
  std::stable_sort(weighed.begin(), weighed.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> tags;
  for (auto& [weight, tag] : weighed) tags.push_back(std::move(tag));
  return tags;
}

std::vector<std::string> placeholders_of(std::string_view text) {
  std::vector<std::string> names;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    auto close = text.find('}', open);
    if (close != std::string_view::npos) names.emplace_back(text.substr(open + 1, close - open - 1));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Sayings read_sayings(std::string_view code, const YamlNode& root, Issues& issues) {
  const Sayings& english = Languages::built_in().all().front().said();
  Sayings said;
  MapReader reader(root, issues, "the words of a page");
  std::vector<std::string> missing;
  for (const auto& [key, text] : english) {
    const YamlNode* node = reader.find(key);
    if (node == nullptr) {
      missing.push_back(key);
      continue;
    }
    auto words = read_string(*node, issues, key);
    if (!words) continue;
    if (placeholders_of(*words) != placeholders_of(text)) {
      issues.error(*node, fmt::format("{} does not have the placeholders that are filled in", key),
                   fmt::format("exactly these: {{{}}}", fmt::join(placeholders_of(text), "} {")));
      continue;
    }
    said[key] = std::move(*words);
  }
  reader.finish();
  bool translated = Languages::built_in().find(code) != nullptr;
  if (!translated && !missing.empty() && root.kind == YamlNode::Kind::map) {
    issues.warning(root, fmt::format("{} of the words are missing here and will be said in English: {}",
                                     missing.size(), fmt::join(missing, " ")));
  }
  return said;
}

}  // namespace assent::engine
