// What is in force: the policy and the journeys, compiled, and every earlier version that somebody is still on.
//
//   Deployed d;
//   TRY(d.install(command));                        // from a deployment input: all or nothing
//   d.entrances().candidates("Trial Started", properties, contact);   // journeys that may let somebody in
//   TRY(const Bundle* b, d.version(run.version));   // compiled once, then remembered
//
// Belongs to the writer thread. Texts come from deployment inputs or from the store's content-addressed blobs,
// never from the workspace folder, so that a replay compiles the same (P8).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "channels/policy.h"
#include "engine/apply/entrances.h"
#include "engine/commands.h"
#include "engine/wording/wording.h"
#include "engine/workspace/workspace.h"
#include "storage/store.h"

namespace assent::engine {

// The settings that decide or are rendered; part of the deployment.
struct DeployedSettings {
  std::string audit_origin;
  std::string public_url;
  std::map<std::string, std::string> from;  // channel -> sender
  Wordings wordings;                        // of service messages
  SourceLabels sources;
};

class Deployed {
 public:
  explicit Deployed(const storage::Store& store) : store_(store) {}

  // What a singleton of the store remembers of the deployment in force; empty: none yet. A reader that wants few
  // of its journeys leaves the others uncompiled; entrances() is empty then.
  enum class Compile : std::uint8_t { all, when_asked };
  Result<void> load(std::string_view stored, Compile compile = Compile::all);
  Result<void> install(const DeploymentCommand& command, Seq input);
  std::string stored() const;  // for the singleton

  bool ready() const { return policy_ != nullptr; }
  const channels::Policy& policy() const { return *policy_; }
  const DeployedSettings& settings() const { return settings_; }
  Bytes32 policy_sha256() const { return policy_->sha256; }
  struct InForce {
    Bytes32 version{};
    std::string event;  // that it waits for
    Seq since = 0;      // the input that deployed this version
  };
  const std::map<std::string, InForce>& in_force() const { return in_force_; }  // by the journey's name
  const Entrances& entrances() const { return entrances_; }
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
  std::map<std::string, InForce> in_force_;
  std::map<Bytes32, std::unique_ptr<Bundle>> bundles_;
  Entrances entrances_;
};

}  // namespace assent::engine
