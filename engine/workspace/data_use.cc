#include "engine/workspace/data_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "engine/workspace/special_categories.h"
#include "rules/expression.h"

namespace assent::engine {
namespace {

struct Mention {  // "contact.plan" in a text
  std::string variable, attribute;
  std::size_t offset = 0, length = 0;  // of the attribute's name, bytes
};

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// contact.NAME, event.NAME, and contact['NAME'] with either quote, wherever they stand in the text.
std::vector<Mention> mentions(std::string_view text) {
  std::vector<Mention> found;
  for (std::string_view variable : {"contact", "event"}) {
    for (std::size_t at = text.find(variable); at != std::string_view::npos;
         at = text.find(variable, at + 1)) {
      if (at > 0 && (in_name(text[at - 1]) || text[at - 1] == '.')) continue;
      std::size_t from = at + variable.size();
      if (from >= text.size()) break;
      std::size_t end = std::string_view::npos;
      if (text[from] == '.') {
        end = ++from;
        while (end < text.size() && in_name(text[end])) ++end;
      } else if (text.substr(from).starts_with("['") || text.substr(from).starts_with("[\"")) {
        char quote = text[from + 1];
        from += 2;
        end = text.find(quote, from);
      }
      if (end == std::string_view::npos || end == from) continue;
      found.push_back({std::string(variable), std::string(text.substr(from, end - from)), from, end - from});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Mention& a, const Mention& b) { return a.offset < b.offset; });
  return found;
}

void each_scalar(const YamlNode& node, const std::function<void(const YamlNode&)>& visit) {
  if (node.kind == YamlNode::Kind::scalar) visit(node);
  for (const YamlNode& item : node.items) each_scalar(item, visit);
  for (const YamlMember& member : node.members) each_scalar(member.second, visit);
}

std::string quoted(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "\"" : ", \"") + name + "\"";
  return out;
}

class Watch {
 public:
  Watch(const channels::Policy& policy, const SourceLabels& labels, Issues& issues)
      : policy_(policy), labels_(labels), issues_(issues) {}

  void look(const YamlNode& node, const Mention& mention, const std::set<std::string>& purposes) {
    std::set<std::string> blind;
    for (const std::string& id : purposes) {
      const channels::Purpose* purpose = policy_.purpose(id);
      if (purpose && !purpose->third_party_data) blind.insert(id);
    }
    bool foreign = labels_.of(mention.attribute, Source::contact) == Source::third_party;
    if (foreign && !blind.empty()) {
      issues_.error_inside(
          node, mention.offset, mention.length,
          fmt::format("\"{}\" is third-party data (assent.yaml, sources), which {} may not use",
                      mention.attribute, quoted(blind)),
          "something the person told you, or data_use: {third_party: [...]} in policy.yaml if you may");
    }
    if (std::string_view category = special_category(mention.attribute); !category.empty()) {
      Issues place(issues_.file(), issues_.text());
      place.error_inside(node, mention.offset, mention.length,
                         fmt::format("\"{}\" sounds like special-category data (GDPR, Article 9: {})",
                                     mention.attribute, category),
                         "an explicit consent to using it, or leave it out");
      for (Issue issue : place.take()) warnings_.push_back(std::move(issue));
    }
  }

  std::vector<Issue> take_warnings() {
    for (Issue& issue : warnings_) issue.severity = Severity::warning;
    return std::move(warnings_);
  }

 private:
  const channels::Policy& policy_;
  const SourceLabels& labels_;
  Issues& issues_;
  std::vector<Issue> warnings_;
};

std::optional<YamlNode> tree_of(std::string_view text, const Issues& issues) {
  Issues unused(issues.file(), std::string(text));
  return parse_yaml(text, unused);
}

}  // namespace

void check_journey_data(const JourneyData& data, Issues& issues) {
  auto root = tree_of(data.text, issues);
  if (!root) return;
  Watch watch(data.policy, data.labels, issues);
  each_scalar(*root, [&](const YamlNode& node) {
    std::vector<Mention> found = mentions(node.text);
    if (found.empty()) return;
    rules::Compiled compiled = rules::compile(node.text, rules::journey_environment());
    if (!compiled.program) return;  // words for people
    const auto& reads = rules::reads(*compiled.program);
    for (const Mention& mention : found) {
      bool read = std::find(reads.begin(), reads.end(), rules::Read{mention.variable, mention.attribute}) !=
                  reads.end();
      if (read) watch.look(node, mention, {data.journey.purpose});
    }
  });
  issues.add(watch.take_warnings());
}

void check_template_data(std::string_view text, const std::set<std::string>& purposes,
                         const channels::Policy& policy, const SourceLabels& labels, Issues& issues) {
  auto root = tree_of(text, issues);
  if (!root) return;
  Watch watch(policy, labels, issues);
  each_scalar(*root, [&](const YamlNode& node) {
    for (const Mention& mention : mentions(node.text)) {
      // Only what stands in {{ }} or {% %} is read; the rest is text.
      std::size_t open =
          std::max(node.text.rfind("{{", mention.offset) + 1, node.text.rfind("{%", mention.offset) + 1);
      std::size_t close =
          std::max(node.text.rfind("}}", mention.offset) + 1, node.text.rfind("%}", mention.offset) + 1);
      if (open > 0 && open > close) watch.look(node, mention, purposes);
    }
  });
  issues.add(watch.take_warnings());
}

void check_journey_notices(const JourneyData& data, Issues& issues) {
  for (const workflows::Step& step : data.journey.steps) {
    const auto* send = std::get_if<workflows::Send>(&step.does);
    if (!send) continue;
    for (const Channel& channel : send->by) {
      bool covered = std::any_of(
          data.policy.notices.begin(), data.policy.notices.end(),
          [&](const auto& notice) { return notice.second.covers_consent(data.journey.purpose, channel); });
      if (covered) continue;
      Issue issue;
      issue.file = issues.file();
      issue.line = step.line;
      issue.column = 1;
      issue.severity = Severity::warning;
      issue.message =
          fmt::format("\"{}\" reaches nobody by {}: no notice covers {} there, so nobody can agree to it",
                      send->template_name, channel.text(), data.journey.purpose);
      issue.expected = "a notice in policy.yaml that covers it";
      issues.add({std::move(issue)});
    }
  }
}

}  // namespace assent::engine
