// The frame of every page that a contact sees: brand, language, headers, and nothing that is fetched from elsewhere.
//
//   PageFrame frame{brand, controller, languages, words, ""};
//   Response r = page(frame, 200, "Done", "<p>...</p>");
//
// A page is one answer: HTML with its style in it, no script at all (its Content-Security-Policy says so by the
// style's hash), kept by no cache, sent on in no Referer, listed by no search engine. Pure.
#pragma once

#include <string>
#include <string_view>

#include "channels/policy.h"
#include "engine/http/message.h"
#include "engine/pages/brand.h"
#include "engine/pages/words.h"

namespace assent::engine {

struct PageFrame {
  const Brand& brand;
  const channels::Controller& controller;
  const Languages& languages;
  const Words& words;
};

// `title` is plain text, `main` is HTML. The title is the page's heading. `said` is what came of a form, in plain text:
// a screen reader speaks the document's title first, so it stands there too.
Response page(const PageFrame& frame, unsigned status, std::string_view title, std::string_view main,
              std::string_view said = {});

// The colour that text on this one can be read in: "#ffffff" or "#000000", whichever stands out more.
std::string_view readable_on(std::string_view colour);

}  // namespace assent::engine
