#include "engine/rehearsal/stage_of.h"

#include <algorithm>
#include <set>

namespace assent::engine {

Workspace stage_of(const Workspace& workspace, const std::string& journey,
                   const std::vector<std::string>& with) {
  std::set<std::string> wanted(with.begin(), with.end());
  wanted.insert(journey);
  Workspace stage;
  stage.folder = workspace.folder;
  stage.settings = workspace.settings;
  stage.policy = workspace.policy;
  stage.policy_text = workspace.policy_text;
  for (const LoadedJourney& loaded : workspace.journeys) {
    if (wanted.contains(loaded.journey.name)) stage.journeys.push_back(loaded);
  }
  return stage;
}

}  // namespace assent::engine
