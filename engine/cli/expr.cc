#include "engine/cli/expr.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>

#include "base/issue.h"
#include "base/json.h"
#include "rules/batch.h"
#include "rules/checker.h"
#include "rules/environment.h"
#include "rules/explain.h"
#include "rules/json_contact.h"
#include "rules/parser.h"
#include "rules/planner.h"
#include "rules/text_of.h"
#include "rules/times.h"
#include "rules/utf8.h"

namespace assent {
namespace {

constexpr int kGood = 0;
constexpr int kWrongInput = 1;
constexpr int kWrongCall = 2;

constexpr std::string_view kHelp =
    "Evaluates one expression of the Common Expression Language and prints its value and type.\n\n"
    "  --data FILE   a JSON object: `contact`, `event`, `run`, `now` and `history` ([{\"event\", \"at\"}]) "
    "as\n"
    "                journeys see them; any other member is a variable of its own\n"
    "  --explain     also says which parts decided\n"
    "  --batch       reads one JSON object a line, writes one a line: see docs/marketers.md\n\n"
    "  assent expr \"contact.plan in ['pro', 'team']\" --data ada.json --explain\n";

constexpr std::string_view kUsage =
    "usage: assent expr EXPR [--data FILE] [--explain]\n"
    "       assent expr --batch < lines.json\n";

struct Call {
  std::string text;
  std::string data;
  bool batch = false;
  bool explain = false;
};

// nullopt: the call is wrong, and `problem` says how.
std::optional<Call> read_call(std::span<const std::string> args, std::string& problem) {
  Call call;
  bool has_text = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--batch") {
      call.batch = true;
    } else if (args[i] == "--explain") {
      call.explain = true;
    } else if (args[i] == "--data" && i + 1 < args.size()) {
      call.data = args[++i];
    } else if (args[i] == "--data") {
      problem = "--data needs a file";
    } else if (args[i].starts_with("--") && args[i].size() > 2 && args[i].find(' ') == std::string::npos) {
      problem = "unknown option " + args[i];
    } else if (has_text) {
      problem = "one expression at a time: \"" + args[i] + "\" is one too many";
    } else {
      call.text = args[i];
      has_text = true;
    }
  }
  if (problem.empty() && call.batch == has_text)
    problem = call.batch ? "--batch takes no expression" : "no expression";
  if (!problem.empty()) return std::nullopt;
  return call;
}

int run_batch(std::istream& in, std::ostream& out) {
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty()) continue;
    auto question = parse_json(line);
    json::object answer;
    if (!question) {
      answer["error"] = question.error().message;
    } else if (!question.value().is_object()) {
      answer["error"] = "a line is a JSON object";
    } else {
      answer = rules::answer(question.value().get_object());
    }
    out << json::serialize(answer) << '\n';
  }
  out.flush();
  return kGood;
}

Issue to_issue(const rules::ExpressionIssue& mistake, std::string_view text) {
  std::size_t offset = std::min(mistake.offset, text.size());
  std::size_t line_start = text.substr(0, offset).rfind('\n');
  line_start = line_start == std::string_view::npos ? 0 : line_start + 1;
  std::string_view underlined = text.substr(offset, mistake.length);
  underlined = underlined.substr(0, underlined.find('\n'));
  Issue issue;
  issue.file = "expression";
  issue.line = static_cast<std::uint32_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n')) +
               1;
  issue.column =
      static_cast<std::uint32_t>(rules::utf8::count(text.substr(line_start, offset - line_start))) + 1;
  issue.width = static_cast<std::uint32_t>(std::max<std::size_t>(rules::utf8::count(underlined), 1));
  issue.message = mistake.message;
  issue.expected = mistake.expected;
  issue.suggestion = mistake.suggestion;
  return issue;
}

void report(std::span<const rules::ExpressionIssue> issues, std::string_view text, std::ostream& err) {
  for (const auto& mistake : issues) err << render(to_issue(mistake, text), text);
}

// What the data file holds, and the variables made of it.
class Data {
 public:
  // Empty: well read.
  std::string read(const std::string& path, std::istream& in) {
    std::string text;
    if (path == "-") {
      text.assign(std::istreambuf_iterator<char>(in), {});
    } else if (!path.empty()) {
      std::ifstream file(path);
      if (!file) return path + ": can't be opened";
      text.assign(std::istreambuf_iterator<char>(file), {});
    } else {
      text = "{}";
    }
    auto parsed = parse_json(text);
    if (!parsed) return path + ": " + parsed.error().message;
    if (!parsed.value().is_object()) return path + ": it must be a JSON object";
    root_ = std::move(parsed.value().get_object());
    return declare(path);
  }

