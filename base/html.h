// Text on its way into HTML: the one place that makes it harmless, in element content and in quoted attributes.
//
//   "<p title=\"" + escape_html(title) + "\">"
//
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace assent {

// & < > " and ' as character references; everything else as it is.
std::string escape_html(std::string_view text);

}  // namespace assent
