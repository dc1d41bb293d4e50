#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "workflows/flattener.h"

namespace assent::workflows {
namespace {

struct Word {
  std::string_view text;
  Happening what;
};
constexpr std::array<Word, 5> kWords{{{"event", Happening::event},
                                      {"answer", Happening::answer},
                                      {"reply", Happening::reply},
                                      {"delivery", Happening::delivery},
                                      {"click", Happening::click}}};

constexpr std::string_view kExample =
    "an event's name, or {answer: QUESTION}, {reply: any}, {delivery: TEMPLATE}, {click: TEMPLATE}";

}  // namespace

void Flattener::read_happening(const Here& here, WaitFor& wait) {
  const YamlNode* named = &here.value;
  if (here.value.kind == YamlNode::Kind::map) {
    if (here.value.members.size() != 1) {
      issues_.error(here.value, "a wait_for waits for one thing", std::string(kExample));
      return;
    }
    const YamlNode& key = here.value.members[0].first;
    auto found =
        std::find_if(kWords.begin(), kWords.end(), [&](const Word& w) { return w.text == key.text; });
    if (found == kWords.end()) {
      std::vector<std::string> words;
      for (const Word& w : kWords) words.emplace_back(w.text);
      issues_.error(key, fmt::format("\"{}\" is nothing to wait for", key.text), one_of(words),
                    nearest(key.text, words));
      return;
    }
    wait.what = found->what;
    named = &here.value.members[0].second;
  } else if (here.value.kind != YamlNode::Kind::scalar) {
    issues_.error(here.value, "this does not say what to wait for", std::string(kExample));
    return;
  }
  auto name = read_string(*named, issues_, "what to wait for");
  if (!name) return;
  wait.name = std::move(*name);
  if (wait.name.empty() || wait.name.size() > limits::name_bytes) {
    issues_.error(*named, wait.name.empty() ? "the event has no name" : "the event's name is too long",
                  std::string(kExample));
  }
  if (wait.what != Happening::event) check_sent_above(*named, wait);
}

// A message's fate can be waited for only where the message was sent before.
void Flattener::check_sent_above(const YamlNode& node, WaitFor& wait) {
  if (wait.what == Happening::reply && wait.name == "any") {
    wait.name.clear();
    return;
  }
  std::vector<std::string> above;
  const bool answer = wait.what == Happening::answer;
  for (const Step& step : steps_) {
    if (const auto* ask = std::get_if<Ask>(&step.does)) above.push_back(ask->message.template_name);
    if (const auto* send = std::get_if<Send>(&step.does); send != nullptr && !answer)
      above.push_back(send->template_name);
  }
  if (std::find(above.begin(), above.end(), wait.name) == above.end()) {
    issues_.error(node, fmt::format("no step above {} \"{}\"", answer ? "asks" : "sends", wait.name),
                  above.empty() ? (answer ? "an ask step above" : "a send step above") : one_of(above),
                  nearest(wait.name, above));
  }
  if (wait.what == Happening::click && reading_.purpose != nullptr && !reading_.purpose->clicks) {
    issues_.error(node, fmt::format("the purpose \"{}\" tracks no clicks", reading_.purpose->purpose),
                  "an event that the person's click leads to, or {reply: any}");
  }
}

}  // namespace assent::workflows
