// A page of a few words and at most a form: what stands behind a link in a message. No script, no picture, nothing
// loaded; readable by keyboard, screen reader and a small phone.
//
//   plain_page(200, "de", "Bestätigt", paragraph("Vielen Dank."))
#pragma once

#include <string>
#include <string_view>

#include "engine/http/message.h"

namespace assent::engine {

Response plain_page(unsigned status, std::string_view language, std::string_view title,
                    std::string_view body);
std::string html_escaped(std::string_view text);
std::string paragraph(std::string_view text);  // escaped

}  // namespace assent::engine
