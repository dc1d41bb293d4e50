#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "channels/reason.h"
#include "engine/rehearsal/journey_test.h"
#include "engine/rehearsal/read_words.h"

namespace assent::engine {
namespace {

using Kind = Expectation::Kind;

constexpr std::array kKinds{
    Kind::sent,     Kind::sent_only, Kind::nothing_sent, Kind::denied,      Kind::deferred, Kind::expired,
    Kind::rejected, Kind::cancelled, Kind::entered,      Kind::not_entered, Kind::left,     Kind::waiting_at,
    Kind::reached,  Kind::attribute, Kind::tag,          Kind::handed_over, Kind::started,  Kind::goal};

// Why somebody is not let in, as workflows/step.h and engine/api/silence.h have it.
const std::vector<std::string>& silences() {
  static const std::vector<std::string> all{"data_not_permitted", "event_too_old", "condition_false",
                                            "condition_error",    "under_way",     "again_never",
                                            "again_too_soon"};
  return all;
}

std::vector<std::string> reasons() {
  std::vector<std::string> all;
  for (channels::Reason reason : channels::kReasons) all.emplace_back(channels::name(reason));
  return all;
}

class TestReader {
 public:
  TestReader(const workflows::Journey& journey, const Cast& cast, Issues& issues)
      : journey_(journey), cast_(cast), issues_(issues) {}

  std::vector<JourneyTest> read(const YamlNode& node) {
    std::vector<JourneyTest> tests;
    if (node.kind != YamlNode::Kind::list) {
      issues_.error(node, node.kind == YamlNode::Kind::null ? "tests is empty" : "tests is no list",
                    "a list of tests, each with name, when and then");
      return tests;
    }
    std::set<std::string> names;
    for (const YamlNode& item : node.items) {
      JourneyTest test = read_test(item);
      if (!test.name.empty() && !names.insert(test.name).second)
        issues_.error(item, fmt::format("two tests are called \"{}\"", test.name),
                      "a name of its own for each");
      tests.push_back(std::move(test));
    }
    return tests;
  }

 private:
  JourneyTest read_test(const YamlNode& node) {
    JourneyTest test;
    test.line = node.line;
    MapReader map(node, issues_, "a test");
    if (const YamlNode* name = map.require("name"))
      test.name = read_string(*name, issues_, "the test's name").value_or("");
    if (const YamlNode* given = map.find("given")) test.scene.given = read_given(*given, cast_, issues_);
    if (const YamlNode* when = map.require("when"))
      test.scene.when = read_when(*when, cast_, test.scene.given.points, issues_);
    if (const YamlNode* then = map.require("then")) {
      std::vector<const YamlNode*> items = read_list(*then);
      if (items.empty())
        issues_.error(*then, "then is empty", "what must come of it: " + one_of_words(words()));
      for (const YamlNode* item : items) read_expectation(*item, test.then);
    }
    if (const YamlNode* order = map.find("in_order"))
      test.in_order = read_boolean(*order, issues_, "in_order").value_or(false);
    if (const YamlNode* with = map.find("with")) {
      for (const YamlNode* item : read_list(*with)) {
        if (known(*item, cast_.journeys, "journey")) test.with.push_back(item->text);
      }
    }
    map.finish();
    return test;
  }

  static const std::vector<std::string>& words() {
    static const std::vector<std::string> all = [] {
      std::vector<std::string> names;
      for (Kind kind : kKinds) names.emplace_back(name(kind));
      return names;
    }();
    return all;
  }

  bool known(const YamlNode& node, const std::vector<std::string>& all, std::string_view what) {
    if (std::find(all.begin(), all.end(), node.text) != all.end()) return true;
    issues_.error(node, fmt::format("unknown {} \"{}\"", what, node.text), one_of_words(all),
                  nearest(node.text, all));
    return false;
  }

  void read_expectation(const YamlNode& node, std::vector<Expectation>& into) {
    if (node.kind != YamlNode::Kind::map || node.members.empty()) {
      issues_.error(node, "this says nothing that could come of it", one_of_words(words()));
      return;
    }
    auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](Kind k) { return node.find(name(k)); });
    if (kind == kKinds.end()) {
      const YamlNode& odd = node.members[0].first;
      issues_.error(odd, fmt::format("unknown outcome \"{}\"", odd.text), one_of_words(words()),
                    nearest(odd.text, words()));
      return;
    }
    Expectation expected;
    expected.kind = *kind;
    expected.line = node.line;
    expected.column = node.column;
    MapReader map(node, issues_, fmt::format("\"{}\"", name(*kind)));
    read_object(*map.find(name(*kind)), expected);
    read_particulars(map, expected);
    map.finish();
    into.push_back(std::move(expected));
  }

