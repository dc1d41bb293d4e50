// A workspace folder, read and checked: assent.yaml, policy.yaml, journeys/*.yaml, templates/*.yaml, pages/*.yaml.
//
//   Workspace w = load_workspace("acme");
//   if (has_errors(w.issues)) print_issues(w, std::cerr);      // all mistakes at once, in every file
//   DeploymentCommand d = deployment_of(w);                     // only of one without errors
//   auto bundle = load_bundle(d.journeys[0].bundle, policy);    // apply and replay: from the log, not from files
//
// A bundle is the canonical JSON {"journey": text, "templates": {name: text}, "partials"?: {name: text}} of a
// journey's file, of the templates that its sends name, and of the partials that these use; its SHA-256 is the version that a contact stays on.
//
// load_workspace reads files and nothing else; the clock and the store are not involved. A file that is half
// written is a mistake like any other: nothing of the workspace is used then. Owns all it holds; build one,
// then share it as constant.
#pragma once

#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/result.h"
#include "channels/policy.h"
#include "channels/template.h"
#include "engine/commands.h"
#include "engine/pages/words.h"
#include "engine/rehearsal/journey_test.h"
#include "engine/workspace/settings.h"
#include "workflows/journey.h"

namespace assent::engine {

struct LoadedJourney {
  workflows::Journey journey;  // version set
  std::string bundle;
  std::vector<JourneyTest> tests;
};

struct Workspace {
  std::string folder;  // absolute
  Settings settings;
  std::optional<channels::Policy> policy;
  std::string policy_text;
  std::vector<LoadedJourney> journeys;
  std::map<std::string, std::string> template_texts;
  std::map<std::string, Sayings> sayings;    // pages/xx.yaml, by language
  std::vector<Issue> issues;                 // sorted; empty or only warnings: good
  std::map<std::string, std::string> texts;  // file -> text, for rendering issues
};

Workspace load_workspace(const std::string& folder);

// Every issue with its line and caret, one below the other.
void print_issues(const Workspace& workspace, std::ostream& out);

// `settings` of the command is the canonical JSON {"audit_origin", "channels": {"email": {"from"}, ...},
// "public_url", "sources"?}: what decides and renders, and no paths. Who deploys is the caller's to fill in.
DeploymentCommand deployment_of(const Workspace& workspace);

// The same journey and templates from a deployment's stored bundle. Pure. Fails where the policy has since
// dropped what the journey stands on, its purpose for one: Errc::invalid says what.
struct Bundle {
  workflows::Journey journey;  // version set
  std::map<std::string, channels::Template> templates;
};
Result<Bundle> load_bundle(std::string_view bundle, const channels::Policy& policy);

}  // namespace assent::engine
