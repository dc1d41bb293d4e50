// Reads policy.yaml, one function a section, and checks the sections against each other.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/hash.h"
#include "base/limits.h"
#include "channels/keywords.h"
#include "channels/limit_phrases.h"
#include "channels/policy.h"
#include "channels/read_channels.h"

namespace assent::channels {
namespace {

class PolicyReader {
 public:
  PolicyReader(const YamlNode& root, Issues& issues) : root_(root), issues_(issues) {}
  Policy read(std::string_view text);

 private:
  void controller(const YamlNode& node);
  void regimes(const YamlNode& node);
  void purposes(const YamlNode& node);
  void purpose(const YamlNode& key, const YamlNode& node);
  void double_opt_in(const YamlNode& node, Purpose& p);
  void notices(const YamlNode& node);
  void notice(const YamlNode& key, const YamlNode& node);
  std::optional<Covers> covers(const YamlNode& node);
  void data_use(const YamlNode& node);
  void limits(const YamlNode& node);
  void retention(const YamlNode& node);
  void every_purpose_is_coverable();

  const Purpose* declared(const YamlNode& node, std::string_view what);
  std::string words(const YamlNode* node, std::string_view what);
  std::optional<std::string> country(const YamlNode& node, std::string_view what);
  std::optional<Millis> lasting(const YamlNode* node, std::string_view what);
  bool is_map(const YamlNode& node, std::string_view what);

