// The types that the checker reasons with, and when one may stand for another.
//
//   TypePool pool;
//   Type t = pool.list(types::integer());        // list(int)
//   to_string(t);                                // "list(int)"
//
// A Type is a pointer to an immutable node: the simple ones live for ever, the others as long as their pool.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace assent::rules {

enum class TypeKind : std::uint8_t {
  error,
  dyn,
  null,
  boolean,
  integer,
  uinteger,
  real,
  string,
  bytes,
  timestamp,
  duration,
  list,
  map,
  type,
  param,     // a type parameter; the checker's own ones carry an id
  abstract,  // optional_type and whatever an environment declares
};

struct TypeNode;
using Type = const TypeNode*;

struct TypeNode {
  TypeKind kind = TypeKind::dyn;
  std::string name;          // of a param or an abstract type
  std::vector<Type> params;  // of list, map, type, abstract
  std::uint32_t id = 0;      // of a param made by the checker, counted from 1
};

namespace types {
Type simple(TypeKind kind);
inline Type error() {
  return simple(TypeKind::error);
}
inline Type dyn() {
  return simple(TypeKind::dyn);
}
inline Type boolean() {
  return simple(TypeKind::boolean);
}
inline Type integer() {
  return simple(TypeKind::integer);
}
inline Type string() {
  return simple(TypeKind::string);
}
Type contact();  // the contact: fields of any type, and the host functions
}  // namespace types

class TypePool {
 public:
  Type list(Type element) { return make(TypeKind::list, {}, {element}); }
  Type map(Type key, Type value) { return make(TypeKind::map, {}, {key, value}); }
  Type type_of(Type t) { return make(TypeKind::type, {}, {t}); }
  Type optional(Type t) { return make(TypeKind::abstract, "optional_type", {t}); }
  Type abstract(std::string name, std::vector<Type> params) {
    return make(TypeKind::abstract, std::move(name), std::move(params));
  }
  Type param(std::string name, std::uint32_t id = 0);
  Type make(TypeKind kind, std::string name, std::vector<Type> params);

 private:
  std::deque<TypeNode> nodes_;
};

bool is_optional(Type t);
bool same_type(Type a, Type b);

// "list(int)", "map(string, dyn)", "optional_type(bool)".
std::string to_string(Type t);

// The cel.expr.Type JSON form: {"primitive":"INT64"}, {"listType":{"elemType":...}}, ...
json::value to_json(Type t);

// And back; dyn for what has no meaning here (wrappers, messages of JSON). nullptr: not a type at all.
Type type_from_json(const json::value& v, TypePool& pool);

// What the checker has learned about type parameters.
class Substitution {
 public:
  explicit Substitution(TypePool& pool) : pool_(pool) {}

  Type fresh();  // a new parameter
  // Copies `t` with its own parameters replaced by fresh ones; the same name gets the same one.
  Type instantiate(Type t, std::vector<std::pair<std::string, Type>>& renamed);

  // May `from` stand where `to` is wanted? Learns from a yes, and only from a yes.
  bool assignable(Type from, Type to);
  bool assignable(const std::vector<Type>& from, const std::vector<Type>& to);

  // `t` with what is known put in; unknown parameters stay, or become dyn.
  Type apply(Type t, bool unknown_to_dyn = false);

 private:
  using Bindings = std::vector<Type>;  // by id - 1; null: unknown

  bool unify(Type from, Type to);
  bool unify(const std::vector<Type>& from, const std::vector<Type>& to);
  bool bind(Type type, Type param, bool& known);
  bool occurs(Type param, Type within) const;
  Type binding(Type param) const { return param->id == 0 ? nullptr : bindings_[param->id - 1]; }

  TypePool& pool_;
  Bindings bindings_;
};

// Of two types that unify, the less specific.
Type most_general(Type a, Type b);

}  // namespace assent::rules
