// Message templates: templates/*.yaml, written in Liquid.
//
//   Issues issues("templates/welcome.yaml", text);
//   auto t = load_template(text, "welcome", issues, library);  // nullopt exactly when issues.any_error()
//   Rendered r = render(*t, Medium::email, scope);
//   // r.complete, r.subject == "Welcome, Ada"
//
// Output is {{ contact.first_name | default: 'there' }}; a value that may be absent without a default is a
// mistake (channels/liquid/check.h). HTML parts escape what they insert. CR and LF never get into a subject.
// Immutable; pure.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/yaml.h"
#include "channels/liquid/render.h"
#include "channels/partials.h"
#include "rules/expression.h"

namespace assent::channels {

struct Template {
  std::string name;
  struct Part {
    std::shared_ptr<const liquid::Program> subject;  // e-mail only
    std::shared_ptr<const liquid::Program> text;
    std::shared_ptr<const liquid::Program> html;  // e-mail only; null: none
  };
  std::optional<Part> email, sms, voice, social;
  std::shared_ptr<const PartialLibrary> library;  // may be null: none are used
  std::vector<std::string> partials;              // those it uses, sorted
  const Part* part(Medium medium) const;          // nullptr: the template has none for it
  std::vector<Medium> media() const;
};

// Mistakes in a partial, as it is used from here, are issues of the partial's file.
std::optional<Template> load_template(std::string_view text, std::string_view file_stem, Issues& issues,
                                      std::shared_ptr<const PartialLibrary> library = nullptr);

// What a template may see; `contact` leaves out what the purpose may not see (P6), `hidden` tells whether an
// attribute is there but may not be seen. Borrowed for one call.
struct TemplateScope {
  const rules::ContactView* contact = nullptr;
  const json::object* event = nullptr;
  const json::object* run = nullptr;
  bool (*hidden)(const void* context, std::string_view attribute) = nullptr;  // may be null
  const void* hidden_context = nullptr;
  std::map<std::string, std::string, std::less<>> links;  // `{{ links.unsubscribe }}`
  std::optional<Utc> now;                                 // of `{{ 'now' | date: ... }}`
};

struct Rendered {
  bool complete = true;        // false: a value without default is absent, or the part is
  bool data_permitted = true;  // false: it is absent only because its source may not be used
  std::string detail;          // which value, or what else went wrong; when complete, what was set right
  std::string subject, text, html;
};
Rendered render(const Template& t, Medium medium, const TemplateScope& scope);

// One text of a template; what is wrong goes into `rendered`, with `part` ("the subject") as where.
std::string render_part(const liquid::Program& program, liquid::Form form, std::string_view part,
                        const TemplateScope& scope, const PartialLibrary* library, Rendered& rendered);

}  // namespace assent::channels
