#include "engine/workspace/workspace.h"

#include <filesystem>
#include <ostream>

#include "base/hash.h"
#include "base/limits.h"
#include "engine/workspace/configured_channels.h"
#include "engine/workspace/deployment.h"
#include "engine/workspace/files.h"
#include "engine/workspace/not_yet.h"

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
    folder_.warn_unread({settings_file, policy_file}, {"journeys", "templates"});
    read_settings();
    read_policy();
    read_templates();
    read_journeys();
    sort_issues(issues());
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
    for (const std::string& file : folder_.list("templates", limits::templates)) {
      auto text = read(file, limits::template_bytes);
      if (!text) continue;
      Issues found(file, *text);
      std::string name = stem_of(file);
      auto one = channels::load_template(*text, name, found);
      take(found);
      if (one) {
        templates_.emplace(name, std::move(*one));
        workspace_.template_texts.emplace(name, std::move(*text));
      } else {
        broken_templates_.push_back(name);
      }
    }
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
    surroundings.journeys.emplace();
    for (const std::string& file : files) surroundings.journeys->push_back(stem_of(file));
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

  void read_journey(const std::string& file, const std::string& text,
                    const workflows::Declared& surroundings) {
    Issues found(file, text);
    auto journey = workflows::load_journey(text, stem_of(file), surroundings, found);
    if (have_settings_) check_configured_channels(text, surroundings, workspace_.settings, found);
    if (journey) report_not_yet(*journey, found);
    take(found);
    if (!journey) return;
    LoadedJourney loaded{std::move(*journey), {}};
    loaded.bundle = bundle_of(loaded.journey, text, workspace_.template_texts);
    loaded.journey.version = sha256(loaded.bundle);
    workspace_.journeys.push_back(std::move(loaded));
  }

  Workspace workspace_;
  Folder folder_;
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
