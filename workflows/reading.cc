#include "workflows/reading.h"

#include <fmt/format.h>

#include <algorithm>

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

std::optional<Expression> read_condition(const YamlNode& node, Issues& issues) {
  std::optional<Expression> condition = read_expression(node, issues, "the condition");
  if (!condition) return std::nullopt;
  std::string_view type = rules::result_type(*condition->program);
  if (type == "bool" || type == "dyn") return condition;
  issues.error_inside(node, 0, node.text.size(),
                      fmt::format("the condition is of type {}, neither true nor false", type),
                      "a comparison or another bool, such as contact.plan == 'pro'");
  return std::nullopt;
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
  auto found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  if (node.kind == YamlNode::Kind::scalar) {
    issues.error(node, fmt::format("{} cannot be \"{}\"", what, node.text), one_of(words),
                 nearest(node.text, words));
  } else {
    issues.error(node, fmt::format("{} is not a word", what), one_of(words));
  }
  return std::nullopt;
}

void report_phrase(const YamlNode& node, const PhraseMistake& wrong, Issues& issues) {
  if (node.kind == YamlNode::Kind::scalar && !node.text.empty()) {
    issues.error_inside(node, wrong.offset, wrong.length, wrong.message, wrong.expected, wrong.suggestion);
  } else {
    issues.error(node, wrong.message, wrong.expected, wrong.suggestion);
  }
}

std::string one_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 12;
  if (names.size() == 1) return names[0];
  if (names.size() <= shown) return "one of: " + join(names);
  return fmt::format("one of {}, such as: {}", names.size(), join(std::span(names).first(shown)));
}

std::optional<AtMost> read_at_most(const YamlNode& node, Issues& issues) {
  auto read = parse_at_most(node.text);
  if (auto* limit = std::get_if<AtMost>(&read)) return *limit;
  report_phrase(node, std::get<PhraseMistake>(read), issues);
  return std::nullopt;
}

}  // namespace assent::workflows
