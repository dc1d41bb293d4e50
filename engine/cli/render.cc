#include "engine/cli/render.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>

#include "base/clock.h"
#include "base/json.h"
#include "channels/liquid/batch.h"
#include "engine/cli/arguments.h"
#include "engine/workspace/templates.h"
#include "rules/json_contact.h"

namespace assent::engine {
namespace {

constexpr const char* kMore =
    "The data is a JSON object with what templates see: contact, event, run and links; now, a time,\n"
    "stands for the clock. Every part of the template is printed.\n\n"
    "  echo '{\"contact\": {\"first_name\": \"Ada\"}}' | assent render welcome --data - acme\n\n"
    "With --batch, one JSON object a line: {\"id\"?, \"template\", \"data\"?, \"templates\"?} in,\n"
    "{\"id\", \"output\"} or {\"id\", \"error\"} out; this is bare Liquid, nothing is escaped.\n"
    "What templates can do: docs/templates.md. Exit status: 0 rendered, 1 the input is wrong or a\n"
    "message would not be complete, 2 the call is wrong.";

struct Asked {
  std::string name, data, folder = ".";
  bool batch = false, json = false;
};

int run_batch(Utc now, std::istream& in, std::ostream& out) {
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
      answer = channels::liquid::answer(question.value().get_object(), now);
    }
    out << json::serialize(answer) << '\n';
  }
  out.flush();
  return exit_good;
}

// What a template sees, from a file.
struct Data {
  json::object root;
  std::optional<rules::JsonContact> contact;
  channels::TemplateScope scope;

  // Empty: well read.
  std::string read(const std::string& file, std::istream& in, Utc now);
};

const json::object* object_of(const json::object& root, std::string_view name) {
  static const json::object none;
  const json::value* found = root.if_contains(name);
  return found == nullptr ? &none : found->if_object();
}

std::string Data::read(const std::string& file, std::istream& in, Utc now) {
  std::string text = "{}";
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(in), {});
  } else if (!file.empty()) {
    std::ifstream from(file);
    if (!from) return file + ": can't be opened";
    text.assign(std::istreambuf_iterator<char>(from), {});
  }
  auto parsed = parse_json(text);
  if (!parsed) return fmt::format("{}: {}", file, parsed.error().message);
  if (!parsed.value().is_object()) return file + ": it must be a JSON object";
  root = std::move(parsed.value().get_object());
  for (const char* name : {"contact", "event", "run", "links"}) {
    if (object_of(root, name) == nullptr) return fmt::format("{}: \"{}\" must be an object", file, name);
  }
  scope.now = now;
  if (const json::value* at = root.if_contains("now")) {
    scope.now = at->is_string() ? parse_rfc3339(at->get_string()) : std::nullopt;
    if (!scope.now) return file + ": \"now\" must be a time like 2026-11-21T10:00:00Z";
  }
  contact.emplace(*object_of(root, "contact"), std::vector<std::pair<std::string, Utc>>());
  scope.contact = &*contact;
  scope.event = object_of(root, "event");
  scope.run = object_of(root, "run");
  scope.links["unsubscribe"] = "https://news.example/u/example";
  for (const auto& link : *object_of(root, "links")) {
    if (link.value().is_string()) scope.links[link.key()] = std::string(link.value().get_string());
  }
  return {};
}

std::string_view name_of(Medium medium) {
  switch (medium) {
    case Medium::email:
      return "email";
    case Medium::sms:
      return "sms";
    case Medium::voice:
      return "voice";
    case Medium::social:
      return "social";
  }
  return "email";
}

void print(std::ostream& out, std::string_view medium, std::string_view part, const std::string& text) {
  out << "--- " << medium << ": " << part << "\n" << text << (text.ends_with('\n') ? "" : "\n");
}

// Every part; false: some would not be complete.
bool render_parts(const channels::Template& t, const Data& data, bool as_json, std::ostream& out,
                  std::ostream& err) {
  bool complete = true;
  json::object all;
  for (Medium medium : t.media()) {
    std::string name(name_of(medium));
    channels::Rendered r = channels::render(t, medium, data.scope);
    complete = complete && r.complete;
    if (!r.detail.empty()) {
      err << fmt::format("templates/{}.yaml: {}: {}{}\n", t.name, name,
                         r.complete ? "" : "not complete: ", r.detail);
    }
    json::object parts{{"complete", r.complete}, {"text", r.text}};
    if (!r.detail.empty()) parts["detail"] = r.detail;
    if (medium == Medium::email) parts["subject"] = r.subject;
    if (!r.html.empty()) parts["html"] = r.html;
    all[name] = std::move(parts);
    if (as_json) continue;
    if (medium == Medium::email) print(out, name, "subject", r.subject);
    print(out, name, "text", r.text);
    if (!r.html.empty()) print(out, name, "html", r.html);
  }
  if (as_json) out << canonical_json(all) << "\n";
  return complete;
}

int run_one(const Asked& asked, Utc now, std::istream& in, std::ostream& out, std::ostream& err) {
  std::error_code none;
  if (!std::filesystem::is_directory(asked.folder, none)) {
    err << asked.folder << ": there is no such folder\n";
    return exit_wrong_call;
  }
  Data data;
  if (std::string problem = data.read(asked.data, in, now); !problem.empty()) {
    err << problem << "\n";
    return exit_wrong_input;
  }
  std::vector<Issue> issues;
  std::map<std::string, std::string> texts;
  Folder folder(asked.folder, issues);
  LoadedTemplates loaded = load_templates(folder, issues, texts);
  auto found = loaded.templates.find(asked.name);
  if (found != loaded.templates.end()) {
    return render_parts(found->second, data, asked.json, out, err) ? exit_good : exit_wrong_input;
  }
  sort_issues(issues);
  std::vector<std::string> names = loaded.broken;
  for (const auto& [name, t] : loaded.templates) names.push_back(name);
  if (std::find(names.begin(), names.end(), asked.name) == names.end()) {
    err << fmt::format("there is no template \"{}\" in {}\n", asked.name, asked.folder);
    if (std::string near = nearest(asked.name, names); !near.empty())
      err << fmt::format("did you mean \"{}\"?\n", near);
    return exit_wrong_input;
  }
  std::string own = fmt::format("templates/{}.yaml", asked.name);
  for (const Issue& issue : issues) {
    bool concerns = issue.file == own || issue.file.starts_with("templates/partials/");
    if (concerns && issue.severity == Severity::error) err << assent::render(issue, texts[issue.file]);
  }
  return exit_wrong_input;
}

}  // namespace

int run_render(std::span<const std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
  Asked asked;
  CLI::App app("Renders a template of the workspace with data of your own.", "assent render");
  app.add_option("TEMPLATE", asked.name, "its name, as in templates/NAME.yaml");
  app.add_option("DIR", asked.folder, "the workspace; the current folder if left out");
  app.add_option("--data", asked.data, "a JSON file, or - for standard input");
  app.add_flag("--json", asked.json, "for programs");
  app.add_flag("--batch", asked.batch, "many templates by the line, for conformance runs");
  app.footer(kMore);
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  if (asked.batch != asked.name.empty()) {
    err << "assent render: " << (asked.batch ? "--batch takes no template" : "which template?")
        << "\ntry: assent render --help\n";
    return exit_wrong_call;
  }
  Utc now = SystemClock().now();
  return asked.batch ? run_batch(now, in, out) : run_one(asked, now, in, out, err);
}

}  // namespace assent::engine
