#include "engine/rehearsal/run_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/apply/entity_record.h"
#include "engine/rehearsal/stage_of.h"

namespace assent::engine {
namespace {

using Kind = Expectation::Kind;

std::string text_of(const json::object& object, std::string_view name) {
  const json::string* text = string_member(object, name);
  return text ? std::string(*text) : std::string();
}

bool has_reason(const json::object& item, const std::string& reason) {
  const json::value* all = item.if_contains("reasons");
  if (!all || !all->is_array()) return false;
  return std::any_of(all->get_array().begin(), all->get_array().end(),
                     [&](const json::value& r) { return r.is_string() && r.get_string() == reason; });
}

// Handed over, whatever was heard of it later.
bool went_out(const json::object& item) {
  static const std::set<std::string> not_out{"queued", "claimed", "rejected",
                                             "denied", "expired", "cancelled"};
  return text_of(item, "kind") == "message" && !not_out.contains(text_of(item, "state"));
}

class Judge {
 public:
  Judge(const workflows::Journey& journey, const Played& played) : journey_(journey), played_(played) {
    for (const workflows::Step& step : journey.steps) {
      if (const auto* send = std::get_if<workflows::Send>(&step.does))
        templates_[step.name] = send->template_name;
    }
    const json::value* items = played.told.if_contains("items");
    if (!items) return;
    for (const json::value& item : items->as_array()) {
      if (item.at("input").to_number<Seq>() > played.given_until) happened_.push_back(&item.as_object());
    }
    taken_.resize(happened_.size());
    read_contact_then();
  }

  Verdict judge(const Expectation& expected, bool in_order) {
    switch (expected.kind) {
      case Kind::nothing_sent:
        return sent_list({});
      case Kind::sent_only:
        return sent_list(expected.list);
      case Kind::waiting_at:
        return waiting(expected);
      case Kind::attribute:
        return attribute(expected);
      case Kind::tag:
        return tag(expected);
      case Kind::goal:
        return goal(expected);
      case Kind::sent:
      case Kind::denied:
      case Kind::deferred:
      case Kind::expired:
      case Kind::rejected:
      case Kind::cancelled:
      case Kind::entered:
      case Kind::not_entered:
      case Kind::left:
      case Kind::reached:
      case Kind::handed_over:
      case Kind::started:
        break;
    }
    return happening(expected, in_order);
  }

 private:
  // The first thing that happened, not named by an expectation before, that this one describes.
  Verdict happening(const Expectation& expected, bool in_order) {
    std::string nearest;
    for (std::size_t i = in_order ? from_ : 0; i < happened_.size(); ++i) {
      if (taken_[i]) continue;
      if (describes(expected, *happened_[i])) {
        taken_[i] = true;
        if (in_order) from_ = i + 1;
        return {true, ""};
      }
      if (nearest.empty() && resembles(expected, *happened_[i])) nearest = line_of(*happened_[i]);
    }
    return {false, nearest};
  }

  static std::string line_of(const json::object& item) {
    return text_of(item, "local") + "  " + text_of(item, "text");
  }

  // Of the same template or journey, with another end.
  bool resembles(const Expectation& expected, const json::object& item) const {
    std::string kind = text_of(item, "kind");
    bool entry = expected.kind == Kind::entered || expected.kind == Kind::not_entered;
    if (entry)
      return (kind == "entered" || kind == "not_entered") && text_of(item, "journey") == expected.what;
    if (expected.kind == Kind::left) return kind == "ended";
    if (expected.what.empty()) return false;
    return (kind == "decision" || kind == "message") && text_of(item, "template") == expected.what;
  }

