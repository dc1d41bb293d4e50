// Message templates: templates/*.yaml with Liquid output.
//
//   Issues issues("templates/welcome.yaml", text);
//   auto t = load_template(text, "welcome", issues);           // nullopt exactly when issues.any_error()
//   Rendered r = render(*t, Medium::email, scope);
//   // r.complete, r.subject == "Welcome, Ada"
//
// Output is {{ contact.first_name | default: 'there' }}; a value that may be absent without a default is a
// mistake. HTML parts escape what they insert. CR and LF never get into a subject. Immutable; pure.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/yaml.h"
#include "rules/expression.h"

namespace assent::channels {

class TemplateText;  // parsed once

struct Template {
  std::string name;
  struct Part {
    std::shared_ptr<const TemplateText> subject;  // e-mail only
    std::shared_ptr<const TemplateText> text;
    std::shared_ptr<const TemplateText> html;  // e-mail only; null: none
  };
  std::optional<Part> email, sms, voice, social;
  const Part* part(Medium medium) const;  // nullptr: the template has none for it
  std::vector<Medium> media() const;
};

std::optional<Template> load_template(std::string_view text, std::string_view file_stem, Issues& issues);

// What a template may see; `contact` leaves out what the purpose may not see (P6), `hidden` tells whether an
// attribute is there but may not be seen. Borrowed for one call.
struct TemplateScope {
  const rules::ContactView* contact = nullptr;
  const json::object* event = nullptr;
  const json::object* run = nullptr;
  bool (*hidden)(const void* context, std::string_view attribute) = nullptr;  // may be null
  const void* hidden_context = nullptr;
  std::map<std::string, std::string> links;  // unsubscribe_url, ... as `{{ links.unsubscribe }}`
};

struct Rendered {
  bool complete = true;        // false: a value without default is absent, or the part is
  bool data_permitted = true;  // false: it is absent only because its source may not be used
  std::string detail;          // which value
  std::string subject, text, html;
};
Rendered render(const Template& t, Medium medium, const TemplateScope& scope);

}  // namespace assent::channels
