// Strict mode: what would go wrong when a template is rendered, found before anybody gets it.
//
//   Checked c = check(*p.program, outline);
//   // c.mistakes: unknown name "contat", did you mean "contact"?   contact.x may be absent and has no default
//   // c.in_partials["footer"]: the same, in what it renders or includes, as it is called from here
//
// A value that may be absent needs a default where it is written, or an if around it that asks for it:
// `{% if contact.town %}in {{ contact.town }}{% endif %}`. What is assigned or passed on carries whether it may
// be absent. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "channels/liquid/program.h"
#include "channels/liquid/render.h"

namespace assent::channels::liquid {

// A name that is no variable of the template.
struct Root {
  std::string name;
  bool open = true;  // any member, and each may be absent; else `members`, and each is there
  std::vector<std::string> members{};
};

struct Outline {
  std::vector<Root> roots;
  const Partials* partials = nullptr;
  std::vector<std::string> partial_names{};
};

struct Checked {
  std::vector<Mistake> mistakes;
  std::map<std::string, std::vector<Mistake>> in_partials;  // by name
  std::vector<std::string> used;                            // the partials that can be reached, sorted
};
Checked check(const Program& program, const Outline& outline);

}  // namespace assent::channels::liquid
