// YAML 1.2 core schema as a tree that remembers where everything stood, and a reader that collects every
// mistake in it.
//
//   Issues issues("journeys/welcome.yaml", text);
//   auto root = parse_yaml(text, issues);                // nullopt: not YAML; the issue says where
//   MapReader journey(*root, issues, "a journey");
//   const YamlNode* name = journey.require("journey");
//   const YamlNode* why = journey.find("why");
//   journey.finish();                                    // every key nobody asked for is a mistake
//
// No yes/no/on/off booleans, no sexagesimal numbers; anchors, aliases, tags, merge keys, repeated keys and
// second documents are mistakes. Scalars stay text: the reader of a field decides what it must be. Pure, safe
// from any thread; yaml-cpp stays inside yaml.cc. An empty file is a tree of one null.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/issue.h"
#include "base/json.h"
#include "base/time.h"

namespace assent {

struct YamlMember;

struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;                 // of a scalar, unquoted and unescaped
  bool quoted = false;              // a quoted or block scalar is always a string
  std::uint32_t line = 0;           // from 1
  std::uint32_t column = 0;         // from 1, in code points
  std::uint32_t width = 1;          // of the scalar as written, for the caret
  std::vector<YamlNode> items;      // of a list
  std::vector<YamlMember> members;  // of a map, in file order

  const YamlNode* find(std::string_view key) const;  // nullptr: absent, or not a map

  // Defined in the .cc: a type that holds pairs of itself is complete only there for clang 14.
  YamlNode();
  YamlNode(const YamlNode&);
  YamlNode(YamlNode&&) noexcept;
  YamlNode& operator=(const YamlNode&);
  YamlNode& operator=(YamlNode&&) noexcept;
  ~YamlNode();
};

// One key of a map with its value. A type of its own: clang 14 cannot complete a std::pair of what it is part of.
struct YamlMember {
  YamlNode first;
  YamlNode second;
};

// Collects issues of one file.
class Issues {
 public:
  Issues(std::string file, std::string text) : file_(std::move(file)), text_(std::move(text)) {}
  void error(const YamlNode& at, std::string message, std::string expected = {}, std::string suggestion = {});
  void warning(const YamlNode& at, std::string message, std::string expected = {},
               std::string suggestion = {});
  // `offset` and `length` in bytes inside the scalar `at`: for a mistake within an expression or a template.
  void error_inside(const YamlNode& at, std::size_t offset, std::size_t length, std::string message,
                    std::string expected = {}, std::string suggestion = {});
  void add(std::vector<Issue> found);                                  // as they are
  void error_in_file(std::string message, std::string expected = {});  // about the file as a whole
  void add(Issue issue) { all_.push_back(std::move(issue)); }          // of another file that this one uses

  const std::string& file() const { return file_; }
  const std::string& text() const { return text_; }
  const std::vector<Issue>& all() const { return all_; }
  std::vector<Issue> take() { return std::move(all_); }
  bool any_error() const { return has_errors(all_); }

 private:
  std::string file_;
  std::string text_;
  std::vector<Issue> all_;
};

// nullopt: there is no tree to read on, and an issue says where it broke. A tree may come with issues too
// (a repeated key, an anchor), so that the reader adds its own to them: ask issues.any_error() at the end.
// At most limits::yaml_bytes long and limits::yaml_nesting deep.
std::optional<YamlNode> parse_yaml(std::string_view text, Issues& issues);

// Reads one map; asks for keys by name, and reports those nobody asked for.
class MapReader {
 public:
  // `what` names the thing in messages: "a journey", "a send step". What is no map is reported here, once;
  // then every find() gives nullptr and require() stays silent.
  MapReader(const YamlNode& node, Issues& issues, std::string what);
  const YamlNode* find(std::string_view key);     // nullptr: absent
  const YamlNode* require(std::string_view key);  // nullptr: absent, and reported
  void skip(std::string_view key);                // no word about this key: the caller has reported it
  void finish();                                  // reports unknown keys, each with "did you mean"
  const YamlNode& node() const { return node_; }

 private:
  const YamlNode& node_;
  Issues& issues_;
  std::string what_;
  std::vector<std::string> known_;
  std::vector<std::string> skipped_;
};

// Typed readings of a scalar; each reports what was expected and returns nullopt where it is something else.
// `what` names the field: "priority". A plain 5 or true is no string: it needs quotes.
std::optional<std::string> read_string(const YamlNode& node, Issues& issues, std::string_view what);
std::optional<std::int64_t> read_integer(const YamlNode& node, Issues& issues, std::string_view what);
std::optional<bool> read_boolean(const YamlNode& node, Issues& issues, std::string_view what);
std::optional<Millis> read_duration(const YamlNode& node, Issues& issues, std::string_view what);
// A name: lowercase letters, digits, '-' and '_', starting with a letter.
std::optional<std::string> read_name(const YamlNode& node, Issues& issues, std::string_view what);
// The items of a list, or the node itself standing for a list of one; none for null.
std::vector<const YamlNode*> read_list(const YamlNode& node);

// The node as JSON by the YAML 1.2 core schema (null, true/false, numbers, else strings).
json::value to_json(const YamlNode& node);

}  // namespace assent
