// What an expression may name: variables with their types, and functions with their overloads.
//
//   Environment env;
//   env.add_variable("event", env.pool().map(types::string(), types::dyn()));
//
// The standard library is in every environment. Built once, then read only: safe from many threads.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/functions.h"
#include "rules/types.h"

namespace assent::rules {

struct Overload {
  bool receiver = false;
  std::vector<Type> params;  // the receiver first
  Type result = nullptr;
  Function implementation = nullptr;
};

class Environment {
 public:
  struct Variable {
    std::string name;
    Type type;
  };

  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  TypePool& pool() { return pool_; }

  // The variable's slot. A name declared twice keeps its first slot and type.
  std::uint32_t add_variable(std::string name, Type type);
  void add_overload(std::string name, Overload overload);
  void set_container(std::string container) { container_ = std::move(container); }

  const std::vector<Variable>& variables() const { return variables_; }

  // nullptr: no such name. Exactly the name: candidates() are the caller's affair.
  const Variable* variable(std::string_view name) const;
  std::uint32_t slot(const Variable& v) const { return static_cast<std::uint32_t>(&v - variables_.data()); }
  // Own and standard overloads of a function; empty: no such function.
  std::vector<const Overload*> overloads(std::string_view name) const;

  // "a.b.x", "a.x", "x" in the container a.b; a rooted name is only itself.
  std::vector<std::string> candidates(std::string_view name, bool rooted) const;

  // For "did you mean".
  std::vector<std::string> variable_names() const;
  std::vector<std::string> function_names() const;

 private:
  TypePool pool_;
  std::vector<Variable> variables_;
  std::map<std::string, std::vector<Overload>, std::less<>> functions_;
  std::string container_;
};

// int, string, list, google.protobuf.Timestamp ... as values; nullptr: no such type.
struct NamedType {
  std::string_view name;
  Type type;
};
const NamedType* type_named(std::string_view name);

// "string.(string, int) -> bool" to types. The text is ours, so it is taken to be right.
Overload parse_signature(std::string_view signature, TypePool& pool);

}  // namespace assent::rules
