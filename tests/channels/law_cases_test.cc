// The gate against the law: every case of law_cases.yaml, which was written from the law's text and not from the packs.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/channels/world.h"

namespace assent::channels {
namespace {

std::string text_at(const YamlNode& node, std::string_view key, std::string_view otherwise = "") {
  const YamlNode* found = node.find(key);
  return found == nullptr ? std::string(otherwise) : found->text;
}

std::vector<std::string> texts_at(const YamlNode& node, std::string_view key) {
  std::vector<std::string> out;
  if (const YamlNode* found = node.find(key)) {
    for (const YamlNode* item : read_list(*found)) out.push_back(item->text);
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// "2026-11-24 10:00" of the zone's clock, or UTC; takes its words from the front.
Utc instant(std::vector<std::string>& words, const Zone& zone) {
  std::string day = words.at(0);
  words.erase(words.begin());
  if (day.ends_with('Z')) return *parse_rfc3339(day);
  std::string clock = words.empty() ? "00:00" : words.at(0);
  if (!words.empty()) words.erase(words.begin());
  Utc as_if_utc = *parse_rfc3339(day + "T" + clock + ":00Z");
  return zone.instant(LocalTime(as_if_utc.time_since_epoch()));
}

class LawCase : public World {
 public:
  explicit LawCase(const YamlNode& node) : zone_(Zone::utc()) {
    std::vector<std::string> at = words_of(text_at(node, "at"));
    zone_ = *Zone::find(at.back());
    ask.now = instant(at, zone_);
    ask.expires_at = ask.now + std::chrono::days(8);
    ask.channel = channel(text_at(node, "channel"));
    address.kind = ask.channel.point_kind();
    where(node);
    what_was_agreed(node);
    what_was_sent(node);
    if (node.find("tells") != nullptr) ask.content.parts = parts(texts_at(node, "tells"));
  }

  const Zone& zone() const { return zone_; }

 private:
  void where(const YamlNode& node) {
    policy.packs = built_in_packs();
    policy.packs_always = policy.packs->of_country(text_at(node, "controller", "TH"));
    for (const std::string& id : texts_at(node, "regimes")) policy.packs_always |= policy.packs->named(id);
    ask.places = texts_at(node, "places");
    if (ask.places.empty() && node.find("assume") != nullptr) ask.places = {text_at(node, "assume")};
    bool known = text_at(node, "zone") != "unknown";
    ask.zones = zones_for(known ? zone_.name() : "", ask.places, policy);
  }

  void what_was_agreed(const YamlNode& node) {
    policy.purposes["offers"] = policy.purposes["tips"];
    policy.purposes["offers"].id = "offers";
    policy.notices["tips-v1"].covers.push_back({"offers", policy.purposes["tips"].channels});
    Utc when = ask.now - std::chrono::days(10);
    if (node.find("agreed") != nullptr) {
      std::vector<std::string> day{text_at(node, "agreed")};
      when = instant(day, zone_);
    }
    ConsentEvent grant =
        event(text_at(node, "confirmed") == "false" ? ConsentAct::given : ConsentAct::confirmed, 0);
    grant.channel = ask.channel;
    grant.event_time = grant.recorded_at = when;
    address.consents = {grant};
    if (node.find("stopped") != nullptr) {
      std::vector<std::string> said = words_of(text_at(node, "stopped"));
      Stop stop;
      stop.recorded_at = instant(said, zone_);
      stop.channel = channel(said.at(0));
      stop.purpose = said.at(1);
      person.stops.push_back(stop);
    }
  }

  void what_was_sent(const YamlNode& node) {
    std::uint8_t n = 1;
    for (const std::string& one : texts_at(node, "sent")) {
      std::vector<std::string> said = words_of(one);
      Claim c = claim(n++, 0);
      c.at = instant(said, zone_);
      c.channel = channel(said.at(0));
      c.purpose = said.at(1);
      person.claims.push_back(c);
    }
  }

  static std::uint8_t parts(const std::vector<std::string>& names) {
    const std::vector<std::string> all{"sender", "name", "postal_address", "stop_address", "stop_shown"};
    std::uint8_t out = 0;
    for (const std::string& name : names) {
      auto found = std::find(all.begin(), all.end(), name);
      EXPECT_NE(found, all.end()) << name;
      out |= static_cast<std::uint8_t>(1U << (found - all.begin()));
    }
    return out;
  }

  Zone zone_;
};

bool binds(const LawCase& world, const std::string& pack, const std::string& rule) {
  for (const BindingRule& r :
       rules_binding(world.ask.channel.medium(), packs_binding(world.ask.places, world.policy), world.policy,
                     world.ask.now)) {
    if (r.pack->id == pack && r.rule->id == rule) return true;
  }
  return false;
}

std::string said(const Decision& d) {
  std::string out(name(d.outcome));
  for (Reason reason : d.reasons) out += " " + std::string(name(reason));
  if (d.until) out += " " + format_rfc3339(*d.until);
  return out;
}

// What the case expects, in the words of `said`.
std::string expected(const std::string& then, const Zone& zone) {
  std::vector<std::string> words = words_of(then);
  if (words.at(0) != "defer") return then;
  std::vector<std::string> until(words.begin() + 2, words.end());
  return words[0] + " " + words[1] + " " + format_rfc3339(instant(until, zone));
}

std::string file_text() {
  std::ifstream file(std::filesystem::path(ASSENT_SOURCE_DIR) / "tests/channels/law_cases.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Law, EveryCase) {
  std::string text = file_text();
  Issues issues("law_cases.yaml", text);
  auto root = parse_yaml(text, issues);
  ASSERT_TRUE(root && !issues.any_error()) << (issues.all().empty() ? "" : render(issues.all()[0], text));
  std::size_t cases = 0;
  for (const YamlNode& node : root->items) {
    SCOPED_TRACE("law_cases.yaml:" + std::to_string(node.line) + " " + text_at(node, "case"));
    EXPECT_FALSE(text_at(node, "source").empty());
    LawCase world(node);
    std::string then = text_at(node, "then");
    std::vector<std::string> words = words_of(then);
    ++cases;
    if (words.at(0) == "binds" || words.at(0) == "free") {
      ASSERT_NE(world.policy.packs->find(words.at(1)), nullptr);
      EXPECT_EQ(binds(world, words.at(1), words.at(2)), words[0] == "binds");
    } else {
      EXPECT_EQ(said(world.decide()), expected(then, world.zone()));
    }
  }
  EXPECT_GE(cases, 80u);
}

}  // namespace
}  // namespace assent::channels
