#include "engine/import/mapping.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/channel.h"
#include "base/hash.h"
#include "base/hex.h"

namespace assent::engine {
namespace {

const json::value* value_of(const Cell& cell, const Record& record) {
  if (cell.column.empty()) return &cell.constant;
  auto found = record.cells.find(cell.column);
  return found == record.cells.end() ? nullptr : &found->second;
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return canonical_json(value);
}

std::optional<Cell> read_cell(const YamlNode* node, Issues& issues, std::string_view what) {
  if (node == nullptr) return std::nullopt;
  Cell cell;
  if (node->kind != YamlNode::Kind::map) {
    auto column = read_string(*node, issues, what);
    if (column && column->empty()) issues.error(*node, fmt::format("{} names no column", what));
    cell.column = column.value_or("");
    return cell;
  }
  MapReader map(*node, issues, std::string(what));
  if (const YamlNode* value = map.require("value")) cell.constant = to_json(*value);
  map.finish();
  return cell;
}

// A map of names, each to a column; `known` empty: any name.
Mapping::Named read_named(const YamlNode* node, Issues& issues, std::string_view what,
                          const std::vector<std::string>& known) {
  Mapping::Named named;
  if (node == nullptr) return named;
  MapReader map(*node, issues, std::string(what));
  for (const YamlMember& member : node->members) {
    if (!known.empty() && std::find(known.begin(), known.end(), member.first.text) == known.end()) {
      issues.error(member.first, fmt::format("{} has no \"{}\"", what, member.first.text),
                   "one of: " + join(known), nearest(member.first.text, known));
      continue;
    }
    if (auto cell = read_cell(&member.second, issues, member.first.text))
      named.emplace_back(member.first.text, std::move(*cell));
  }
  return named;
}

Mapping::Named read_points(const YamlNode* node, Issues& issues, std::string_view what) {
  Mapping::Named points = read_named(node, issues, what, {});
  for (std::size_t i = 0; node != nullptr && i < node->members.size(); ++i) {
    const YamlNode& key = node->members[i].first;
    if (!PointKind::parse(key.text))
      issues.error(key, fmt::format("\"{}\" is no kind of address", key.text),
                   "email, phone or social.<network>");
  }
  return points;
}

MappedConsent read_consent(const YamlNode& node, Issues& issues) {
  MappedConsent consent;
  MapReader map(node, issues, "a consent");
  if (const YamlNode* n = map.require("purpose"))
    consent.purpose = read_string(*n, issues, "purpose").value_or("");
  if (const YamlNode* n = map.require("channels")) {
    for (const YamlNode* item : read_list(*n))
      consent.channels.push_back(read_string(*item, issues, "a channel").value_or(""));
  }
  consent.notice = read_cell(map.find("notice"), issues, "notice");
  if (const YamlNode* n = map.find("if")) {
    MapReader condition(*n, issues, "if");
    if (const YamlNode* c = condition.require("column"))
      consent.if_column = read_string(*c, issues, "column").value_or("");
    if (const YamlNode* words = condition.require("is")) {
      for (const YamlNode* word : read_list(*words)) consent.if_is.push_back(word->text);
    }
    condition.finish();
  }
  map.finish();
  return consent;
}

void put(json::object& into, std::string_view name, const std::optional<Cell>& cell, const Record& record) {
  if (!cell) return;
  if (const json::value* value = value_of(*cell, record)) into[name] = *value;
}

json::array points_of(const Mapping::Named& named, const Record& record) {
  json::array out;
  for (const auto& [kind, cell] : named) {
    const json::value* value = value_of(cell, record);
    if (value) out.push_back({{"channel", kind}, {"address", text_of(*value)}});
  }
  return out;
}

json::object object_of(const Mapping::Named& named, const Record& record, bool as_text) {
  json::object out;
  for (const auto& [name, cell] : named) {
    const json::value* value = value_of(cell, record);
    if (value) out[name] = as_text ? json::value(text_of(*value)) : *value;
  }
  return out;
}

bool agreed(const MappedConsent& consent, const Record& record) {
  if (consent.if_column.empty()) return true;
  auto found = record.cells.find(consent.if_column);
  if (found == record.cells.end()) return false;
  return std::find(consent.if_is.begin(), consent.if_is.end(), text_of(found->second)) != consent.if_is.end();
}

// The content of a row as its id, where the mapping names none: the same row again is the same row.
std::string content_id(const Record& record) {
  json::object all;
  for (const auto& [column, value] : record.cells) all[column] = value;
  return to_hex(sha256(canonical_json(all)));
}

}  // namespace

json::object Mapping::row_of(const Record& record) const {
  json::object row{{"line", record.line}};
  const json::value* named = id ? value_of(*id, record) : nullptr;
  row["id"] = named ? text_of(*named) : content_id(record);
  if (const json::value* user = user_id ? value_of(*user_id, record) : nullptr)
    row["userId"] = text_of(*user);
  put(row, "timestamp", timestamp, record);
  put(row, "wording", wording, record);
  row["form"] = object_of(form, record, true);
  row["evidence"] = object_of(evidence, record, true);
  row["provided"] = points_of(points, record);
  row["thirdPartyPoints"] = points_of(third_party_points, record);
  row["traits"] = object_of(traits, record, false);
  row["thirdPartyTraits"] = object_of(third_party, record, false);
  json::array asked;
  for (const MappedConsent& consent : consents) {
    if (!agreed(consent, record)) continue;
    json::object item{{"purpose", consent.purpose}, {"channels", json::array()}};
    for (const std::string& channel : consent.channels)
      item["channels"].as_array().push_back(json::value(channel));
    put(item, "notice", consent.notice, record);
    asked.push_back(std::move(item));
  }
  row["consents"] = std::move(asked);
  return row;
}

std::vector<std::string> Mapping::columns() const {
  std::vector<std::string> out;
  auto add = [&](const Cell& cell) {
    if (!cell.column.empty()) out.push_back(cell.column);
  };
  for (const auto* cell : {&id, &user_id, &timestamp, &wording}) {
    if (*cell) add(**cell);
  }
  for (const Named* named : {&points, &third_party_points, &traits, &third_party, &form, &evidence}) {
    for (const auto& [name, cell] : *named) add(cell);
  }
  for (const MappedConsent& consent : consents) {
    if (consent.notice) add(*consent.notice);
    if (!consent.if_column.empty()) out.push_back(consent.if_column);
  }
  return out;
}

std::optional<Mapping> load_mapping(std::string_view text, Issues& issues) {
  auto root = parse_yaml(text, issues);
  if (!root) return std::nullopt;
  Mapping mapping;
  MapReader map(*root, issues, "the mapping");
  if (const YamlNode* n = map.find("delimiter")) {
    std::string delimiter = read_string(*n, issues, "delimiter").value_or(",");
    if (delimiter.size() != 1) issues.error(*n, "a delimiter is one character", "such as \";\" or \"\\t\"");
    mapping.delimiter = delimiter.empty() ? ',' : delimiter[0];
  }
  mapping.id = read_cell(map.find("id"), issues, "id");
  mapping.user_id = read_cell(map.find("user_id"), issues, "user_id");
  mapping.timestamp = read_cell(map.find("timestamp"), issues, "timestamp");
  mapping.wording = read_cell(map.find("wording"), issues, "wording");
  mapping.points = read_points(map.find("points"), issues, "points");
  mapping.third_party_points = read_points(map.find("third_party_points"), issues, "third_party_points");
  mapping.traits = read_named(map.find("traits"), issues, "traits", {});
  mapping.third_party = read_named(map.find("third_party"), issues, "third_party", {});
  mapping.form = read_named(map.find("form"), issues, "form", {"id", "url", "language", "notice"});
  mapping.evidence = read_named(map.find("evidence"), issues, "evidence", {"action", "ip", "userAgent"});
  if (const YamlNode* n = map.find("consents")) {
    for (const YamlNode* item : read_list(*n)) mapping.consents.push_back(read_consent(*item, issues));
  }
  map.finish();
  if (issues.any_error()) return std::nullopt;
  return mapping;
}

}  // namespace assent::engine
