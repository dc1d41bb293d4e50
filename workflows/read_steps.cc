#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "workflows/read_send.h"
#include "workflows/reading.h"

namespace assent::workflows {
namespace {

constexpr std::array<std::string_view, 4> kVerbs{"send", "wait", "if", "stop"};
constexpr std::array<std::string_view, 10> kLaterVerbs{"wait_for", "choose", "split",     "set",  "score",
                                                       "tag",      "ask",    "hand_over", "call", "start"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Reads nested lists of steps into one list with jumps.
class Flattener {
 public:
  explicit Flattener(const Reading& reading) : reading_(reading), issues_(reading.issues) {}

  // True if a run can come out at the end of the list.
  bool read_list(const YamlNode& node, std::string_view what, const std::string& prefix, std::size_t depth) {
    if (node.kind != YamlNode::Kind::list) {
      issues_.error(node,
                    fmt::format("{} {}", what, node.kind == YamlNode::Kind::null ? "is empty" : "is no list"),
                    "a list of steps, each beginning with \"- \"");
      return true;
    }
    if (node.items.empty()) issues_.error(node, fmt::format("{} is empty", what), "at least one step");
    bool goes_on = true;
    bool reported = false;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const YamlNode& item = node.items[i];
      if (!goes_on && !reported) {
        issues_.error(item, "this step is never reached: every way to it stops before",
                      "the steps to do before the stop, or an if around the stop");
        reported = true;
      }
      if (++written_ > limits::journey_steps) {
        if (written_ == limits::journey_steps + 1) {
          issues_.error(item, "the journey has too many steps",
                        fmt::format("at most {}", limits::journey_steps));
        }
        return true;
      }
      goes_on = read_step(item, prefix + std::to_string(i + 1), depth) && goes_on;
    }
    return goes_on;
  }

  std::vector<Step> take() { return std::move(steps_); }

 private:
  // True if a run can come out behind the step.
  bool read_step(const YamlNode& node, const std::string& name, std::size_t depth) {
    if (node.kind != YamlNode::Kind::map) {
      report_no_step(node);
      return true;
    }
    const YamlNode* verb = verb_of(node);
    if (verb == nullptr) return true;
    MapReader map(node, issues_, verb->text == "if" ? "an if step" : fmt::format("a {} step", verb->text));
    map.find(verb->text);
    report_more_verbs(map, *verb);
    bool goes_on = true;
    if (verb->text == "send")
      add(name, *verb, read_send(map, reading_));
    else if (verb->text == "wait")
      read_wait(map, *verb, name);
    else if (verb->text == "if")
      goes_on = read_if(map, *verb, name, depth);
    else
      goes_on = read_stop(map, *verb, name);
    map.finish();
    return goes_on;
  }

  void report_no_step(const YamlNode& node) {
    constexpr std::string_view expected = "a verb, a colon and what it is about, such as send: welcome";
    if (node.kind == YamlNode::Kind::scalar && is_one_of(node.text, kVerbs)) {
      issues_.error(node, fmt::format("\"{}\" lacks its colon", node.text), std::string(expected),
                    node.text + ":");
    } else {
      issues_.error(node, "this is not a step", std::string(expected));
    }
  }

  // The key that says what the step does; nullptr, and reported, where none of this version does.
  const YamlNode* verb_of(const YamlNode& node) {
    const YamlNode* found = nullptr;
    for (const auto& [key, value] : node.members) {
      if (is_one_of(key.text, kLaterVerbs)) {
        issues_.error(key, fmt::format("\"{}\" is not available in this version", key.text));
        return nullptr;
      }
      bool better = found == nullptr || (found->text == "if" && node.find("then") == nullptr);
      if (is_one_of(key.text, kVerbs) && better) found = &key;
    }
    if (found != nullptr) return found;
    const std::vector<std::string> verbs(kVerbs.begin(), kVerbs.end());
    if (node.members.empty()) {
      issues_.error(node, "this step says nothing", one_of(verbs));
      return nullptr;
    }
    const YamlNode* odd = &node.members[0].first;
    for (const auto& [key, value] : node.members) {
      if (!nearest(key.text, verbs).empty()) odd = &key;
    }
    issues_.error(*odd, fmt::format("unknown step \"{}\"", odd->text), one_of(verbs),
                  nearest(odd->text, verbs));
    return nullptr;
  }

  void report_more_verbs(MapReader& map, const YamlNode& verb) {
    for (const auto& [key, value] : map.node().members) {
      if (key.text == verb.text || !is_one_of(key.text, kVerbs)) continue;
      map.skip(key.text);
      issues_.error(key, fmt::format("a step does one thing, and this one says \"{}\" already", verb.text),
                    key.text == "if" ? "an if step around it: if, then the step under then"
                                     : fmt::format("\"- {}: ...\" as a step of its own", key.text));
    }
  }

  void add(const std::string& name, const YamlNode& verb, std::variant<Send, Wait, Branch, Jump, Stop> does) {
    steps_.push_back({name, verb.line, std::move(does)});
  }

  void read_wait(MapReader& map, const YamlNode& verb, const std::string& name) {
    const YamlNode& value = *map.find("wait");
    auto read = parse_wait(value.text);
    if (auto* wrong = std::get_if<PhraseMistake>(&read)) return report_phrase(value, *wrong, issues_);
    add(name, verb, std::get<Wait>(read));
  }

  bool read_if(MapReader& map, const YamlNode& verb, const std::string& name, std::size_t depth) {
    auto condition = read_condition(*map.find("if"), issues_);
    const YamlNode* then = map.require("then");
    const YamlNode* otherwise = map.find("else");
    if (depth >= limits::journey_nesting) {
      issues_.error(verb, "the steps are nested too deeply",
                    fmt::format("at most {} levels", limits::journey_nesting));
      return true;
    }
    std::size_t branch = steps_.size();
    add(name, verb, Branch{condition.value_or(Expression{}), 0});
    bool then_goes_on = then == nullptr || read_list(*then, "then", name + ".then.", depth + 1);
    if (otherwise == nullptr) {
      std::get<Branch>(steps_[branch].does).otherwise = steps_.size();
      return true;
    }
    std::size_t jump = steps_.size();
    if (then_goes_on) add(name, verb, Jump{});
    std::get<Branch>(steps_[branch].does).otherwise = steps_.size();
    bool else_goes_on = read_list(*otherwise, "else", name + ".else.", depth + 1);
    if (then_goes_on) std::get<Jump>(steps_[jump].does).to = steps_.size();
    return then_goes_on || else_goes_on;
  }

  bool read_stop(MapReader& map, const YamlNode& verb, const std::string& name) {
    const YamlNode& value = *map.find("stop");
    Stop stop;
    if (value.kind != YamlNode::Kind::null) {
      stop.reason = read_string(value, issues_, "the reason to stop").value_or("");
    }
    add(name, verb, std::move(stop));
    return false;
  }

  const Reading& reading_;
  Issues& issues_;
  std::vector<Step> steps_;
  std::size_t written_ = 0;
};

}  // namespace

std::vector<Step> read_steps(const YamlNode& node, const Reading& reading) {
  Flattener flattener(reading);
  flattener.read_list(node, "steps", "", 0);
  return flattener.take();
}

}  // namespace assent::workflows
