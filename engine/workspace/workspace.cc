#include "engine/workspace/workspace.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "base/hash.h"
#include "base/limits.h"
#include "engine/workspace/configured_channels.h"
#include "engine/workspace/data_use.h"
#include "engine/workspace/deployment.h"
#include "engine/workspace/files.h"
#include "engine/workspace/not_yet.h"
#include "engine/workspace/templates.h"

namespace assent::engine {
namespace {

constexpr const char* settings_file = "assent.yaml";
constexpr const char* policy_file = "policy.yaml";
constexpr const char* a_workspace = "a workspace; `assent init DIR` makes one";

std::string stem_of(const std::string& file) {
  return std::filesystem::path(file).stem();
}

// The purposes of a policy that has mistakes, as far as they can be told.
std::vector<workflows::PurposeChannels> legible_purposes(const std::string& policy_text) {
  std::vector<workflows::PurposeChannels> found;
  Issues unused(policy_file, policy_text);
  auto root = parse_yaml(policy_text, unused);
  const YamlNode* purposes = root ? root->find("purposes") : nullptr;
  if (purposes == nullptr) return found;
  for (const auto& [name, purpose] : purposes->members) {
    workflows::PurposeChannels one{name.text, {}};
    const YamlNode* list = purpose.find("channels");
    for (const YamlNode* item : list == nullptr ? std::vector<const YamlNode*>() : read_list(*list)) {
      if (auto channel = Channel::parse(item->text)) one.channels.push_back(*channel);
    }
    found.push_back(std::move(one));
  }
  return found;
}

class Loader {
 public:
  explicit Loader(const std::string& folder)
      : folder_(std::filesystem::absolute(folder).lexically_normal(), issues()) {
    workspace_.folder = std::filesystem::absolute(folder).lexically_normal();
    while (workspace_.folder.size() > 1 && workspace_.folder.ends_with('/')) workspace_.folder.pop_back();
  }

  Workspace load() {
    if (!folder_.exists()) {
      folder_.report(Severity::error, workspace_.folder, "there is no such folder", a_workspace);
      return std::move(workspace_);
    }
    folder_.warn_unread({settings_file, policy_file}, {"journeys", "templates", "pages"});
    read_settings();
    read_policy();
    read_templates();
    read_journeys();
    read_pages();
    check_templates();
    sort_issues(issues());
    drop_repeats();
    return std::move(workspace_);
  }

 private:
  std::vector<Issue>& issues() { return workspace_.issues; }
  void take(Issues& found) {
    for (Issue& issue : found.take()) issues().push_back(std::move(issue));
  }

  // The text of a file, kept for rendering; nullopt: reported.
  std::optional<std::string> read(const std::string& file, std::size_t most_bytes) {
    auto text = folder_.read(file, most_bytes);
    if (text) workspace_.texts[file] = *text;
    return text;
  }

  std::optional<std::string> read_required(const std::string& file) {
    if (!folder_.contains(file)) {
      folder_.report(Severity::error, file, "this file is missing", a_workspace);
      return std::nullopt;
    }
    return read(file, limits::yaml_bytes);
  }

  // A mistake in a partial is found by every template that uses it.
  void drop_repeats() {
    auto same = [](const Issue& a, const Issue& b) {
      return a.file == b.file && a.line == b.line && a.column == b.column && a.message == b.message;
    };
    issues().erase(std::unique(issues().begin(), issues().end(), same), issues().end());
  }

  void read_settings() {
    auto text = read_required(settings_file);
    if (!text) return;
    Issues found(settings_file, *text);
    auto settings = load_settings(*text, workspace_.folder, found);
    have_settings_ = settings.has_value();
    if (settings) workspace_.settings = std::move(*settings);
    take(found);
  }

  void read_policy() {
    auto text = read_required(policy_file);
    if (!text) return;
    Issues found(policy_file, *text);
    workspace_.policy = channels::load_policy(*text, found);
    workspace_.policy_text = std::move(*text);
    take(found);
  }

  void read_templates() {
    LoadedTemplates loaded = load_templates(folder_, issues(), workspace_.texts);
    templates_ = std::move(loaded.templates);
    workspace_.template_texts = std::move(loaded.texts);
    broken_templates_ = std::move(loaded.broken);
  }

  // A template with a mistake of its own still counts, with all parts, and so do the purposes of a policy
  // with a mistake elsewhere: a journey is not to blame for either.
  workflows::Declared declared() const {
    workflows::Declared declared;
    if (workspace_.policy) {
      declared = declared_by(*workspace_.policy, templates_);
    } else {
      declared = declared_by(channels::Policy{}, templates_);
      declared.purposes = legible_purposes(workspace_.policy_text);
    }
    for (const std::string& name : broken_templates_) {
      declared.templates.push_back({name, {Medium::email, Medium::sms, Medium::voice, Medium::social}});
    }
    return declared;
  }

