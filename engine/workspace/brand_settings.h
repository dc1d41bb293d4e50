// The `brand:` of assent.yaml. Part of settings.h, which says how to use it.
//
//   brand: {name: Acme, colour: "#0a5c36", logo: "data:image/svg+xml;base64,..."}
#pragma once

#include "base/yaml.h"
#include "engine/pages/brand.h"

namespace assent::engine {

Brand read_brand(const YamlNode& node, Issues& issues);

}  // namespace assent::engine
