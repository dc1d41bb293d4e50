#include "engine/workspace/brand_settings.h"

#include <fmt/format.h>

#include <boost/url/parse.hpp>

#include "base/hex.h"
#include "base/limits.h"

namespace assent::engine {
namespace {

constexpr const char* kLogos =
    "an address that starts with https://, or data:image/png;base64, (svg+xml, jpeg, webp)";

bool is_colour(std::string_view text) {
  return text.size() == 7 && text[0] == '#' && from_hex(text.substr(1)).has_value();
}

// The picture itself, written into the page.
void check_picture(const YamlNode& node, std::string_view text, Issues& issues) {
  auto comma = text.find(',');
  std::string_view head = text.substr(0, comma);
  bool known = false;
  for (const char* kind : {"png", "svg+xml", "jpeg", "webp"}) {
    known = known || head == fmt::format("data:image/{};base64", kind);
  }
  if (!known || comma == std::string_view::npos || !from_base64(text.substr(comma + 1))) {
    issues.error(node, "the logo is no picture that a page can hold", kLogos);
  } else if (text.size() > limits::logo_bytes) {
    issues.error(
        node, fmt::format("the logo has {} bytes, and every page would carry them", text.size()),
        fmt::format("at most {} bytes, or an address that starts with https://", limits::logo_bytes));
  }
}

void read_logo(const YamlNode& node, Brand& brand, Issues& issues) {
  auto text = read_string(node, issues, "logo");
  if (!text) return;
  brand.logo = *text;
  if (text->starts_with("data:")) return check_picture(node, *text, issues);
  auto url = boost::urls::parse_uri(*text);
  if (!url || url->scheme() != "https" || url->host().empty()) {
    issues.error(node, fmt::format("\"{}\" is no address that a logo may have", *text), kLogos);
  }
}

}  // namespace

Brand read_brand(const YamlNode& node, Issues& issues) {
  Brand brand;
  MapReader reader(node, issues, "brand");
  if (const YamlNode* name = reader.find("name")) {
    brand.name = read_string(*name, issues, "name").value_or("");
    if (name->kind == YamlNode::Kind::scalar && brand.name.empty() && name->text.empty())
      issues.error(*name, "the brand's name is empty", "a name, or leave it out for the controller's");
  }
  if (const YamlNode* colour = reader.find("colour")) {
    auto text = read_string(*colour, issues, "colour");
    if (text && !is_colour(*text)) {
      issues.error(*colour, fmt::format("\"{}\" is no colour", *text),
                   "six hex digits in quotes, such as \"#0a5c36\"");
    } else if (text) {
      brand.colour = *text;
    }
  }
  if (const YamlNode* logo = reader.find("logo")) read_logo(*logo, brand, issues);
  reader.finish();
  return brand;
}

}  // namespace assent::engine