  bool describes(const Expectation& e, const json::object& item) const {
    std::string kind = text_of(item, "kind");
    bool by = e.by.empty() || text_of(item, "channel") == e.by;
    bool what = e.what.empty() || text_of(item, "template") == e.what;
    switch (e.kind) {
      case Kind::sent:
        return went_out(item) && what && by && at(e, item, "at") && to(e, item);
      case Kind::rejected:
        return kind == "message" && text_of(item, "state") == "rejected" && what && by;
      case Kind::denied:
        return decided(e, item, "deny") && at(e, item, "at");
      case Kind::deferred:
        return decided(e, item, "defer") && at(e, item, "until");
      case Kind::expired:
        return step_says(item, e.what, "message expired");
      case Kind::cancelled:
        return kind == "message" && text_of(item, "state") == "cancelled" && what;
      case Kind::entered:
        return kind == "entered" && text_of(item, "journey") == e.what;
      case Kind::not_entered:
        return kind == "not_entered" && text_of(item, "journey") == e.what &&
               (e.because.empty() || text_of(item, "because") == e.because);
      case Kind::left:
        return kind == "ended" && text_of(item, "journey") == journey_.name &&
               text_of(item, "text").find(e.what) != std::string::npos;
      case Kind::reached:
        return kind == "step" && text_of(item, "journey") == journey_.name && text_of(item, "step") == e.what;
      case Kind::handed_over:
        return kind == "step" && text_of(item, "text").starts_with("hand over to " + e.what);
      case Kind::started:
        return kind == "entered" && text_of(item, "journey") == e.what;
      case Kind::sent_only:
      case Kind::nothing_sent:
      case Kind::waiting_at:
      case Kind::attribute:
      case Kind::tag:
      case Kind::goal:
        break;
    }
    return false;
  }

  static bool decided(const Expectation& e, const json::object& item, std::string_view outcome) {
    return text_of(item, "kind") == "decision" && text_of(item, "outcome") == outcome &&
           (e.what.empty() || text_of(item, "template") == e.what) &&
           (e.by.empty() || text_of(item, "channel") == e.by) &&
           (e.because.empty() || has_reason(item, e.because));
  }

  bool step_says(const json::object& item, const std::string& what, std::string_view words) const {
    auto template_name = templates_.find(text_of(item, "step"));
    return text_of(item, "kind") == "step" && text_of(item, "text").starts_with(words) &&
           template_name != templates_.end() && (what.empty() || template_name->second == what);
  }

  // To the minute, in the contact's own time.
  bool at(const Expectation& e, const json::object& item, std::string_view member) const {
    if (!e.at) return true;
    auto when = parse_rfc3339(text_of(item, member));
    if (!when) return false;
    using std::chrono::minutes;
    auto local = date::floor<minutes>(played_.zone.local(*when));
    if (e.at->instant) return date::floor<minutes>(played_.zone.local(*e.at->instant)) == local;
    if (e.at->local) return date::floor<minutes>(*e.at->local) == local;
    return local - date::floor<date::days>(local) == minutes(e.at->minute_of_day.value_or(0));
  }

  bool to(const Expectation& e, const json::object& item) const {
    if (e.to.empty()) return true;
    std::string message = text_of(item, "message");
    std::vector<channels::Letter> letters = played_.stage->letters();
    return std::any_of(letters.begin(), letters.end(),
                       [&](const auto& l) { return l.message.text() == message && l.to == e.to; });
  }

  Verdict sent_list(const std::vector<std::string>& wanted) {
    std::vector<std::string> sent;
    std::string lines;
    for (const json::object* item : happened_) {
      if (!went_out(*item)) continue;
      sent.push_back(text_of(*item, "template"));
      lines += (lines.empty() ? "" : "; ") + line_of(*item);
    }
    return {sent == wanted, lines.empty() ? "nothing was sent" : lines};
  }

  // The run itself, not what was told of it.
  void read_contact_then() {
    Engine& engine = played_.stage->engine();
    auto id = played_.stage->reads().resolve(kSceneUser);
    if (!id) return;
    auto found = read_contact(engine.store(), engine.keys(), *id);
    if (found && found.value()) contact_ = std::move(*found.value());
  }

