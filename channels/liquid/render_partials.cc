// Templates in templates: include shares the variables, render has its own.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "channels/liquid/renderer.h"

namespace assent::channels::liquid {
namespace {

std::string_view last_part(std::string_view name) {
  std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace

// The binding of a name in the scope, made where there is none.
std::uint32_t Renderer::place_of(Scope& scope, std::string_view name) {
  if (scope.places.empty()) {
    for (std::uint32_t i = 0; i < scope.first->variables.size(); ++i)
      scope.places.emplace(scope.first->variables[i], i);
  }
  auto [found, fresh] = scope.places.try_emplace(name, static_cast<std::uint32_t>(scope.bindings.size()));
  if (fresh) scope.bindings.emplace_back();
  return found->second;
}

// Where the variables of a program are in the scope.
const std::uint32_t* Renderer::enter(Scope& scope, const Program& target) {
  if (&target == scope.first) return nullptr;
  auto [found, fresh] = scope.entered.try_emplace(&target);
  if (fresh) {
    for (std::string_view name : target.variables) found->second.push_back(place_of(scope, name));
    if (found->second.empty()) found->second.push_back(0);
  }
  return found->second.data();
}

void Renderer::partial(Run& r, const Op& op) {
  const Partial& partial = r.p.partials[op.b];
  Value name = evaluate(r, partial.target);
  if (e_.failed()) return;
  if (!name.is_string()) {
    e_.fail("the name of a template to include is no text");
    return;
  }
  if (!partial.isolated && !r.scope.may_include) {
    e_.fail("include cannot be used inside render");
    return;
  }
  if (depth_ >= limits::liquid_partials) {
    e_.fail(fmt::format("templates are nested more than {} deep", limits::liquid_partials));
    return;
  }
  std::string why = fmt::format("there is no template \"{}\"", name.string());
  const Program* target = asked_.partials == nullptr ? nullptr : asked_.partials->partial(name.string(), why);
  if (target == nullptr) {
    e_.fail(std::move(why));
    return;
  }
  ++depth_;
  if (!partial.isolated) {
    include(r, partial, *target, name.string());
  } else {
    Value with = partial.with == ~0U ? Value() : evaluate(r, partial.with);
    Parts parts(with);
    if (!partial.each || !parts.any_kind()) {
      render_one(r, partial, *target, name.string(), with, nullptr);
    } else if (LoopState* loop = e_.make<LoopState>()) {
      *loop = {name.string(), 0, static_cast<std::int64_t>(parts.size()), nullptr};
      for (std::uint64_t i = 0; i < parts.size() && e_.spend(1) && !e_.failed(); ++i, ++loop->index)
        render_one(r, partial, *target, name.string(), parts.at(i, e_), loop);
    }
  }
  --depth_;
}

Leaving Renderer::walk_partial(const Program& target, Scope& scope, const std::uint32_t* places) {
  Run inner{target, scope, places, frames_.size()};
  walk(inner);
  return inner.leaving;
}

void Renderer::include(Run& r, const Partial& partial, const Program& target, std::string_view name) {
  Scope& scope = r.scope;
  std::string_view bound = partial.alias.empty() ? last_part(name) : partial.alias;
  Value with = partial.with == ~0U ? named(scope, name) : evaluate(r, partial.with);
  const std::uint32_t* places = enter(scope, target);
  // What the include binds, and what stood there before.
  std::vector<std::pair<std::uint32_t, Binding>> before;
  auto bind = [&](std::string_view to, const Value& v) {
    std::uint32_t place = place_of(scope, to);
    before.emplace_back(place, scope.bindings[place]);
    scope.bindings[place].bound = v;
    scope.bindings[place].is_bound = true;
  };
  for (std::uint32_t i = 0; i < partial.argument_count && !e_.failed(); ++i) {
    const Argument& argument = r.p.named[partial.arguments + i];
    bind(argument.name, evaluate(r, argument.expression));
  }
  Leaving leaving = Leaving::no;
  bind(bound, with);
  if (with.is_array()) {
    Parts parts(with);
    std::uint32_t place = place_of(scope, bound);
    for (std::uint64_t i = 0; i < parts.size() && leaving == Leaving::no && e_.spend(1) && !e_.failed();
         ++i) {
      scope.bindings[place].bound = parts.at(i, e_);
      leaving = walk_partial(target, scope, places);
    }
  } else if (!e_.failed()) {
    leaving = walk_partial(target, scope, places);
  }
  for (auto one = before.rbegin(); one != before.rend(); ++one) {
    scope.bindings[one->first].bound = one->second.bound;
    scope.bindings[one->first].is_bound = one->second.is_bound;
  }
  if (leaving != Leaving::no && !e_.failed()) leave(r, leaving);
}

void Renderer::render_one(Run& r, const Partial& partial, const Program& target, std::string_view name,
                          const Value& with, LoopState* loop) {
  Scope scope;
  scope.sees_names = asked_.names_in_render;
  scope.may_include = false;
  scope.first = &target;
  scope.bindings.resize(target.variables.size());
  auto bind = [&](std::string_view to, const Value& v) {
    auto found = std::find(target.variables.begin(), target.variables.end(), to);
    std::uint32_t place = found == target.variables.end()
                              ? place_of(scope, to)
                              : static_cast<std::uint32_t>(found - target.variables.begin());
    // As what was assigned: the template may assign to it anew.
    scope.bindings[place].assigned = v;
    scope.bindings[place].is_assigned = true;
  };
  if (loop != nullptr) bind("forloop", Value::of(*loop));
  for (std::uint32_t i = 0; i < partial.argument_count && !e_.failed(); ++i) {
    const Argument& argument = r.p.named[partial.arguments + i];
    bind(argument.name, evaluate(r, argument.expression));
  }
  if (!with.is_nil()) bind(partial.alias.empty() ? last_part(name) : partial.alias, with);
  if (!e_.failed()) walk_partial(target, scope, nullptr);
}

}  // namespace assent::channels::liquid
