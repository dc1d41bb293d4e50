#include "engine/workspace/deployment.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "engine/wording/wording.h"
#include "engine/workspace/workspace.h"

namespace assent::engine {
namespace {

std::set<std::string> templates_used(const workflows::Journey& journey) {
  std::set<std::string> names;
  for (const workflows::Step& step : journey.steps) {
    if (const auto* send = std::get_if<workflows::Send>(&step.does)) names.insert(send->template_name);
    if (const auto* ask = std::get_if<workflows::Ask>(&step.does)) names.insert(ask->message.template_name);
  }
  return names;
}

std::string deciding_settings(const Settings& settings) {
  json::object senders;
  for (const ChannelSettings& channel : settings.channels) {
    senders[channel.channel.text()] = json::object{{"from", channel.from}};
  }
  json::object regimes;
  for (const channels::PackText& pack : channels::built_in_pack_texts())
    regimes[pack.id] = json::value(pack.text);
  json::object wordings;
  for (const auto& [language, text] : wording_files()) wordings[language] = text;
  json::object deciding{{"audit_origin", settings.audit_origin},
                        {"channels", std::move(senders)},
                        {"public_url", settings.public_url},
                        {"regimes", std::move(regimes)},
                        {"wordings", std::move(wordings)}};
  if (!settings.sources.empty()) deciding["sources"] = settings.sources.as_json();
  return canonical_json(deciding);
}

// The first mistake, in one line: the author saw all of them when it was checked.
Error no_longer_loads(std::string_view what, const Issues& issues) {
  auto all = issues.all();
  auto first =
      std::find_if(all.begin(), all.end(), [](const Issue& i) { return i.severity == Severity::error; });
  std::string why =
      first == all.end() ? "unreadable" : fmt::format("line {}: {}", first->line, first->message);
  return fail(Errc::invalid,
              fmt::format("{} was deployed, but can't be used with this policy: {}", what, why));
}

// The name stands in the text; load_journey holds it against the file's name, which a bundle doesn't have.
std::string journey_name(std::string_view text) {
  Issues unused("journey", std::string(text));
  auto root = parse_yaml(text, unused);
  const YamlNode* name = root ? root->find("journey") : nullptr;
  return name == nullptr ? std::string() : name->text;
}

}  // namespace

DeploymentCommand deployment_of(const Workspace& workspace) {
  DeploymentCommand command;
  command.policy = workspace.policy_text;
  command.settings = deciding_settings(workspace.settings);
  for (const LoadedJourney& loaded : workspace.journeys) {
    command.journeys.push_back({loaded.journey.name, loaded.journey.version, loaded.bundle});
  }
  return command;
}

std::string bundle_of(const workflows::Journey& journey, std::string_view journey_text,
                      const std::map<std::string, std::string>& template_texts,
                      const std::map<std::string, channels::Template>& templates) {
  json::object texts, partials;
  for (const std::string& name : templates_used(journey)) {
    auto found = template_texts.find(name);
    if (found != template_texts.end()) texts[name] = found->second;
    auto loaded = templates.find(name);
    if (loaded == templates.end()) continue;
    for (const std::string& partial : loaded->second.partials) {
      if (const std::string* text = loaded->second.library->text(partial)) partials[partial] = *text;
    }
  }
  json::object bundle{{"journey", journey_text}, {"templates", std::move(texts)}};
  if (!partials.empty()) bundle["partials"] = std::move(partials);
  return canonical_json(bundle);
}

workflows::Declared declared_by(const channels::Policy& policy,
                                const std::map<std::string, channels::Template>& templates) {
  workflows::Declared declared;
  for (const auto& [id, purpose] : policy.purposes)
    declared.purposes.push_back({id, purpose.channels, purpose.consent_expires});
  if (policy.cap) declared.at_most = workflows::AtMost{policy.cap->messages, policy.cap->window};
  for (const auto& [name, one] : templates) declared.templates.push_back({name, one.media()});
  return declared;
}

namespace {

Result<std::shared_ptr<const channels::PartialLibrary>> partials_of(const json::object& bundle) {
  using Shared = std::shared_ptr<const channels::PartialLibrary>;
  auto library = std::make_shared<channels::PartialLibrary>();
  const json::value* partials = bundle.if_contains("partials");
  if (partials == nullptr) return Shared(library);
  if (!partials->is_object()) return fail(Errc::corrupt, "the partials of a deployed bundle are no object");
  for (const auto& member : partials->get_object()) {
    const json::string* text = member.value().if_string();
    if (text == nullptr) return fail(Errc::corrupt, "a partial of a deployed bundle is no text");
    library->add(std::string(member.key()), std::string(*text));
  }
  return Shared(library);
}

}  // namespace

Result<Bundle> load_bundle(std::string_view bundle, const channels::Policy& policy) {
  TRY(auto value, parse_json(bundle));
  const json::object* root = value.if_object();
  const json::string* journey_text = root == nullptr ? nullptr : string_member(*root, "journey");
  const json::value* texts = root == nullptr ? nullptr : root->if_contains("templates");
  if (journey_text == nullptr || texts == nullptr || !texts->is_object()) {
    return fail(Errc::corrupt, "a deployed bundle lacks its journey or its templates");
  }
  Bundle loaded;
  TRY(auto library, partials_of(*root));
  for (const auto& member : texts->get_object()) {
    std::string name(member.key());
    if (!member.value().is_string()) return fail(Errc::corrupt, "a template of a deployed bundle is no text");
    std::string text(member.value().get_string());
    Issues issues("templates/" + name + ".yaml", text);
    auto one = channels::load_template(text, name, issues, library);
    if (!one) return no_longer_loads("template " + name, issues);
    loaded.templates.emplace(name, std::move(*one));
  }
  std::string text(*journey_text), name = journey_name(text);
  Issues issues("journeys/" + name + ".yaml", text);
  auto journey = workflows::load_journey(text, name, declared_by(policy, loaded.templates), issues);
  if (!journey) return no_longer_loads("journey " + name, issues);
  loaded.journey = std::move(*journey);
  loaded.journey.tests.reset();  // nobody runs them here
  loaded.journey.version = sha256(bundle);
  return loaded;
}

}  // namespace assent::engine