  Verdict waiting(const Expectation& expected) const {
    std::string where;
    for (const workflows::Run& run : contact_.runs) {
      if (run.journey != journey_.name || run.at >= journey_.steps.size()) continue;
      const std::string& step = journey_.steps[run.at].name;
      if (step == expected.what) return {true, ""};
      where += (where.empty() ? "they are at " : ", ") + step;
    }
    return {false, where.empty() ? "they are not on this journey" : where};
  }

  Verdict attribute(const Expectation& expected) const {
    auto found = contact_.attributes.find(expected.what);
    json::value value = found == contact_.attributes.end() ? json::value() : found->second.value;
    bool same = value == expected.is || (value.is_number() && expected.is.is_number() &&
                                         value.to_number<double>() == expected.is.to_number<double>());
    return {same, expected.what + " is " + canonical_json(value)};
  }

  Verdict tag(const Expectation& expected) const {
    auto found = contact_.attributes.find(std::string_view("tags"));
    bool there = false;
    if (found != contact_.attributes.end() && found->second.value.is_array()) {
      for (const json::value& one : found->second.value.get_array())
        there = there || (one.is_string() && one.get_string() == expected.what);
    }
    std::string tags = found == contact_.attributes.end() ? "there are no tags"
                                                          : "tags are " + canonical_json(found->second.value);
    return {there == expected.wanted, tags};
  }

  Verdict goal(const Expectation& expected) const {
    bool reached = std::any_of(happened_.begin(), happened_.end(), [&](const json::object* item) {
      return text_of(*item, "journey") == journey_.name &&
             text_of(*item, "text").find("goal") != std::string::npos;
    });
    return {reached == expected.wanted, reached ? "it was" : "it was not"};
  }

  const workflows::Journey& journey_;
  const Played& played_;
  std::map<std::string, std::string> templates_;  // by step
  std::vector<const json::object*> happened_;     // from the beginning of `when`
  std::vector<bool> taken_;
  std::size_t from_ = 0;
  storage::Contact contact_;
};

// "if COND: yes: ..." as "yes".
std::string way_of(std::string_view text, const workflows::Step& step) {
  const auto* branch = std::get_if<workflows::Branch>(&step.does);
  if (!branch) return {};
  std::string asked = fmt::format("if {}: ", branch->condition.text);
  if (!text.starts_with(asked)) return {};
  return text.substr(asked.size()).starts_with("yes") ? "yes" : "no";
}

void note_coverage(const workflows::Journey& journey, TestRun& run) {
  const json::value* items = run.told.if_contains("items");
  if (!items) return;
  for (const json::value& value : items->as_array()) {
    const json::object& item = value.as_object();
    if (text_of(item, "journey") != journey.name) continue;
    std::string name = text_of(item, "step");
    if (text_of(item, "kind") == "step") run.steps.insert(name);
    auto step = std::find_if(journey.steps.begin(), journey.steps.end(),
                             [&](const auto& s) { return s.name == name; });
    if (step != journey.steps.end()) {
      if (std::string way = way_of(text_of(item, "text"), *step); !way.empty())
        run.ways.insert(name + ": " + way);
    }
    if (const json::value* reasons = item.if_contains("reasons"); reasons && reasons->is_array()) {
      for (const json::value& reason : reasons->get_array())
        run.reasons.insert(std::string(reason.as_string()));
    }
  }
}

}  // namespace

bool TestRun::passed() const {
  return error.empty() &&
         std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) { return verdict.met; });
}

TestRun run_test(const Workspace& workspace, const LoadedJourney& loaded, const JourneyTest& test) {
  TestRun run;
  run.name = test.name;
  run.line = test.line;
  auto played = play(stage_of(workspace, loaded.journey.name, test.with), test.scene, {});
  if (!played) {
    run.error = played.error().message;
    return run;
  }
  Judge judge(loaded.journey, played.value());
  for (const Expectation& expected : test.then) run.verdicts.push_back(judge.judge(expected, test.in_order));
  run.told = std::move(played.value().told);
  run.given_until = played.value().given_until;
  note_coverage(loaded.journey, run);
  return run;
}

}  // namespace assent::engine
