// ask, hand_over and call: the steps that reach beyond a message.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "workflows/flattener.h"
#include "workflows/read_send.h"

namespace assent::workflows {
namespace {

constexpr Millis kCallExpires = std::chrono::hours(24);
constexpr std::size_t kMostChoices = 20;

std::vector<std::string> read_choices(const YamlNode& node, Issues& issues) {
  std::vector<std::string> choices;
  for (const YamlNode* item : read_list(node)) {
    auto choice = read_string(*item, issues, "the choice");
    if (!choice) continue;
    if (choice->empty() || choice->size() > limits::name_bytes)
      issues.error(*item, "this is no choice", fmt::format("1 to {} bytes of text", limits::name_bytes));
    if (std::find(choices.begin(), choices.end(), *choice) != choices.end())
      issues.error(*item, fmt::format("the choice \"{}\" stands twice", *choice), "each choice once");
    choices.push_back(std::move(*choice));
  }
  if (choices.size() < 2 || choices.size() > kMostChoices) {
    issues.error(node,
                 fmt::format("a question with {} choice{}", choices.size(), choices.size() == 1 ? "" : "s"),
                 fmt::format("2 to {}", kMostChoices));
  }
  return choices;
}

std::string attribute_named(std::string_view question) {
  std::string name(question);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace

bool Flattener::ask(const Here& here) {
  Ask ask;
  ask.message = read_send(here.map, reading_, "ask");
  ask.attribute = attribute_named(ask.message.template_name);
  const YamlNode* choices = here.map.find("choices");
  const YamlNode* scale = here.map.find("scale");
  if (choices != nullptr) ask.choices = read_choices(*choices, issues_);
  if (scale != nullptr && scale->text != "0-10")
    issues_.error(*scale, fmt::format("there is no scale \"{}\"", scale->text), "0-10, or choices:", "0-10");
  if ((choices == nullptr) == (scale == nullptr)) {
    issues_.error(
        here.verb,
        choices == nullptr ? "the question has no answers" : "the question has two kinds of answers",
        "choices: [yes, no], or scale: 0-10");
  }
  if (const YamlNode* as = here.map.find("as")) {
    if (auto name = read_string(*as, issues_, "the attribute")) {
      if (PointKind::parse(*name)) issues_.error(*as, "an answer is no address", "an attribute of your own");
      ask.attribute = std::move(*name);
    }
  }
  add(here, std::move(ask));
  return true;
}

bool Flattener::hand_over(const Here& here) {
  HandOver task;
  if (auto to = read_name(here.value, issues_, "who takes over")) task.to = std::move(*to);
  if (const YamlNode* note = here.map.find("note")) {
    task.note = read_string(*note, issues_, "the note").value_or("");
    if (task.note.size() > limits::evidence_bytes)
      issues_.error(*note, "the note is too long", fmt::format("at most {} bytes", limits::evidence_bytes));
  }
  add(here, std::move(task));
  return true;
}

bool Flattener::call(const Here& here) {
  Call call;
  call.expires = kCallExpires;
  if (auto hook = read_name(here.value, issues_, "the webhook")) call.hook = std::move(*hook);
  if (const YamlNode* with = here.map.find("with")) {
    if (with->kind != YamlNode::Kind::map) {
      issues_.error(*with, "with does not say what to send",
                    "names and values: with: {plan: = contact.plan}");
    }
    for (const auto& [key, value] : with->members) {
      auto written = read_written(value, reading_, fmt::format("the value of {}", key.text));
      if (written) call.with.emplace_back(key.text, std::move(*written));
    }
  }
  if (const YamlNode* expires = here.map.find("expires")) {
    call.expires = read_duration(*expires, issues_, "expires").value_or(kCallExpires);
    if (call.expires <= Millis(0))
      issues_.error(*expires, "the call would expire at once", "how long it may try, such as 1 day");
  }
  if (const YamlNode* failed = here.map.find("if_failed"))
    call.stop_if_failed = read_word(*failed, issues_, "if_failed", {"continue", "stop"}) == 1u;
  add(here, std::move(call));
  return true;
}

}  // namespace assent::workflows
