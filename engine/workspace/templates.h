// The templates of a workspace folder: templates/*.yaml, and templates/partials/*.liquid, which they render or
// include.
//
//   LoadedTemplates loaded = load_templates(folder, issues, texts);
//   loaded.templates.at("welcome");
//
// Reads files and nothing else. Every text read is kept in `texts` by its file, for rendering issues.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/issue.h"
#include "channels/template.h"
#include "engine/workspace/files.h"

namespace assent::engine {

struct LoadedTemplates {
  std::map<std::string, channels::Template> templates;
  std::map<std::string, std::string> texts;  // of those, by name
  std::vector<std::string> broken;           // names of those with mistakes
};
LoadedTemplates load_templates(Folder& folder, std::vector<Issue>& issues,
                               std::map<std::string, std::string>& texts);

}  // namespace assent::engine