  const rules::Environment& environment() const { return environment_; }

  void bind(rules::Evaluation& e) {
    values_.clear();
    for (const auto& variable : environment_.variables()) values_.push_back(value_of(variable.name));
    e.variables = values_.data();
    e.now = now_;
  }

 private:
  static constexpr std::string_view kOpenMaps[] = {"contact", "event", "run"};

  std::string declare(const std::string& path) {
    rules::Type open = environment_.pool().map(rules::types::string(), rules::types::dyn());
    environment_.add_variable("contact", rules::types::contact());
    environment_.add_variable("event", open);
    environment_.add_variable("run", open);
    environment_.add_variable("now", rules::types::simple(rules::TypeKind::timestamp));
    for (std::string_view name : kOpenMaps) {
      const json::value* member = root_.if_contains(name);
      if (member != nullptr && !member->is_object())
        return path + ": \"" + std::string(name) + "\" must be an object";
    }
    for (const auto& member : root_) {
      if (member.key() != "history") environment_.add_variable(member.key(), rules::types::dyn());
    }
    if (const json::value* now = root_.if_contains("now")) {
      auto t = now->is_string() ? parse_rfc3339(now->get_string()) : std::nullopt;
      if (!t) return path + ": \"now\" must be a time like 2026-11-21T10:00:00Z";
      now_ = *t;
    }
    return read_history(path);
  }

  std::string read_history(const std::string& path) {
    std::vector<std::pair<std::string, Utc>> events;
    const json::value* history = root_.if_contains("history");
    if (history != nullptr && !history->is_array())
      return path + ": \"history\" must be a list of {event, at}";
    for (std::size_t i = 0; history != nullptr && i < history->get_array().size(); ++i) {
      const json::value& row = history->get_array()[i];
      const json::string* name = row.is_object() ? string_member(row.get_object(), "event") : nullptr;
      const json::string* at = row.is_object() ? string_member(row.get_object(), "at") : nullptr;
      auto t = at == nullptr ? std::nullopt : parse_rfc3339(*at);
      if (name == nullptr || !t)
        return path + ": each entry of \"history\" is {\"event\": name, \"at\": time}";
      events.emplace_back(std::string(*name), *t);
    }
    const json::value* contact = root_.if_contains("contact");
    contact_.emplace(contact == nullptr ? json::object{} : contact->get_object(), std::move(events));
    return {};
  }

  rules::Value value_of(const std::string& name) const {
    static const json::object empty;
    if (name == "contact") return rules::Value::of(&*contact_);
    if (name == "now") return rules::timestamp_of(now_);
    const json::value* member = root_.if_contains(name);
    return member == nullptr ? rules::Value::of(empty) : rules::Value::of(*member);
  }

  json::object root_;
  rules::Environment environment_;
  std::optional<rules::JsonContact> contact_;
  std::vector<rules::Value> values_;
  Utc now_{};
};

int print_value(const rules::Program& program, rules::Evaluation& e, std::ostream& out, std::ostream& err) {
  rules::Value v = rules::run(program, e);
  if (v.failed()) {
    rules::ExpressionIssue problem{v.failure->offset, v.failure->length, rules::describe(*v.failure), {}, {}};
    report({&problem, 1}, program.text, err);
    return kWrongInput;
  }
  std::string text;
  bool complete = rules::literal_text(e, v, text);
  out << text << (complete ? "" : "...") << " : " << rules::type_name(v) << '\n';
  return kGood;
}

int run_one(const Call& call, std::istream& in, std::ostream& out, std::ostream& err) {
  Data data;
  if (std::string problem = data.read(call.data, in); !problem.empty()) {
    err << problem << '\n';
    return kWrongInput;
  }
  rules::Compiled compiled = rules::compile(call.text, data.environment());
  if (!compiled.program) {
    report(compiled.issues, call.text, err);
    return kWrongInput;
  }
  rules::Evaluation e;
  data.bind(e);
  int status = print_value(*compiled.program, e, out, err);
  if (call.explain) {
    rules::Evaluation again;
    data.bind(again);
    out << rules::explain(*compiled.program, again) << '\n';
  }
  return status;
}

}  // namespace

int run_expr(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
  if (args.size() == 1 && (args[0] == "--help" || args[0] == "-h")) {
    out << kUsage << '\n' << kHelp;
    return kGood;
  }
  std::string problem;
  std::optional<Call> call = read_call(args, problem);
  if (!call) {
    err << "assent expr: " << problem << '\n' << kUsage;
    return kWrongCall;
  }
  return call->batch ? run_batch(in, out) : run_one(*call, in, out, err);
}

}  // namespace assent