  const YamlNode& root_;
  Issues& issues_;
  Policy policy_;
};

Policy PolicyReader::read(std::string_view text) {
  MapReader map(root_, issues_, "the policy");
  // In the order of dependence: notices and data_use name purposes.
  if (const YamlNode* n = map.require("controller")) controller(*n);
  if (const YamlNode* n = map.find("assume_country")) policy_.assume_country = country(*n, "assume_country");
  if (const YamlNode* n = map.find("regimes")) regimes(*n);
  if (const YamlNode* n = map.require("purposes")) purposes(*n);
  if (const YamlNode* n = map.find("notices")) notices(*n);
  if (const YamlNode* n = map.find("keywords")) read_keywords(*n, policy_, issues_);
  if (const YamlNode* n = map.find("data_use")) data_use(*n);
  if (const YamlNode* n = map.find("limits")) limits(*n);
  if (const YamlNode* n = map.find("retention")) retention(*n);
  if (auto ahead = lasting(map.find("consent_expiring"), "consent_expiring"))
    policy_.consent_expiring = *ahead;
  map.finish();
  if (!issues_.any_error()) every_purpose_is_coverable();
  policy_.sha256 = sha256(text);
  return std::move(policy_);
}

// Text that says something; empty where it does not, which is reported.
std::string PolicyReader::words(const YamlNode* node, std::string_view what) {
  if (node == nullptr) return {};
  auto text = read_string(*node, issues_, what);
  if (!text) return {};
  if (text->find_first_not_of(" \t\n") == std::string::npos) {
    issues_.error(*node, fmt::format("{} is empty", what), "text");
  }
  return *text;
}

std::optional<std::string> PolicyReader::country(const YamlNode& node, std::string_view what) {
  auto code = read_string(node, issues_, what);
  if (!code) return std::nullopt;
  if (!zones_of_country(*code).empty()) return code;
  std::string upper = *code;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  issues_.error(node, fmt::format("\"{}\" is not a country", *code),
                "two capital letters of ISO 3166-1, such as FR",
                zones_of_country(upper).empty() ? "" : upper);
  return std::nullopt;
}

std::optional<Millis> PolicyReader::lasting(const YamlNode* node, std::string_view what) {
  if (node == nullptr) return std::nullopt;
  auto duration = read_duration(*node, issues_, what);
  if (duration && duration->count() == 0) issues_.error(*node, fmt::format("{} lasts no time", what));
  return duration;
}

bool PolicyReader::is_map(const YamlNode& node, std::string_view what) {
  MapReader map(node, issues_, std::string(what));
  if (node.kind != YamlNode::Kind::map) return false;
  if (node.members.empty()) issues_.error(node, fmt::format("{} is empty", what), "at least one");
  return true;
}

void PolicyReader::controller(const YamlNode& node) {
  MapReader map(node, issues_, "the controller");
  Controller& c = policy_.controller;
  c.name = words(map.require("name"), "the controller's name");
  const YamlNode* at = map.require("country");
  auto code = at == nullptr ? std::nullopt : country(*at, "the controller's country");
  c.postal_address = words(map.require("postal_address"), "postal_address");
  c.contact = words(map.require("contact"), "the controller's contact");
  if (code) {
    c.country = *code;
    policy_.controller_zone = zones_of_country(*code).front();
  }
  if (const YamlNode* zone_node = map.find("time_zone")) {
    std::string name = words(zone_node, "time_zone");
    if (auto zone = Zone::find(name)) {
      policy_.controller_zone = *zone;
    } else if (!name.empty()) {
      std::vector<std::string> near;
      for (const Zone& z : zones_of_country(c.country)) near.push_back(z.name());
      issues_.error(*zone_node, fmt::format("\"{}\" is not a time zone", name),
                    "an IANA zone, such as Europe/Paris",
                    near.size() == 1 ? near.front() : nearest(name, near));
    }
  }
  map.finish();
}

void PolicyReader::regimes(const YamlNode& node) {
  for (const YamlNode* item : read_list(node)) {
    auto name = read_string(*item, issues_, "a regime");
    if (!name) continue;
    if (*name == "default") {
      policy_.regimes.push_back(*name);
    } else {
      issues_.error(*item, fmt::format("no such pack in this version: \"{}\"", *name), "default");
    }
  }
}

void PolicyReader::purposes(const YamlNode& node) {
  if (!is_map(node, "purposes")) return;
  for (const auto& [key, value] : node.members) purpose(key, value);
}

void PolicyReader::purpose(const YamlNode& key, const YamlNode& node) {
  Purpose p;
  p.id = read_name(key, issues_, "the purpose").value_or(key.text);
  MapReader map(node, issues_, fmt::format("the purpose \"{}\"", p.id));
  p.title = words(map.require("title"), "the title");
  p.description = words(map.require("description"), "the description");
  if (const YamlNode* n = map.require("channels")) p.channels = read_channels(*n, issues_, "channels");
  p.consent_expires = lasting(map.find("expires"), "expires");
  if (const YamlNode* n = map.find("double_opt_in")) double_opt_in(*n, p);
  map.finish();
  policy_.purposes.emplace(p.id, std::move(p));
}

// true, or the channels on which it is wanted. False takes nothing away: a regime may still ask for it.
void PolicyReader::double_opt_in(const YamlNode& node, Purpose& p) {
  if (node.kind == YamlNode::Kind::scalar && !node.quoted && (node.text == "true" || node.text == "false")) {
    if (node.text == "true") p.double_opt_in = p.channels;
    return;
  }
  p.double_opt_in = read_channels(node, issues_, "double_opt_in", p.channels,
                                  fmt::format("the channels of the purpose \"{}\"", p.id));
}

const Purpose* PolicyReader::declared(const YamlNode& node, std::string_view what) {
  auto id = read_string(node, issues_, what);
  if (!id) return nullptr;
  if (const Purpose* p = policy_.purpose(*id)) return p;
  std::vector<std::string> known;
  for (const auto& [name, purpose] : policy_.purposes) known.push_back(name);
  issues_.error(node, fmt::format("unknown purpose \"{}\"", *id),
                known.empty() ? "" : "one of: " + join(known), nearest(*id, known));
  return nullptr;
}

void PolicyReader::notices(const YamlNode& node) {
  if (!is_map(node, "notices")) return;
  for (const auto& [key, value] : node.members) notice(key, value);
}

// Letters and digits in groups joined by '-', the first of two or three letters: "en", "pt-BR".
bool is_language(std::string_view tag) {
  std::size_t first = std::min(tag.find('-'), tag.size());
  bool letters = std::all_of(tag.begin(), tag.begin() + static_cast<std::ptrdiff_t>(first),
                             [](unsigned char c) { return c >= 'a' && c <= 'z'; });
  bool rest =
      std::all_of(tag.begin(), tag.end(), [](unsigned char c) { return std::isalnum(c) || c == '-'; });
  return letters && rest && (first == 2 || first == 3) && !tag.ends_with('-');
}

// What tells two wordings apart where the policy does not say.
std::string version_of(const Notice& notice) {
  auto at = notice.id.rfind("-v");
  std::string digits = at == std::string::npos ? "" : notice.id.substr(at + 2);
  bool number = !digits.empty() && std::all_of(digits.begin(), digits.end(),
                                               [](unsigned char c) { return std::isdigit(c) != 0; });
  return number ? digits : to_hex(as_view(notice.sha256)).substr(0, 12);
}

void PolicyReader::notice(const YamlNode& key, const YamlNode& node) {
  Notice n;
  n.id = read_name(key, issues_, "the notice").value_or(key.text);
  MapReader map(node, issues_, fmt::format("the notice \"{}\"", n.id));
  if (const YamlNode* language = map.require("language")) {
    n.language = words(language, "the language");
    if (!n.language.empty() && !is_language(n.language)) {
      issues_.error(*language, fmt::format("\"{}\" is not a language", n.language),
                    "a tag such as en, th or pt-BR");
    }
  }
  n.text = words(map.require("text"), "the text");
  n.sha256 = sha256(n.text);
  n.version = words(map.find("version"), "the version");
  if (n.version.empty()) n.version = version_of(n);
  if (const YamlNode* list = map.require("covers")) {
    std::vector<const YamlNode*> items = read_list(*list);
    if (items.empty()) issues_.error(*list, "the notice covers nothing", "at least one {purpose, channels}");
    for (const YamlNode* item : items) {
      if (auto c = covers(*item)) n.covers.push_back(std::move(*c));
    }
  }
  map.finish();
  policy_.notices.emplace(n.id, std::move(n));
}

std::optional<Covers> PolicyReader::covers(const YamlNode& node) {
  MapReader map(node, issues_, "what a notice covers");
  const YamlNode* purpose_node = map.require("purpose");
  const Purpose* p = purpose_node == nullptr ? nullptr : declared(*purpose_node, "the purpose");
  const YamlNode* channels_node = map.require("channels");
  map.finish();
  if (channels_node == nullptr) return std::nullopt;
  if (p == nullptr) {
    read_channels(*channels_node, issues_, "channels");
    return std::nullopt;
  }
  return Covers{p->id, read_channels(*channels_node, issues_, "channels", p->channels,
                                     fmt::format("the channels of the purpose \"{}\"", p->id))};
}

void PolicyReader::data_use(const YamlNode& node) {
  MapReader map(node, issues_, "data_use");
  const YamlNode* third_party = map.require("third_party");
  map.finish();
  if (third_party == nullptr) return;
  if (third_party->kind != YamlNode::Kind::list) {
    auto word = read_string(*third_party, issues_, "third_party");
    if (word && *word != "never") {
      issues_.error(*third_party, fmt::format("third_party cannot be \"{}\"", *word),
                    "never, or a list of purposes", nearest(*word, std::vector<std::string>{"never"}));
    }
    return;
  }
  if (third_party->items.empty()) {
    issues_.error(*third_party, "third_party names no purpose", "never, or a list of purposes", "never");
  }
  for (const YamlNode& item : third_party->items) {
    if (const Purpose* p = declared(item, "a purpose"))
      policy_.purposes.find(p->id)->second.third_party_data = true;
  }
}

void PolicyReader::limits(const YamlNode& node) {
  MapReader map(node, issues_, "the limits");
  if (const YamlNode* n = map.find("at_most")) {
    if (auto text = read_string(*n, issues_, "at_most")) {
      policy_.cap = parse_at_most(*text);
      if (!policy_.cap) {
        issues_.error(*n, fmt::format("\"{}\" is not a limit", *text),
                      "a limit, such as 3 messages per 7 days");
      } else if (policy_.cap->messages > assent::limits::contact_claims) {
        issues_.error(*n, fmt::format("at most {} messages are remembered of a contact",
                                      assent::limits::contact_claims));
      }
    }
  }
  if (const YamlNode* n = map.find("quiet_hours")) {
    if (auto text = read_string(*n, issues_, "quiet_hours")) {
      policy_.quiet_hours = parse_hours(*text);
      if (!policy_.quiet_hours) {
        issues_.error(*n, fmt::format("\"{}\" is not a span of hours", *text),
                      "two times that differ, such as 21:00-08:00");
      }
    }
  }
  map.finish();
}

void PolicyReader::retention(const YamlNode& node) {
  MapReader map(node, issues_, "the retention");
  policy_.keep_events = lasting(map.find("events"), "events");
  policy_.keep_unconfirmed = lasting(map.find("unconfirmed"), "unconfirmed");
  policy_.keep_evidence = lasting(map.find("evidence"), "evidence");
  map.finish();
}

// A purpose that no notice covers is no mistake, but nobody can agree to it.
void PolicyReader::every_purpose_is_coverable() {
  for (const auto& [key, node] : root_.find("purposes")->members) {
    const Purpose& p = *policy_.purpose(key.text);
    std::vector<Channel> bare;
    for (const Channel& channel : p.channels) {
      bool covered = std::any_of(policy_.notices.begin(), policy_.notices.end(),
                                 [&](const auto& n) { return n.second.covers_consent(p.id, channel); });
      if (!covered) bare.push_back(channel);
    }
    if (bare.empty()) continue;
    issues_.warning(
        key, fmt::format("nobody can agree to \"{}\" by {}: no notice covers it", p.id, channel_names(bare)));
  }
}

}  // namespace

std::optional<Policy> load_policy(std::string_view text, Issues& issues) {
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  Policy policy = PolicyReader(*root, issues).read(text);
  if (issues.any_error()) return std::nullopt;
  return policy;
}

}  // namespace assent::channels
