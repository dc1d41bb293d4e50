// A workspace folder, read and checked: assent.yaml, policy.yaml, journeys/*.yaml, templates/*.yaml.
//
//   Workspace w = load_workspace("acme");
//   if (has_errors(w.issues)) print_issues(w, std::cerr);      // all mistakes at once, in every file
//   DeploymentCommand d = deployment_of(w);                     // only of one without errors
//
// Reads files and nothing else; the clock and the store are not involved. A file that is half written is a mistake
// like any other: nothing of the workspace is used then.
#pragma once

#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/issue.h"
#include "channels/policy.h"
#include "channels/template.h"
#include "engine/commands.h"
#include "workflows/journey.h"

namespace assent::engine {

struct ChannelSettings {
  Channel channel;
  std::string transport;     // maildir | spool | smtp
  std::string path;          // maildir, spool: absolute
  std::string url;           // smtp
  std::string from;
  unsigned connections = 2;
};

struct Settings {            // assent.yaml
  std::string listen = "127.0.0.1:7420";
  std::string public_url;    // without a trailing slash
  std::string data;          // absolute path
  std::vector<ChannelSettings> channels;
  std::string audit_origin;
  std::string master_key;    // path relative to the workspace, or env:NAME
  bool behind_proxy = false;
};

struct LoadedJourney {
  workflows::Journey journey;  // version set
  std::string bundle;
};

struct Workspace {
  std::string folder;          // absolute
  Settings settings;
  std::optional<channels::Policy> policy;
  std::string policy_text;
  std::vector<LoadedJourney> journeys;
  std::map<std::string, std::string> template_texts;
  std::vector<Issue> issues;                  // sorted; empty or only warnings: good
  std::map<std::string, std::string> texts;   // file -> text, for rendering issues
};

Workspace load_workspace(const std::string& folder);
void print_issues(const Workspace& workspace, std::ostream& out);
DeploymentCommand deployment_of(const Workspace& workspace);

// The same journeys and templates from a deployment's stored bundle (apply and replay use it).
struct Bundle {
  workflows::Journey journey;
  std::map<std::string, channels::Template> templates;
};
Result<Bundle> load_bundle(std::string_view bundle, const channels::Policy& policy);

}  // namespace assent::engine
