#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/yaml.h"
#include "base/yaml_source.h"

namespace assent {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What a plain scalar is by the YAML 1.2 core schema.
enum class Plain : std::uint8_t { text, boolean, integer, number };

Plain plain_kind(std::string_view s) {
  if (s == "true" || s == "True" || s == "TRUE" || s == "false" || s == "False" || s == "FALSE") {
    return Plain::boolean;
  }
  auto based = [&](std::string_view prefix, std::string_view digits) {
    return s.starts_with(prefix) && s.size() > 2 && s.find_first_not_of(digits, 2) == std::string_view::npos;
  };
  if (based("0o", "01234567") || based("0x", "0123456789abcdefABCDEF")) return Plain::integer;
  std::size_t at = !s.empty() && (s[0] == '+' || s[0] == '-') ? 1 : 0;
  std::string_view word = s.substr(at);
  if (word == ".inf" || word == ".Inf" || word == ".INF") return Plain::number;
  if (at == 0 && (word == ".nan" || word == ".NaN" || word == ".NAN")) return Plain::number;
  std::size_t digits = 0;
  auto take_digits = [&] {
    while (at < s.size() && is_digit(s[at])) ++at, ++digits;
  };
  take_digits();
  if (at == s.size()) return digits > 0 ? Plain::integer : Plain::text;
  if (s[at] == '.') {
    ++at;
    take_digits();
  }
  if (digits == 0) return Plain::text;
  if (at < s.size() && (s[at] == 'e' || s[at] == 'E')) {
    ++at;
    if (at < s.size() && (s[at] == '+' || s[at] == '-')) ++at;
    std::size_t before = digits;
    take_digits();
    if (digits == before) return Plain::text;
  }
  return at == s.size() ? Plain::number : Plain::text;
}

std::string kind_in_words(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "empty";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map of keys";
    case YamlNode::Kind::scalar:
      break;
  }
  if (node.quoted) return "text in quotes";
  switch (plain_kind(node.text)) {
    case Plain::text:
      return fmt::format("\"{}\"", node.text);
    case Plain::boolean:
      return node.text;
    case Plain::integer:
      return "the number " + node.text;
    case Plain::number:
      return "the number " + node.text;
  }
  return "text";
}

void report_kind(const YamlNode& node, Issues& issues, std::string_view what, std::string expected,
                 std::string suggestion = {}) {
  issues.error(node, fmt::format("{} is {}", what, kind_in_words(node)), std::move(expected),
               std::move(suggestion));
}

std::optional<std::int64_t> integer_value(std::string_view s) {
  int base = 10;
  if (s.starts_with("0x") || s.starts_with("0o")) {
    base = s[1] == 'x' ? 16 : 8;
    s.remove_prefix(2);
  } else if (s.starts_with('+')) {
    s.remove_prefix(1);
  }
  std::int64_t value = 0;
  auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), value, base);
  if (ec != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return value;
}

// "Trial Onboarding" -> "trial-onboarding"
std::string as_name(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    bool letter = c >= 'a' && c <= 'z';
    bool inner = is_digit(c) || c == '_' || c == '-';
    if (letter || (inner && !out.empty()))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

}  // namespace

YamlNode::YamlNode() = default;
YamlNode::YamlNode(const YamlNode&) = default;
YamlNode::YamlNode(YamlNode&&) noexcept = default;
YamlNode& YamlNode::operator=(const YamlNode&) = default;
YamlNode& YamlNode::operator=(YamlNode&&) noexcept = default;
YamlNode::~YamlNode() = default;

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

void Issues::error(const YamlNode& at, std::string message, std::string expected, std::string suggestion) {
  all_.push_back({file_, at.line, at.column, at.width, Severity::error, std::move(message),
                  std::move(expected), std::move(suggestion)});
}

void Issues::warning(const YamlNode& at, std::string message, std::string expected, std::string suggestion) {
  error(at, std::move(message), std::move(expected), std::move(suggestion));
  all_.back().severity = Severity::warning;
}

void Issues::error_inside(const YamlNode& at, std::size_t offset, std::size_t length, std::string message,
                          std::string expected, std::string suggestion) {
  YamlSource source(text_);
  std::size_t start = source.offset(at.line, at.column);
  std::size_t from = source.written_at(start, at.text, offset);
  std::size_t last = source.written_at(start, at.text, offset + std::max<std::size_t>(length, 1) - 1);
  std::size_t to = std::min(std::max(last + 1, from + 1), std::max(source.end_of_line(from), from));
  YamlNode inside = at;
  Place place = source.place(from);
  inside.line = place.line;
  inside.column = place.column;
  inside.width = std::max(source.code_points(from, to), 1u);
  error(inside, std::move(message), std::move(expected), std::move(suggestion));
}

void Issues::add(std::vector<Issue> found) {
  for (Issue& issue : found) all_.push_back(std::move(issue));
}

void Issues::error_in_file(std::string message, std::string expected) {
  error(YamlNode{}, std::move(message), std::move(expected));
}

MapReader::MapReader(const YamlNode& node, Issues& issues, std::string what)
    : node_(node), issues_(issues), what_(std::move(what)) {
  if (node.kind != YamlNode::Kind::map)
    report_kind(node, issues, what_, "keys, each with a colon and a value");
}

const YamlNode* MapReader::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return node_.find(key);
}

