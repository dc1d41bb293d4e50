#include "channels/keywords.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fold.h"
#include "channels/read_channels.h"
#include "channels/stop_words.h"

namespace assent::channels {
namespace {

template <class Map>
std::vector<std::string> names_in(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "one of: " : ", ") + name;
  return out;
}

// Each of its purposes on each of its channels, or the notice promises less than the word would give.
void check_cover(const YamlNode& at, const Keyword& k, const Policy& policy, Issues& issues) {
  const Notice* notice = policy.notice(k.notice);
  if (notice == nullptr) return;
  for (const std::string& purpose : k.purposes) {
    for (const Channel& channel : k.channels) {
      if (notice->covers_consent(purpose, channel)) continue;
      issues.error(
          at, fmt::format("the notice \"{}\" does not cover {} by {}", k.notice, purpose, channel.text()));
    }
  }
}

void read_keyword(const YamlNode& key, const YamlNode& node, Policy& policy, Issues& issues) {
  Keyword k;
  k.word = key.text;
  k.folded = fold(key.text);
  if (k.folded.empty()) issues.error(key, "a keyword needs a letter or a digit");
  if (is_stop_word(k.folded)) issues.error(key, fmt::format("\"{}\" is a word by which people stop", k.word));
  MapReader map(node, issues, fmt::format("the keyword \"{}\"", k.word));
  if (const YamlNode* n = map.require("channels")) k.channels = read_channels(*n, issues, "channels");
  if (const YamlNode* n = map.require("purposes")) {
    for (const YamlNode* item : read_list(*n)) {
      auto id = read_string(*item, issues, "a purpose");
      if (!id) continue;
      std::vector<std::string> known = names_in(policy.purposes);
      if (policy.purpose(*id) == nullptr)
        issues.error(*item, fmt::format("unknown purpose \"{}\"", *id), listed(known), nearest(*id, known));
      k.purposes.push_back(std::move(*id));
    }
    if (k.purposes.empty()) issues.error(*n, "the keyword agrees to nothing", "at least one purpose");
  }
  if (const YamlNode* n = map.require("notice")) {
    k.notice = read_string(*n, issues, "the notice").value_or("");
    std::vector<std::string> known = names_in(policy.notices);
    if (policy.notice(k.notice) == nullptr)
      issues.error(*n, fmt::format("unknown notice \"{}\"", k.notice), listed(known),
                   nearest(k.notice, known));
    check_cover(*n, k, policy, issues);
  }
  map.finish();
  for (const Channel& channel : k.channels) {
    if (policy.keyword(channel, k.folded) == nullptr) continue;
    issues.error(key, fmt::format("\"{}\" is said twice for {}: case and accents do not matter", k.word,
                                  channel.text()));
  }
  policy.keywords.push_back(std::move(k));
}

}  // namespace

void read_keywords(const YamlNode& node, Policy& policy, Issues& issues) {
  if (node.kind != YamlNode::Kind::map || node.members.empty())
    return issues.error(node, "keywords is a map of words", "TIPS: {channels, purposes, notice}");
  for (const auto& [key, value] : node.members) read_keyword(key, value, policy, issues);
}

}  // namespace assent::channels
