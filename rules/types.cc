#include "rules/types.h"

#include <array>

namespace assent::rules {

namespace types {

Type simple(TypeKind kind) {
  static const auto nodes = [] {
    std::array<TypeNode, 16> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i].kind = static_cast<TypeKind>(i);
    return all;
  }();
  return &nodes[static_cast<std::size_t>(kind)];
}

Type contact() {
  static const TypeNode node{TypeKind::abstract, "contact", {}, 0};
  return &node;
}

}  // namespace types

Type TypePool::make(TypeKind kind, std::string name, std::vector<Type> params) {
  nodes_.push_back(TypeNode{kind, std::move(name), std::move(params), 0});
  return &nodes_.back();
}

Type TypePool::param(std::string name, std::uint32_t id) {
  nodes_.push_back(TypeNode{TypeKind::param, std::move(name), {}, id});
  return &nodes_.back();
}

bool is_optional(Type t) {
  return t->kind == TypeKind::abstract && t->name == "optional_type" && t->params.size() == 1;
}

bool same_type(Type a, Type b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->name != b->name || a->id != b->id || a->params.size() != b->params.size())
    return false;
  for (std::size_t i = 0; i < a->params.size(); ++i) {
    if (!same_type(a->params[i], b->params[i])) return false;
  }
  return true;
}

Type Substitution::fresh() {
  bindings_.push_back(nullptr);
  return pool_.param({}, static_cast<std::uint32_t>(bindings_.size()));
}

Type Substitution::instantiate(Type t, std::vector<std::pair<std::string, Type>>& renamed) {
  if (t->kind == TypeKind::param) {
    for (const auto& [name, type] : renamed) {
      if (name == t->name) return type;
    }
    return renamed.emplace_back(t->name, fresh()).second;
  }
  if (t->params.empty()) return t;
  std::vector<Type> params;
  for (Type p : t->params) params.push_back(instantiate(p, renamed));
  return pool_.make(t->kind, t->name, std::move(params));
}

bool Substitution::assignable(Type from, Type to) {
  Bindings before = bindings_;
  if (unify(from, to)) return true;
  bindings_ = std::move(before);
  return false;
}

bool Substitution::assignable(const std::vector<Type>& from, const std::vector<Type>& to) {
  Bindings before = bindings_;
  if (unify(from, to)) return true;
  bindings_ = std::move(before);
  return false;
}

bool Substitution::unify(const std::vector<Type>& from, const std::vector<Type>& to) {
  if (from.size() != to.size()) return false;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!unify(from[i], to[i])) return false;
  }
  return true;
}

bool Substitution::unify(Type from, Type to) {
  if (to->kind == TypeKind::param) {
    bool known = false;
    if (bind(from, to, known)) return true;
    if (known) return false;
  }
  if (from->kind == TypeKind::param) {
    bool known = false;
    return bind(to, from, known);
  }
  auto open = [](Type t) { return t->kind == TypeKind::dyn || t->kind == TypeKind::error; };
  if (open(from) || open(to)) return true;
  auto nullable = [](Type t) {
    return t->kind == TypeKind::null || t->kind == TypeKind::timestamp || t->kind == TypeKind::duration ||
           t->kind == TypeKind::abstract;
  };
  if (from->kind == TypeKind::null) return nullable(to);
  if (to->kind == TypeKind::null) return nullable(from);
  if (from->kind != to->kind || from->name != to->name) return false;
  if (from->kind == TypeKind::type) return true;
  return unify(from->params, to->params);
}

bool Substitution::bind(Type type, Type param, bool& known) {
  if (same_type(type, param)) {
    known = true;
    return true;
  }
  Type bound = binding(param);
  if (bound != nullptr) {
    known = true;
    if (same_type(type, bound)) return true;
    if (!unify(type, bound)) return false;
    Type general = most_general(type, bound);
    if (param->id != 0 && !occurs(param, general)) bindings_[param->id - 1] = general;
    return true;
  }
  if (param->id == 0 || occurs(param, type)) return false;
  bindings_[param->id - 1] = type;
  return true;
}

bool Substitution::occurs(Type param, Type within) const {
  if (same_type(param, within)) return true;
  if (within->kind == TypeKind::param) {
    Type bound = binding(within);
    return bound != nullptr && occurs(param, bound);
  }
  for (Type p : within->params) {
    if (occurs(param, p)) return true;
  }
  return false;
}

Type Substitution::apply(Type t, bool unknown_to_dyn) {
  if (t->kind == TypeKind::param) {
    if (Type bound = binding(t); bound != nullptr) return apply(bound, unknown_to_dyn);
    return unknown_to_dyn ? types::dyn() : t;
  }
  if (t->params.empty()) return t;
  std::vector<Type> params;
  for (Type p : t->params) params.push_back(apply(p, unknown_to_dyn));
  return pool_.make(t->kind, t->name, std::move(params));
}

namespace {

bool equal_or_less_specific(Type a, Type b) {
  if (a->kind == TypeKind::dyn || a->kind == TypeKind::param) return true;
  if (b->kind == TypeKind::dyn || b->kind == TypeKind::param) return false;
  if (a->kind != b->kind || a->name != b->name || a->params.size() != b->params.size()) return false;
  if (a->kind == TypeKind::type) return true;
  for (std::size_t i = 0; i < a->params.size(); ++i) {
    if (!equal_or_less_specific(a->params[i], b->params[i])) return false;
  }
  return true;
}

}  // namespace

Type most_general(Type a, Type b) {
  return equal_or_less_specific(a, b) ? a : b;
}

}  // namespace assent::rules
