#include "workflows/reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "workflows/phrase.h"

namespace assent::workflows {

std::optional<Expression> read_expression(const YamlNode& node, Issues& issues, std::string_view what) {
  if (node.kind != YamlNode::Kind::scalar) {
    std::string problem = node.kind == YamlNode::Kind::null ? "is empty" : "is not one line of text";
    issues.error(node, fmt::format("{} {}", what, problem), "an expression, such as contact.plan == 'pro'");
    return std::nullopt;
  }
  rules::Compiled compiled = rules::compile(node.text, rules::journey_environment());
  for (const rules::ExpressionIssue& mistake : compiled.issues) {
    issues.error_inside(node, mistake.offset, mistake.length, mistake.message, mistake.expected,
                        mistake.suggestion);
  }
  if (compiled.program == nullptr) return std::nullopt;
  return Expression{node.text, std::move(compiled.program)};
}

bool report_not_available(MapReader& map, std::span<const std::string_view> names, Issues& issues) {
  bool any = false;
  for (const auto& [key, value] : map.node().members) {
    if (std::find(names.begin(), names.end(), key.text) == names.end()) continue;
    issues.error(key, fmt::format("\"{}\" is not available in this version", key.text));
    map.skip(key.text);
    any = true;
  }
  return any;
}

std::optional<std::size_t> read_word(const YamlNode& node, Issues& issues, std::string_view what,
                                     const std::vector<std::string>& words) {
  auto text = read_string(node, issues, what);
  if (!text) return std::nullopt;
  auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  issues.error(node, fmt::format("{} cannot be \"{}\"", what, *text), one_of(words), nearest(*text, words));
  return std::nullopt;
}

std::string one_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 12;
  if (names.size() == 1) return names[0];
  if (names.size() <= shown) return "one of: " + join(names);
  return fmt::format("one of {}, such as: {}", names.size(), join(std::span(names).first(shown)));
}

std::optional<AtMost> read_at_most(const YamlNode& node, Issues& issues) {
  auto text = read_string(node, issues, "at_most");
  if (!text) return std::nullopt;
  auto read = parse_at_most(*text);
  if (auto* limit = std::get_if<AtMost>(&read)) return *limit;
  const auto& wrong = std::get<PhraseMistake>(read);
  issues.error_inside(node, wrong.offset, wrong.length, wrong.message, wrong.expected, wrong.suggestion);
  return std::nullopt;
}

}  // namespace assent::workflows
