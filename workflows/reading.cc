#include "workflows/reading.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::workflows {

std::optional<Expression> read_expression(const YamlNode& node, Issues& issues, std::string_view what,
                                          std::size_t skip) {
  if (node.kind != YamlNode::Kind::scalar) {
    std::string problem = node.kind == YamlNode::Kind::null ? "is empty" : "is not one line of text";
    issues.error(node, fmt::format("{} {}", what, problem), "an expression, such as contact.plan == 'pro'");
    return std::nullopt;
  }
  std::string text = node.text.substr(std::min(skip, node.text.size()));
  rules::Compiled compiled = rules::compile(text, rules::journey_environment());
  for (const rules::ExpressionIssue& mistake : compiled.issues) {
    issues.error_inside(node, skip + mistake.offset, mistake.length, mistake.message, mistake.expected,
                        mistake.suggestion);
  }
  if (compiled.program == nullptr) return std::nullopt;
  return Expression{std::move(text), std::move(compiled.program)};
}

namespace {

// `1 > 2`, `true`: reads nothing, so one of the two ways is never gone.
void report_constant(const Expression& condition, const YamlNode& node, Issues& issues) {
  for (std::string_view name : {"contact", "event", "run", "now"}) {
    if (condition.text.find(name) != std::string::npos) return;
  }
  rules::Verdict verdict = rules::decide(*condition.program, rules::Activation{});
  if (!verdict.error.empty()) return;
  issues.error_inside(node, 0, node.text.size(),
                      fmt::format("this is always {}, for everybody", verdict.holds ? "true" : "false"),
                      "a condition that reads contact, event, run or now");
}

}  // namespace

std::optional<Expression> read_condition(const YamlNode& node, Issues& issues) {
  std::optional<Expression> condition = read_expression(node, issues, "the condition");
  if (!condition) return std::nullopt;
  std::string_view type = rules::result_type(*condition->program);
  if (type == "bool") report_constant(*condition, node, issues);
  if (type == "bool" || type == "dyn") return condition;
  issues.error_inside(node, 0, node.text.size(),
                      fmt::format("the condition is of type {}, neither true nor false", type),
                      "a comparison or another bool, such as contact.plan == 'pro'");
  return std::nullopt;
}

std::optional<Expression> read_step_condition(const YamlNode& node, const Reading& reading) {
  auto condition = read_condition(node, reading.issues);
  if (condition) check_reads(*condition, node, reading);
  return condition;
}

void check_reads(const Expression& expression, const YamlNode& node, const Reading& reading) {
  if (reading.enter == nullptr || reading.enter->has_event()) return;
  for (const rules::Read& read : rules::reads(*expression.program)) {
    if (read.variable != "event") continue;
    std::size_t offset = std::min(node.text.find("event"), node.text.size());
    reading.issues.error_inside(node, offset, 5,
                                "no event lets people into this journey, so there is none to read",
                                "contact, run or now");
    return;
  }
}

std::optional<Written> read_written(const YamlNode& node, const Reading& reading, std::string_view what) {
  if (node.kind == YamlNode::Kind::map || node.kind == YamlNode::Kind::list) {
    reading.issues.error(node, fmt::format("{} is more than one value", what),
                         "text, a number, true, false, or = and an expression");
    return std::nullopt;
  }
  if (node.kind == YamlNode::Kind::scalar && node.text.starts_with('=')) {
    std::size_t skip = std::min(node.text.find_first_not_of("= "), node.text.size());
    auto expression = read_expression(node, reading.issues, what, skip);
    if (!expression) return std::nullopt;
    check_reads(*expression, node, reading);
    return Written{{}, std::move(expression)};
  }
  return Written{to_json(node), std::nullopt};
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
