#include "engine/workspace/templates.h"

#include <filesystem>

#include "base/limits.h"

namespace assent::engine {
namespace {

std::string stem_of(const std::string& file) {
  return std::filesystem::path(file).stem();
}

std::shared_ptr<const channels::PartialLibrary> load_partials(Folder& folder, std::vector<Issue>& issues,
                                                              std::map<std::string, std::string>& texts) {
  auto library = std::make_shared<channels::PartialLibrary>();
  for (const std::string& file : folder.list("templates/partials", limits::liquid_partial_count, ".liquid")) {
    auto text = folder.read(file, limits::template_bytes);
    if (!text) continue;
    texts[file] = *text;
    for (Issue& issue : library->add(stem_of(file), std::move(*text))) issues.push_back(std::move(issue));
  }
  return library;
}

}  // namespace

LoadedTemplates load_templates(Folder& folder, std::vector<Issue>& issues,
                               std::map<std::string, std::string>& texts) {
  LoadedTemplates loaded;
  auto library = load_partials(folder, issues, texts);
  for (const std::string& file : folder.list("templates", limits::templates, ".yaml", "partials")) {
    auto text = folder.read(file, limits::template_bytes);
    if (!text) continue;
    texts[file] = *text;
    Issues found(file, *text);
    std::string name = stem_of(file);
    auto one = channels::load_template(*text, name, found, library);
    for (Issue& issue : found.take()) issues.push_back(std::move(issue));
    if (one) {
      loaded.templates.emplace(name, std::move(*one));
      loaded.texts.emplace(name, std::move(*text));
    } else {
      loaded.broken.push_back(name);
    }
  }
  return loaded;
}

}  // namespace assent::engine