  void read_journeys() {
    auto files = folder_.list("journeys", limits::journeys);
    auto surroundings = declared();
    if (surroundings.purposes.empty()) {
      if (!files.empty() && workspace_.texts.contains(policy_file)) {
        folder_.report(Severity::warning, policy_file,
                       "journeys are checked once the purposes here can be read");
      }
      return;
    }
    for (const std::string& file : files) journey_names_.push_back(stem_of(file));
    surroundings.journeys = journey_names_;
    for (const std::string& file : files) {
      auto text = read(file, limits::journey_bytes);
      if (text) read_journey(file, *text, surroundings);
    }
    report_circles();
  }

  // Journeys that start each other for ever.
  void report_circles() {
    std::vector<const workflows::Journey*> journeys;
    for (const LoadedJourney& loaded : workspace_.journeys) journeys.push_back(&loaded.journey);
    for (const workflows::StartCircle& circle : workflows::circles_of_starts(journeys)) {
      const std::string file = "journeys/" + journeys[circle.journey]->name + ".yaml";
      Issues found(file, workspace_.texts[file]);
      YamlNode at;
      at.line = circle.line;
      at.column = circle.column;
      at.width = circle.width;
      found.error(at, "journeys that start each other would never end: " + circle.circle,
                  "a way out: one of them without its start step");
      take(found);
    }
  }

  // What a template may read depends on who sends it.
  void check_templates() {
    if (!workspace_.policy) return;
    std::map<std::string, std::set<std::string>> purposes;
    for (const LoadedJourney& loaded : workspace_.journeys) {
      for (const workflows::Step& step : loaded.journey.steps) {
        if (const auto* send = std::get_if<workflows::Send>(&step.does))
          purposes[send->template_name].insert(loaded.journey.purpose);
      }
    }
    for (const auto& [name, text] : workspace_.template_texts) {
      Issues found("templates/" + name + ".yaml", text);
      check_template_data(text, purposes[name], *workspace_.policy, workspace_.settings.sources, found);
      take(found);
    }
  }

  void read_journey(const std::string& file, const std::string& text,
                    const workflows::Declared& surroundings) {
    Issues found(file, text);
    auto journey = workflows::load_journey(text, stem_of(file), surroundings, found);
    if (journey && workspace_.policy) {
      JourneyData data{text, *journey, *workspace_.policy, workspace_.settings.sources};
      check_journey_data(data, found);
      check_journey_notices(data, found);
    }
    if (have_settings_) check_configured_channels(text, surroundings, workspace_.settings, found);
    if (journey) report_not_yet(*journey, found);
    std::vector<JourneyTest> tests;
    if (journey) tests = read_journey_tests(*journey, found);
    take(found);
    if (!journey) return;
    LoadedJourney loaded{std::move(*journey), {}, std::move(tests)};
    loaded.bundle = bundle_of(loaded.journey, text, workspace_.template_texts, templates_);
    loaded.journey.version = sha256(loaded.bundle);
    workspace_.journeys.push_back(std::move(loaded));
  }

  // What the pages that a contact sees say otherwise, or in another language.
  void read_pages() {
    for (const std::string& file : folder_.list("pages", limits::languages)) {
      std::string code = stem_of(file);
      if (code.size() != 2 || code.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) {
        folder_.report(Severity::error, file, "this names no language", "two letters, such as pages/it.yaml");
        continue;
      }
      auto text = read(file, limits::yaml_bytes);
      if (!text) continue;
      Issues found(file, *text);
      auto root = parse_yaml(*text, found);
      if (root) workspace_.sayings[code] = read_sayings(code, *root, found);
      take(found);
    }
  }

  std::vector<JourneyTest> read_journey_tests(const workflows::Journey& journey, Issues& found) const {
    if (!journey.tests || !workspace_.policy) return {};
    Cast cast{*workspace_.policy, journey_names_, {}};
    for (const auto& [name, one] : templates_) cast.templates.push_back(name);
    cast.templates.insert(cast.templates.end(), broken_templates_.begin(), broken_templates_.end());
    return read_tests(*journey.tests, journey, cast, found);
  }

  Workspace workspace_;
  Folder folder_;
  std::vector<std::string> journey_names_;  // of all files
  bool have_settings_ = false;
  std::map<std::string, channels::Template> templates_;
  std::vector<std::string> broken_templates_;
};

}  // namespace

Workspace load_workspace(const std::string& folder) {
  return Loader(folder).load();
}

void print_issues(const Workspace& workspace, std::ostream& out) {
  for (const Issue& issue : workspace.issues) {
    auto text = workspace.texts.find(issue.file);
    out << render(issue, text == workspace.texts.end() ? std::string_view() : std::string_view(text->second));
  }
}

}  // namespace assent::engine
