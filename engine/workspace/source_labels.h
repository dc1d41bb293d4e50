// Which names of traits and properties carry data from elsewhere: `sources:` in assent.yaml.
//
//   sources:
//     third_party: [lead_score, "enriched_*"]     # a trailing * stands for any ending
//
//   labels.of("enriched_size", Source::upstream)   // Source::third_party
//
// A label only worsens: what came as third-party data stays that, whatever a name is labelled. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/source.h"
#include "base/yaml.h"

namespace assent::engine {

class SourceLabels {
 public:
  void add(std::string pattern, Source source);
  // The source of a value of this name that came from `came_from`: the worse of the two.
  Source of(std::string_view name, Source came_from) const;
  bool empty() const { return labels_.empty(); }

  json::array as_json() const;  // [["lead_score","third_party"], ...], for the deployment
  static SourceLabels from_json(const json::value& value);

 private:
  struct Label {
    std::string pattern;
    Source source;
  };
  std::vector<Label> labels_;
};

SourceLabels read_source_labels(const YamlNode& node, Issues& issues);

}  // namespace assent::engine