const YamlNode* MapReader::require(std::string_view key) {
  const YamlNode* value = find(key);
  if (value == nullptr && node_.kind == YamlNode::Kind::map) {
    issues_.error(node_, fmt::format("{} needs \"{}:\"", what_, key));
  }
  return value;
}

void MapReader::skip(std::string_view key) {
  skipped_.emplace_back(key);
}

void MapReader::finish() {
  std::vector<std::string> absent;
  for (const std::string& name : known_) {
    if (node_.find(name) == nullptr) absent.push_back(name);
  }
  for (const auto& [key, value] : node_.members) {
    if (std::find(known_.begin(), known_.end(), key.text) != known_.end()) continue;
    if (std::find(skipped_.begin(), skipped_.end(), key.text) != skipped_.end()) continue;
    issues_.error(key, fmt::format("unknown key \"{}\" in {}", key.text, what_),
                  known_.size() == 1 ? known_[0] : "one of: " + join(known_), nearest(key.text, absent));
  }
}

std::optional<std::string> read_string(const YamlNode& node, Issues& issues, std::string_view what) {
  if (node.kind == YamlNode::Kind::scalar && (node.quoted || plain_kind(node.text) == Plain::text)) {
    return node.text;
  }
  bool needs_quotes = node.kind == YamlNode::Kind::scalar;
  report_kind(node, issues, what, needs_quotes ? "text; put it in quotes if it is meant as text" : "text");
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const YamlNode& node, Issues& issues, std::string_view what) {
  if (node.kind == YamlNode::Kind::scalar && !node.quoted && plain_kind(node.text) == Plain::integer) {
    if (auto value = integer_value(node.text)) return value;
    issues.error(node, fmt::format("{} is too large", what), "a number of at most 18 digits");
    return std::nullopt;
  }
  report_kind(node, issues, what, "a whole number, such as 3");
  return std::nullopt;
}

std::optional<bool> read_boolean(const YamlNode& node, Issues& issues, std::string_view what) {
  bool plain = node.kind == YamlNode::Kind::scalar && !node.quoted;
  if (plain && plain_kind(node.text) == Plain::boolean) return node.text[0] == 't' || node.text[0] == 'T';
  std::string meant;
  if (plain) {
    const std::string word = as_name(node.text);
    if (word == "yes" || word == "on" || word == "y") meant = "true";
    if (word == "no" || word == "off" || word == "n") meant = "false";
  }
  report_kind(node, issues, what, "true or false", meant);
  return std::nullopt;
}

std::optional<Millis> read_duration(const YamlNode& node, Issues& issues, std::string_view what) {
  constexpr std::string_view example = "a duration, such as 2 days, 36 hours or 90 minutes";
  if (node.kind != YamlNode::Kind::scalar) {
    report_kind(node, issues, what, std::string(example));
    return std::nullopt;
  }
  if (auto duration = parse_duration(node.text)) return duration;
  Plain kind = plain_kind(node.text);
  if (kind == Plain::integer || kind == Plain::number) {
    issues.error(node, fmt::format("{} has no unit", what), std::string(example),
                 node.text + (node.text == "1" ? " day" : " days"));
  } else {
    issues.error(node, fmt::format("{} \"{}\" is not a duration", what, node.text), std::string(example));
  }
  return std::nullopt;
}

std::optional<std::string> read_name(const YamlNode& node, Issues& issues, std::string_view what) {
  auto text = read_string(node, issues, what);
  if (!text) return std::nullopt;
  bool good = !text->empty() && (*text)[0] >= 'a' && (*text)[0] <= 'z' &&
              std::all_of(text->begin(), text->end(), [](char c) {
                return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
              });
  if (good) return text;
  issues.error(node, fmt::format("{} \"{}\" is not a name", what, *text),
               "lowercase letters, digits, - and _, beginning with a letter", as_name(*text));
  return std::nullopt;
}

std::vector<const YamlNode*> read_list(const YamlNode& node) {
  std::vector<const YamlNode*> out;
  if (node.kind == YamlNode::Kind::list) {
    for (const YamlNode& item : node.items) out.push_back(&item);
  } else if (node.kind != YamlNode::Kind::null) {
    out.push_back(&node);
  }
  return out;
}

json::value to_json(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return nullptr;
    case YamlNode::Kind::list: {
      json::array out;
      for (const YamlNode& item : node.items) out.push_back(to_json(item));
      return out;
    }
    case YamlNode::Kind::map: {
      json::object out;
      for (const auto& [key, value] : node.members) out[key.text] = to_json(value);
      return out;
    }
    case YamlNode::Kind::scalar:
      break;
  }
  if (node.quoted) return json::string(node.text);
  switch (plain_kind(node.text)) {
    case Plain::text:
      break;
    case Plain::boolean:
      return node.text[0] == 't' || node.text[0] == 'T';
    case Plain::integer:
      if (auto value = integer_value(node.text)) return *value;
      [[fallthrough]];
    case Plain::number: {
      std::string_view s = node.text;
      if (s.starts_with('+')) s.remove_prefix(1);
      double value = 0;
      auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), value);
      if (ec == std::errc{} && end == s.data() + s.size() && std::isfinite(value)) return value;
      break;  // .inf, .nan and what no double holds: JSON has no such number
    }
  }
  return json::string(node.text);
}

}  // namespace assent
