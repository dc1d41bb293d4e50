#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <map>
#include <sstream>

#include "base/limits.h"
#include "base/yaml_source.h"

namespace assent {
namespace {

YamlNode node_at(Place place) {
  YamlNode node;
  node.line = place.line;
  node.column = place.column;
  return node;
}

// Builds the tree from yaml-cpp's events. What is allowed in YAML and not here is reported on the way.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const YamlSource& source, Issues& issues) : source_(source), issues_(issues) {}

  std::optional<YamlNode> take() {
    if (lost_) return std::nullopt;
    if (root_) return std::move(root_);
    YamlNode empty;
    empty.line = 1;
    empty.column = 1;
    return empty;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ != 2) return;
    std::size_t at = offset(mark);
    if (source_.text().substr(at, 3) == "---") {
      issues_.error(place(mark), "a second document begins here", "one document in a file");
    } else {
      issues_.error(place(mark), "this does not belong to what stands above it",
                    "the same indentation as the lines that it belongs to");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (documents_ > 1) return;
    YamlNode node = place(mark);
    if (source_.text().substr(offset(mark), 1) == "&" || anchor != 0) report_property(node);
    if (!is_written_null(mark)) place_empty(node, mark);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (documents_ > 1) return;
    YamlNode node = place(mark);
    if (!under_merge_key()) {
      issues_.error(node, "an alias (*) cannot be used here", "the text itself, or quotes around it");
    }
    lost_ = true;  // what it stands for is not in the tree: reading on would only blame the innocent
    add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    if (documents_ > 1) return;
    std::size_t at = offset(mark);
    YamlNode node = place(mark);
    node.kind = YamlNode::Kind::scalar;
    node.text = value;
    char first = at < source_.text().size() ? source_.text()[at] : '\0';
    if (first == '!' || first == '&') report_property(node);
    // `if: !contact.vip` has one mistake, not a second one for what YAML leaves of the condition.
    if (first == '!') node.text = plain_rest_of_line(at);
    node.quoted = first == '"' || first == '\'' || first == '|' || first == '>';
    ScalarExtent extent = source_.scalar_extent(at, value);
    node.width = extent.width;
    if (!extent.closed) {
      issues_.error(node, fmt::format("the quote {} is never closed", first),
                    fmt::format("{} at the end", first));
      lost_ = true;
    }
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::list, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::map, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;                              // of a map: read, its value is next
    std::map<std::string, std::uint32_t, std::less<>> lines;  // of a map: where each key stands
    bool flow = false;                                        // written with [ or {
    bool skip_value = false;                                  // the key is unusable, and reported
  };

  std::size_t offset(const YAML::Mark& mark) const { return source_.offset_of_mark(mark.line, mark.column); }

  YamlNode place(const YAML::Mark& mark) const { return node_at(source_.place(offset(mark))); }

  bool under_merge_key() const {
    return !open_.empty() && open_.back().key && open_.back().key->text == "<<";
  }

  // `&name` or `!name` before a value.
  void report_property(const YamlNode& node) {
    std::size_t at = source_.offset(node.line, node.column);
    if (source_.text()[at] == '&') {
      issues_.error(node, "an anchor (&) cannot be used here", "the text itself, or quotes around it");
    } else {
      issues_.error(node, "YAML takes text that begins with ! for a tag, and tags are not used here",
                    "quotes around the whole text");
    }
  }

  std::string plain_rest_of_line(std::size_t at) const {
    std::string_view rest = source_.text().substr(at, source_.end_of_line(at) - at);
    rest = rest.substr(0, std::min(rest.find(" #"), rest.size()));
    if (!open_.empty() && open_.back().flow)
      rest = rest.substr(0, std::min(rest.find_first_of(",]}"), rest.size()));
    return std::string(rest.substr(0, rest.find_last_not_of(' ') + 1));
  }

  // yaml-cpp gives the place of the next token for a value that is not there.
  bool is_written_null(const YAML::Mark& mark) const {
    if (!open_.empty() && open_.back().key) {
      const YamlNode& key = *open_.back().key;
      if (static_cast<std::uint32_t>(mark.line) + 1 != key.line) return false;
    }
    std::string_view rest = source_.text().substr(std::min(offset(mark), source_.text().size()));
    if (rest.substr(0, 1) == "~") return true;
    return rest.substr(0, 4) == "null" || rest.substr(0, 4) == "Null" || rest.substr(0, 4) == "NULL";
  }

  void place_empty(YamlNode& node, const YAML::Mark& mark) const {
    if (!open_.empty() && open_.back().key) {
      node.line = open_.back().key->line;
      node.column = open_.back().key->column;
      node.width = open_.back().key->width;
    } else if (!open_.empty() && open_.back().node.kind == YamlNode::Kind::list) {
      Place dash = source_.place(source_.empty_item_before(offset(mark)));
      node.line = dash.line;
      node.column = dash.column;
    }
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::EmitterStyle::value style) {
    if (documents_ > 1) return;
    if (open_.size() >= limits::yaml_nesting) {
      if (open_.size() == limits::yaml_nesting && !lost_) {
        issues_.error(place(mark), "nested too deeply",
                      fmt::format("at most {} levels", limits::yaml_nesting));
      }
      lost_ = true;
    }
    Open fresh;
    fresh.node = place(mark);
    fresh.node.kind = kind;
    fresh.flow = style == YAML::EmitterStyle::Flow;
    std::size_t at = offset(mark);
    char first = at < source_.text().size() ? source_.text()[at] : '\0';
    if (first == '!' || first == '&') report_property(fresh.node);
    open_.push_back(std::move(fresh));
  }

