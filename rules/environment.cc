#include "rules/environment.h"

#include <algorithm>
#include <array>

namespace assent::rules {
namespace {

class Signature {
 public:
  Signature(std::string_view text, TypePool& pool) : rest_(text), pool_(pool) {}

  Overload parse() {
    Overload o;
    if (rest_.front() != '(') {
      o.receiver = true;
      o.params.push_back(type());
      take('.');
    }
    take('(');
    while (rest_.front() != ')') {
      o.params.push_back(type());
      take(',');
    }
    take(')');
    rest_.remove_prefix(rest_.find("->") + 2);
    skip();
    o.result = type();
    return o;
  }

 private:
  void skip() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    skip();
    return true;
  }

  Type type() {
    std::size_t end = std::min(rest_.find_first_of("<>,.() "), rest_.size());
    std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    std::vector<Type> params;
    if (take('<')) {
      do params.push_back(type());
      while (take(','));
      take('>');
    }
    if (word == "list") return pool_.list(params[0]);
    if (word == "map") return pool_.map(params[0], params[1]);
    if (word == "type") return pool_.type_of(params[0]);
    if (word == "optional") return pool_.optional(params[0]);
    if (word == "contact") return types::contact();
    if (word.size() == 1) return pool_.param(std::string(word));
    return word_type(word);
  }

  static Type word_type(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, TypeKind>, 9> words{{
        {"null", TypeKind::null},
        {"bool", TypeKind::boolean},
        {"int", TypeKind::integer},
        {"uint", TypeKind::uinteger},
        {"double", TypeKind::real},
        {"string", TypeKind::string},
        {"bytes", TypeKind::bytes},
        {"timestamp", TypeKind::timestamp},
        {"duration", TypeKind::duration},
    }};
    for (const auto& [name, kind] : words) {
      if (name == word) return types::simple(kind);
    }
    return types::dyn();
  }

  std::string_view rest_;
  TypePool& pool_;
};

using Functions = std::map<std::string, std::vector<Overload>, std::less<>>;

const Functions& standard_library() {
  static TypePool pool;
  static const Functions library = [] {
    Functions all;
    for (auto rows :
         {operator_rows(), conversion_functions(), string_functions(), format_functions(), math_functions(),
          time_functions(), encoder_functions(), optional_functions(), contact_functions()}) {
      for (const FunctionRow& row : rows) {
        Overload o = parse_signature(row.signature, pool);
        o.implementation = row.implementation;
        all[std::string(row.name)].push_back(std::move(o));
      }
    }
    return all;
  }();
  return library;
}

}  // namespace

Overload parse_signature(std::string_view signature, TypePool& pool) {
  return Signature(signature, pool).parse();
}

std::uint32_t Environment::add_variable(std::string name, Type type) {
  if (const Variable* known = variable(name)) return slot(*known);
  variables_.push_back({std::move(name), type});
  return static_cast<std::uint32_t>(variables_.size() - 1);
}

void Environment::add_overload(std::string name, Overload overload) {
  functions_[std::move(name)].push_back(std::move(overload));
}

const Environment::Variable* Environment::variable(std::string_view name) const {
  for (const Variable& v : variables_) {
    if (v.name == name) return &v;
  }
  return nullptr;
}

std::vector<const Overload*> Environment::overloads(std::string_view name) const {
  std::vector<const Overload*> found;
  for (const Functions* functions : {&functions_, &standard_library()}) {
    if (auto row = functions->find(name); row != functions->end()) {
      for (const Overload& o : row->second) found.push_back(&o);
    }
  }
  return found;
}

std::vector<std::string> Environment::candidates(std::string_view name, bool rooted) const {
  std::vector<std::string> all;
  std::string_view scope = rooted ? std::string_view{} : std::string_view(container_);
  while (!scope.empty()) {
    all.push_back(std::string(scope) + "." + std::string(name));
    std::size_t dot = scope.rfind('.');
    scope = dot == std::string_view::npos ? std::string_view{} : scope.substr(0, dot);
  }
  all.emplace_back(name);
  return all;
}

std::vector<std::string> Environment::variable_names() const {
  std::vector<std::string> names;
  for (const Variable& v : variables_) names.push_back(v.name);
  return names;
}

std::vector<std::string> Environment::function_names() const {
  std::vector<std::string> names;
  for (const Functions* functions : {&functions_, &standard_library()}) {
    for (const auto& [name, rows] : *functions) {
      bool written = name.find('@') == std::string::npos && name.find('_') == std::string::npos;
      if (written) names.push_back(name);
    }
  }
  for (std::string_view macro :
       {"all", "exists", "exists_one", "existsOne", "filter", "map", "has", "transformList", "transformMap",
        "transformMapEntry", "optMap", "optFlatMap"}) {
    names.emplace_back(macro);
  }
  return names;
}

const NamedType* type_named(std::string_view name) {
  static TypePool pool;
  static const std::array<NamedType, 14> named{{
      {"bool", types::boolean()},
      {"int", types::integer()},
      {"uint", types::simple(TypeKind::uinteger)},
      {"double", types::simple(TypeKind::real)},
      {"string", types::string()},
      {"bytes", types::simple(TypeKind::bytes)},
      {"null_type", types::simple(TypeKind::null)},
      {"list", pool.list(types::dyn())},
      {"map", pool.map(types::dyn(), types::dyn())},
      {"type", pool.type_of(types::dyn())},
      {"optional_type", pool.optional(types::dyn())},
      {"google.protobuf.Timestamp", types::simple(TypeKind::timestamp)},
      {"google.protobuf.Duration", types::simple(TypeKind::duration)},
      {"", types::error()},
  }};
  for (const NamedType& row : named) {
    if (row.name == name && !name.empty()) return &row;
  }
  return nullptr;
}

}  // namespace assent::rules
