#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "workflows/flattener.h"
#include "workflows/read_send.h"

namespace assent::workflows {

const std::vector<Flattener::Verb>& Flattener::verbs() {
  static const std::vector<Verb> all{
      {"send", &Flattener::send, "send: welcome"},
      {"wait", &Flattener::wait, "wait: 2 days"},
      {"wait_for", &Flattener::wait_for, "wait_for: Project Created"},
      {"if", &Flattener::if_, "if: contact.plan == 'pro'"},
      {"choose", &Flattener::choose, "choose:"},
      {"split", &Flattener::split, "split: subject-test"},
      {"set", &Flattener::set, "set: {stage: onboarded}"},
      {"score", &Flattener::score, "score: +10"},
      {"tag", &Flattener::tag, "tag: interested"},
      {"ask", &Flattener::ask, "ask: how-was-it"},
      {"hand_over", &Flattener::hand_over, "hand_over: sales"},
      {"call", &Flattener::call, "call: crm"},
      {"start", &Flattener::start, "start: win-back"},
      {"stop", &Flattener::stop, "stop: not ready yet"},
  };
  return all;
}

namespace {

template <class Verbs>
const typename Verbs::value_type* find_verb(const Verbs& verbs, std::string_view word) {
  auto found = std::find_if(verbs.begin(), verbs.end(), [&](const auto& v) { return v.word == word; });
  return found == verbs.end() ? nullptr : &*found;
}

template <class Verbs>
std::vector<std::string> words_of_verbs(const Verbs& verbs) {
  std::vector<std::string> words;
  for (const auto& verb : verbs) words.emplace_back(verb.word);
  return words;
}

// "all of: a, b" for people who look for the verb.
std::string all_verbs(const std::vector<std::string>& words) {
  return "one of: " + join(words);
}

}  // namespace

bool Flattener::read_list(const YamlNode& node, std::string_view what, const std::string& prefix,
                          std::size_t depth) {
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

bool Flattener::read_step(const YamlNode& node, const std::string& name, std::size_t depth) {
  if (node.kind != YamlNode::Kind::map) {
    report_no_step(node);
    return true;
  }
  const YamlNode* verb = verb_of(node);
  if (verb == nullptr) return true;
  MapReader map(node, issues_,
                fmt::format("a{} {} step", verb->text == "if" || verb->text == "ask" ? "n" : "", verb->text));
  const YamlNode& value = *map.find(verb->text);
  report_more_verbs(map, *verb);
  const std::size_t first = steps_.size();
  const Here here{map, *verb, value, name, depth};
  const bool goes_on = (this->*find_verb(verbs(), verb->text)->read)(here);
  read_label(here, first);
  map.finish();
  return goes_on;
}

void Flattener::read_label(const Here& here, std::size_t step) {
  const YamlNode* node = here.map.find("name");
  if (node == nullptr) return;
  auto label = read_name(*node, issues_, "the step");
  if (!label) return;
  if (std::find(labels_.begin(), labels_.end(), *label) != labels_.end()) {
    issues_.error(*node, fmt::format("another step is named \"{}\" already", *label), "each name once");
    return;
  }
  labels_.push_back(*label);
  if (step < steps_.size()) steps_[step].label = *label;
}

void Flattener::report_no_step(const YamlNode& node) {
  constexpr std::string_view expected = "a verb, a colon and what it is about, such as send: welcome";
  if (node.kind == YamlNode::Kind::scalar && find_verb(verbs(), node.text) != nullptr) {
    issues_.error(node, fmt::format("\"{}\" lacks its colon", node.text), std::string(expected),
                  node.text + ":");
  } else {
    issues_.error(node, "this is not a step", std::string(expected));
  }
}

// The key that says what the step does; nullptr, and reported, where none does. `if` is a verb of its own only
// where no other can have it.
const YamlNode* Flattener::verb_of(const YamlNode& node) {
  const YamlNode* found = nullptr;
  for (const auto& [key, value] : node.members) {
    if (find_verb(verbs(), key.text) == nullptr) continue;
    const bool better =
        found == nullptr || key.text == "wait_for" || (found->text == "if" && node.find("then") == nullptr);
    if (better) found = &key;
  }
  if (found != nullptr) return found;
  const std::vector<std::string> words = words_of_verbs(verbs());
  if (node.members.empty()) {
    issues_.error(node, "this step says nothing", all_verbs(words));
    return nullptr;
  }
  const YamlNode* odd = &node.members[0].first;
  for (const auto& [key, value] : node.members) {
    if (!nearest(key.text, words).empty()) odd = &key;
  }
  issues_.error(*odd, fmt::format("unknown step \"{}\"", odd->text), all_verbs(words),
                nearest(odd->text, words));
  return nullptr;
}

void Flattener::report_more_verbs(MapReader& map, const YamlNode& verb) {
  for (const auto& [key, value] : map.node().members) {
    if (key.text == verb.text || find_verb(verbs(), key.text) == nullptr) continue;
    if (key.text == "if" && verb.text == "wait_for") continue;
    map.skip(key.text);
    issues_.error(key, fmt::format("a step does one thing, and this one says \"{}\" already", verb.text),
                  key.text == "if" ? "an if step around it: if, then the step under then"
                                   : fmt::format("\"- {}: ...\" as a step of its own", key.text));
  }
}

void Flattener::add(const Here& here, decltype(Step::does) does) {
  steps_.push_back({here.name, here.verb.line, std::move(does), {}, here.verb.column, here.verb.width});
}

bool Flattener::send(const Here& here) {
  add(here, read_send(here.map, reading_));
  return true;
}

bool Flattener::wait(const Here& here) {
  auto read = parse_wait(here.value.text);
  if (auto* wrong = std::get_if<PhraseMistake>(&read)) {
    report_phrase(here.value, *wrong, issues_);
    return true;
  }
  auto& wait = std::get<Wait>(read);
  const auto* date = std::get_if<DateOf>(&wait.until);
  const bool no_event = reading_.enter != nullptr && !reading_.enter->has_event();
  if (date != nullptr && date->variable == "event" && no_event)
    issues_.error(here.value, "no event lets people into this journey, so there is none to read",
                  "an attribute of the contact");
  add(here, std::move(wait));
  return true;
}

bool Flattener::stop(const Here& here) {
  Stop stop;
  if (here.value.kind != YamlNode::Kind::null) {
    stop.reason = read_string(here.value, issues_, "the reason to stop").value_or("");
  }
  add(here, std::move(stop));
  return false;
}

bool Flattener::start(const Here& here) {
  auto name = read_name(here.value, issues_, "the journey to start");
  if (!name) return true;
  const auto& known = reading_.declared.journeys;
  if (*name == reading_.journey) {
    issues_.error(here.value, "a journey cannot start itself: nobody would ever come out",
                  "again: in enter, to let people in once more");
  } else if (known && std::find(known->begin(), known->end(), *name) == known->end()) {
    issues_.error(here.value, fmt::format("unknown journey \"{}\"", *name),
                  known->empty() ? "a file in journeys/" : one_of(*known), nearest(*name, *known));
  }
  add(here, StartJourney{std::move(*name)});
  return true;
}

std::vector<Step> read_steps(const YamlNode& node, const Reading& reading) {
  Flattener flattener(reading);
  flattener.read_list(node, "steps", "", 0);
  return flattener.take();
}

}  // namespace assent::workflows