  // What the word is about.
  void read_object(const YamlNode& value, Expectation& expected) {
    switch (expected.kind) {
      case Kind::sent:
      case Kind::denied:
      case Kind::deferred:
      case Kind::expired:
      case Kind::rejected:
      case Kind::cancelled:
        known(value, cast_.templates, "template");
        expected.what = value.text;
        return;
      case Kind::sent_only:
        for (const YamlNode* item : read_list(value)) {
          known(*item, cast_.templates, "template");
          expected.list.push_back(item->text);
        }
        return;
      case Kind::nothing_sent:
        if (read_boolean(value, issues_, "nothing_sent") == false)
          issues_.error(value, "nothing_sent: false says nothing", "sent: and the template");
        return;
      case Kind::entered:
      case Kind::not_entered:
        read_entered(value, expected);
        return;
      case Kind::waiting_at:
      case Kind::reached:
        read_step(value, expected);
        return;
      case Kind::goal:
        expected.wanted = read_boolean(value, issues_, "goal").value_or(true);
        return;
      case Kind::started:
        known(value, cast_.journeys, "journey");
        expected.what = value.text;
        return;
      case Kind::left:
      case Kind::attribute:
      case Kind::tag:
      case Kind::handed_over:
        if (value.kind != YamlNode::Kind::scalar)
          issues_.error(value, fmt::format("{} is no word", name(expected.kind)), "one line of text");
        if (!(expected.kind == Kind::left && value.text == "true")) expected.what = value.text;
        return;
    }
  }

  void read_entered(const YamlNode& value, Expectation& expected) {
    expected.what = journey_.name;
    if (value.text == "true" && !value.quoted) return;
    if (value.text == "false" && !value.quoted) {
      expected.kind = expected.kind == Kind::entered ? Kind::not_entered : Kind::entered;
      return;
    }
    if (known(value, cast_.journeys, "journey")) expected.what = value.text;
  }

  void read_step(const YamlNode& value, Expectation& expected) {
    std::vector<std::string> names;
    for (const workflows::Step& step : journey_.steps) {
      if (!std::holds_alternative<workflows::Jump>(step.does)) names.push_back(step.name);
    }
    known(value, names, "step");
    expected.what = value.text;
  }

  void read_particulars(MapReader& map, Expectation& expected) {
    Kind kind = expected.kind;
    bool decision = kind == Kind::denied || kind == Kind::deferred;
    bool entry = kind == Kind::not_entered;
    if (decision || entry) {
      if (const YamlNode* because = map.find("because")) {
        known(*because, decision ? reasons() : silences(), "reason");
        expected.because = because->text;
      }
    }
    if (decision || kind == Kind::sent || kind == Kind::expired || kind == Kind::rejected) {
      if (const YamlNode* by = map.find("by")) {
        if (!Channel::parse(by->text))
          issues_.error(*by, fmt::format("unknown channel \"{}\"", by->text),
                        "email, sms, voice or social.NETWORK");
        expected.by = by->text;
      }
    }
    if (kind == Kind::sent) {
      if (const YamlNode* to = map.find("to")) expected.to = to->text;
    }
    if (kind == Kind::sent || kind == Kind::denied) {
      if (const YamlNode* at = map.find("at")) expected.at = read_moment(*at, issues_, "at");
    }
    if (kind == Kind::deferred) {
      if (const YamlNode* until = map.find("until")) expected.at = read_moment(*until, issues_, "until");
    }
    if (kind == Kind::attribute) {
      if (const YamlNode* is = map.require("is")) expected.is = to_json(*is);
    }
    if (kind == Kind::tag) {
      if (const YamlNode* is = map.find("is"))
        expected.wanted = read_boolean(*is, issues_, "is").value_or(true);
    }
  }

  const workflows::Journey& journey_;
  const Cast& cast_;
  Issues& issues_;
};

std::string moment_text(const scene::Moment& moment) {
  if (moment.instant) return format_rfc3339(*moment.instant);
  if (moment.local) return date::format("%F %H:%M", date::floor<std::chrono::minutes>(*moment.local));
  std::uint16_t minute = moment.minute_of_day.value_or(0);
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

}  // namespace

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::sent:
      return "sent";
    case Kind::sent_only:
      return "sent_only";
    case Kind::nothing_sent:
      return "nothing_sent";
    case Kind::denied:
      return "denied";
    case Kind::deferred:
      return "deferred";
    case Kind::expired:
      return "expired";
    case Kind::rejected:
      return "rejected";
    case Kind::cancelled:
      return "cancelled";
    case Kind::entered:
      return "entered";
    case Kind::not_entered:
      return "not_entered";
    case Kind::left:
      return "left";
    case Kind::waiting_at:
      return "waiting_at";
    case Kind::reached:
      return "reached";
    case Kind::attribute:
      return "attribute";
    case Kind::tag:
      return "tag";
    case Kind::handed_over:
      return "handed_over";
    case Kind::started:
      return "started";
    case Kind::goal:
      return "goal";
  }
  return {};
}

std::string in_words(const Expectation& e) {
  if (e.kind == Kind::nothing_sent) return "nothing sent";
  if (e.kind == Kind::goal) return e.wanted ? "the goal reached" : "the goal not reached";
  std::string out(name(e.kind));
  std::replace(out.begin(), out.end(), '_', ' ');
  if (e.kind == Kind::sent_only) return out + ": " + (e.list.empty() ? "nothing" : join(e.list));
  if (!e.what.empty()) out += " " + e.what;
  if (e.kind == Kind::attribute) out += " is " + canonical_json(e.is);
  if (e.kind == Kind::tag && !e.wanted) out += " not there";
  if (!e.by.empty()) out += " by " + e.by;
  if (!e.to.empty()) out += " to " + e.to;
  if (!e.because.empty()) out += " because " + e.because;
  if (e.at) out += (e.kind == Kind::deferred ? " until " : " at ") + moment_text(*e.at);
  return out;
}

std::vector<JourneyTest> read_tests(const YamlNode& node, const workflows::Journey& journey, const Cast& cast,
                                    Issues& issues) {
  return TestReader(journey, cast, issues).read(node);
}

}  // namespace assent::engine
