// From a program and data to text.
//
//   Asked asked{.program = *p.program, .names = names, .form = Form::html};
//   Text t = render(asked);
//   // t.text; or !t.failure.empty() and t.failed_at;  and t.absent where a value was missing
//
// Pure: no clock but the one given, no I/O, no exceptions. Bounded by base/limits.h, whatever the template:
// what is too long, too deep or goes on for ever fails and says so. What a program inserts it reads through
// `names` alone, also in loops, filters, captures and partials (P6).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "channels/liquid/program.h"

namespace assent::channels::liquid {

// What the text becomes part of. HTML escapes what is inserted unless it is HTML already; a line takes no line
// breaks from values; none of the three lets a value bring control characters. `bare` is Shopify's Liquid.
enum class Form : std::uint8_t { line, text, html, bare };

// Where include and render find their templates.
class Partials {
 public:
  virtual ~Partials() = default;
  // nullptr: there is none, or it has a mistake, and `why` says which.
  virtual const Program* partial(std::string_view name, std::string& why) const = 0;
};

struct Asked {
  const Program& program;
  const Members& names;         // contact, event, ...: what is no variable of the template
  bool names_in_render = true;  // render, too, sees them; its caller's variables it never sees
  const Partials* partials = nullptr;
  std::optional<Utc> now = std::nullopt;  // of `'now' | date`
  Form form = Form::bare;
};

struct Text {
  std::string text;
  std::string failure;  // not empty: it could not be rendered, and the text is worth nothing
  LineColumn failed_at{0, 0};
  std::string absent;      // not empty: this was missing and has no default; bare does not ask
  bool hidden = false;     // ... because its source may not be used
  std::string line_break;  // not empty: this brought a line break, made a space, into a line
};
Text render(const Asked& asked);

}  // namespace assent::channels::liquid
