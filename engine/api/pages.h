// What every call that answers with a page for a contact shares: how the pages look, in which language, and what a
// request says about whoever sent it.
//
//   const Words& words = words_for(*pages, request, {"th"});   // ?lang= first, then the contact's own, then the browser's
//
// `Pages` is immutable and shared; a reload puts another in its place.
#pragma once

#include <map>
#include <span>
#include <string>

#include "engine/http/message.h"
#include "engine/pages/layout.h"

namespace assent::engine {

struct Pages {
  Brand brand;
  Languages languages;
  std::string public_url;
  std::map<std::string, std::string> carriers;  // channel -> who carries its messages
};

const Words& words_for(const Pages& pages, const Request& request, std::span<const std::string> own);

Response unknown_link(const PageFrame& frame);

// Nothing could be recorded just now.
Response busy_page(const PageFrame& frame);

std::string user_agent_of(const Request& request);  // cut to its limit

}  // namespace assent::engine