  void close() {
    if (documents_ > 1 || open_.empty()) return;
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.skip_value = !usable_key(parent, node);
      parent.key = std::move(node);
    } else {
      if (!parent.skip_value) parent.node.members.push_back({std::move(*parent.key), std::move(node)});
      parent.key.reset();
    }
  }

  bool usable_key(Open& map, const YamlNode& key) {
    if (key.kind != YamlNode::Kind::scalar) {
      issues_.error(key, "this cannot be a key", "a word, then a colon");
      return false;
    }
    if (key.text == "<<" && !key.quoted) {
      issues_.error(key, "the merge key << cannot be used here", "the keys themselves");
      return false;
    }
    auto [earlier, fresh] = map.lines.emplace(key.text, key.line);
    if (fresh) return true;
    issues_.error(key, fmt::format("the key \"{}\" stands twice", key.text),
                  fmt::format("it once; the first is in line {}", earlier->second));
    return false;
  }

  const YamlSource& source_;
  Issues& issues_;
  std::vector<Open> open_;
  std::optional<YamlNode> root_;
  int documents_ = 0;
  bool lost_ = false;
};

struct Advice {
  std::string_view problem;  // how yaml-cpp's message begins
  std::string_view message;
  std::string_view expected;
};

// yaml-cpp speaks to parser writers; these are the same mistakes in the author's words. Of two for one
// problem the first is about a mistake in the middle of a line, the second about a line as a whole.
constexpr Advice kAdvice[] = {
    {"illegal map value", "a second \": \" in one line", "quotes around text that contains \": \""},
    {"illegal map value", "this line is taken for more of the text above it",
     "the indentation of the keys that it belongs to, and a space behind every colon"},
    {"end of map not found", "text behind a closing quote or bracket", "quotes around the whole text"},
    {"end of map not found", "this line does not fit the lines above it",
     "the indentation of the keys that it belongs to"},
    {"end of sequence not found", "text behind a closing quote or bracket", "quotes around the whole text"},
    {"end of sequence not found", "this line does not fit the list above it",
     "the indentation of the list's items"},
    {"end of sequence flow not found", "the list [ is never closed",
     "] at its end, and commas between items"},
    {"end of map flow not found", "the map { is never closed", "} at its end, and commas between members"},
    {"illegal flow end", "a closing bracket without an opening one", "quotes around text that contains it"},
    {"illegal block entry", "a list cannot begin in this line",
     "the list's first \"- \" on a line of its own"},
    {"unknown token", "plain text cannot begin with this character", "quotes around the whole text"},
    {"the referenced anchor is not defined", "YAML takes text that begins with * for an alias",
     "quotes around the whole text"},
    {"unknown escape character", "this backslash escape does not exist in double quotes",
     "single quotes around the text, or \\\\ for a backslash"},
    {"illegal EOF in scalar", "the file ends inside a quoted text", "the closing quote"},
};

// Does the line itself begin wrongly at `offset`, or is the mistake in its middle? For the colon of a key the
// key is what begins the line.
bool concerns_whole_line(const YamlSource& source, std::size_t offset) {
  std::string_view before = source.text().substr(0, offset);
  before.remove_prefix(before.rfind('\n') + 1);
  bool colon = source.text().substr(offset, 1) == ":";
  return colon ? before.find(": ") == std::string_view::npos
               : before.find_first_not_of(" ") == std::string_view::npos;
}

void report_syntax(const YAML::Exception& e, const YamlSource& source, Issues& issues) {
  if (e.mark.line < 0) return issues.error_in_file("this is not YAML: " + e.msg);
  const std::size_t offset = source.offset_of_mark(e.mark.line, e.mark.column);
  const std::size_t line = source.offset_of_mark(e.mark.line, 0);
  const std::string_view text = source.text();
  const std::size_t first = std::min(text.find_first_not_of(" ", line), text.size());
  if (first < text.size() && text[first] == '\t') {
    return issues.error(node_at(source.place(first)), "a tab in the indentation", "spaces");
  }
  const bool whole_line = concerns_whole_line(source, offset);
  const Advice* found = nullptr;
  for (const Advice& advice : kAdvice) {
    if (e.msg.starts_with(advice.problem) && (found == nullptr || whole_line)) found = &advice;
  }
  if (found == nullptr) return issues.error(node_at(source.place(offset)), "this is not YAML: " + e.msg);
  const bool of_line = whole_line && found != kAdvice && found[-1].problem == found->problem;
  issues.error(node_at(source.place(of_line ? first : offset)), std::string(found->message),
               std::string(found->expected));
}

}  // namespace

std::optional<YamlNode> parse_yaml(std::string_view text, Issues& issues) {
  if (text.size() > limits::yaml_bytes) {
    issues.error_in_file("the file is too large", fmt::format("at most {} KiB", limits::yaml_bytes / 1024));
    return std::nullopt;
  }
  YamlSource source(text);
  if (auto bad = source.first_bad_byte()) {
    issues.error(node_at(source.place(*bad)), "a byte that is not text", "UTF-8 without control characters");
    return std::nullopt;
  }
  TreeBuilder builder(source, issues);
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    // One is allowed; the start of a second is reported. A third is not asked for: a stray "," at the start
    // of the file makes yaml-cpp announce documents without end.
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& e) {
    report_syntax(e, source, issues);
    return std::nullopt;
  } catch (const std::exception& e) {
    issues.error_in_file(std::string("this is not YAML: ") + e.what());
    return std::nullopt;
  }
  return builder.take();
}

}  // namespace assent
