// What is in force: the policy and the journeys, compiled, and every earlier version that somebody is still on.
//
//   Deployed d;
//   TRY(d.install(command));                        // from a deployment input: all or nothing
//   d.entering("Trial Started");                    // journeys that this event may let somebody into
//   TRY(const Bundle* b, d.version(run.version));   // compiled once, then remembered
//
// Belongs to the writer thread. Texts come from deployment inputs or from the store's content-addressed blobs,
// never from the workspace folder, so that a replay compiles the same (P8).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "channels/policy.h"
#include "engine/commands.h"
#include "engine/workspace/workspace.h"
#include "storage/store.h"

namespace assent::engine {

// The settings that decide or are rendered; part of the deployment.
struct DeployedSettings {
  std::string audit_origin;
  std::string public_url;
  std::map<std::string, std::string> from;  // channel -> sender
};

class Deployed {
 public:
  explicit Deployed(const storage::Store& store) : store_(store) {}

  // What a singleton of the store remembers of the deployment in force; empty: none yet.
  Result<void> load(std::string_view stored);
  Result<void> install(const DeploymentCommand& command);
  std::string stored() const;  // for the singleton

  bool ready() const { return policy_ != nullptr; }
  const channels::Policy& policy() const { return *policy_; }
  const DeployedSettings& settings() const { return settings_; }
  Bytes32 policy_sha256() const { return policy_->sha256; }
  const std::vector<const Bundle*>& entering(std::string_view event) const;
  std::vector<const Bundle*> journeys() const;  // in force, by name
  // nullptr: no such version was ever deployed.
  const Bundle* version(const Bytes32& version);

 private:
  Result<const Bundle*> compile(const Bytes32& version, std::string_view bundle,
                                const channels::Policy& policy);
  void index();
  const storage::Store& store_;
  std::shared_ptr<const channels::Policy> policy_;
  DeployedSettings settings_;
  Bytes32 settings_sha256_{};
  std::map<std::string, Bytes32> in_force_;  // journey -> version
  std::map<Bytes32, std::unique_ptr<Bundle>> bundles_;
  std::unordered_map<std::string, std::vector<const Bundle*>> by_event_;
};

}  // namespace assent::engine
