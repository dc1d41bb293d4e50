// Which name means what: variables, locals of comprehensions, types, and functions with their namespaces.
//
//   Names n = resolve(ast, environment);
//   n.of[id].kind == Reference::Kind::variable;  n.of[id].slot
//
// `a.b.c` is the variable a.b.c if there is one, else the field c of a.b, and so on; before each, the
// container's names are tried. The variable of a comprehension comes before all of them, unless the name
// starts with a dot. Both the checker and the planner stand on this table; neither looks up a name again.
#pragma once

#include <string>
#include <vector>

#include "rules/ast.h"
#include "rules/environment.h"
#include "rules/expression.h"

namespace assent::rules {

struct Reference {
  enum class Kind : std::uint8_t {
    none,      // not a name: a literal, a field of something, ...
    variable,  // slot in the environment
    local,     // slot among the locals
    type,      // function holds its name
    unknown,   // no such name
    function,  // a call; `function` is its full name
    receiver,  // a call in the style of a method
  };
  Kind kind = Kind::none;
  std::uint32_t slot = 0;  // of a comprehension: where its own variables start
  std::string function;
};

struct Names {
  std::vector<Reference> of;      // by ExprId
  std::uint32_t local_slots = 0;  // that are in use at once, at most
};
Names resolve(const Ast& ast, const Environment& environment);

// What the expression reads of its variables, by name. Asking the contact's history reads no attribute.
std::vector<Read> reads_of(const Ast& ast, const Names& names, const Environment& environment);

// The equalities with a constant that must hold for the whole to hold.
std::vector<RequiredEquality> required_equalities_of(const Ast& ast, const Names& names,
                                                     const Environment& environment);

}  // namespace assent::rules
