#include "engine/workspace/source_labels.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace assent::engine {
namespace {

bool fits(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

void SourceLabels::add(std::string pattern, Source source) {
  labels_.push_back({std::move(pattern), source});
}

Source SourceLabels::of(std::string_view name, Source came_from) const {
  Source source = came_from;
  for (const Label& label : labels_) {
    if (fits(label.pattern, name)) source = worst(source, label.source);
  }
  return source;
}

json::array SourceLabels::as_json() const {
  json::array out;
  for (const Label& label : labels_) out.push_back(json::array{label.pattern, assent::name(label.source)});
  return out;
}

SourceLabels SourceLabels::from_json(const json::value& value) {
  SourceLabels labels;
  const json::array* list = value.if_array();
  if (!list) return labels;
  for (const json::value& item : *list) {
    const json::array* pair = item.if_array();
    if (!pair || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) continue;
    auto source = parse_source(std::string_view((*pair)[1].get_string()));
    if (source) labels.add(std::string((*pair)[0].get_string()), *source);
  }
  return labels;
}

SourceLabels read_source_labels(const YamlNode& node, Issues& issues) {
  SourceLabels labels;
  MapReader map(node, issues, "sources");
  for (Source source : {Source::third_party, Source::inferred, Source::upstream}) {
    const YamlNode* list = map.find(assent::name(source));
    if (list == nullptr) continue;
    for (const YamlNode* item : read_list(*list)) {
      auto pattern = read_string(*item, issues, "the name of a trait or property");
      if (!pattern) continue;
      auto star = pattern->find('*');
      if (pattern->empty() || pattern->size() > limits::name_bytes) {
        issues.error(*item, "this is no name of a trait or property");
      } else if (star != std::string::npos && star + 1 != pattern->size()) {
        issues.error(*item, "* stands for any ending, so it is the last character", "such as enriched_*");
      } else {
        labels.add(std::move(*pattern), source);
      }
    }
  }
  map.finish();
  return labels;
}

}  // namespace assent::engine
