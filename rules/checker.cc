#include "rules/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/issue.h"

namespace assent::rules {
namespace {

class Checker {
 public:
  Checker(const Ast& ast, const Names& names, const Environment& env, TypePool& pool)
      : ast_(ast),
        names_(names),
        env_(env),
        pool_(pool),
        known_(pool),
        locals_(names.local_slots, types::dyn()) {
    out_.type_of.resize(ast.nodes.size(), nullptr);
  }

  Checked run() {
    visit(ast_.root);
    for (Type& t : out_.type_of) {
      if (t != nullptr) t = known_.apply(t, true);
    }
    return std::move(out_);
  }

 private:
  Type visit(ExprId id) { return out_.type_of[id] = type_of(id); }

  Type type_of(ExprId id) {
    const Expr& e = ast_[id];
    const Reference& ref = names_.of[id];
    switch (ref.kind) {
      case Reference::Kind::variable:
        return instance(env_.variables()[ref.slot].type);
      case Reference::Kind::local:
        return locals_[ref.slot];
      case Reference::Kind::type:
        return pool_.type_of(type_named(ref.function)->type);
      case Reference::Kind::unknown:
        return e.kind == ExprKind::call ? unknown_function(id) : unknown_name(id);
      case Reference::Kind::function:
        return call(id, ref.function, false);
      case Reference::Kind::receiver:
        return call(id, ref.function, true);
      case Reference::Kind::none:
        break;
    }
    switch (e.kind) {
      case ExprKind::literal:
        return literal(e.literal);
      case ExprKind::select:
        return select(id);
      case ExprKind::list:
        return list(e);
      case ExprKind::map:
        return map(e);
      case ExprKind::comprehension:
        return comprehension(id);
      case ExprKind::ident:
      case ExprKind::call:
        break;
    }
    return types::error();
  }

  Type instance(Type t) {
    std::vector<std::pair<std::string, Type>> renamed;
    return known_.instantiate(t, renamed);
  }

  Type blame(ExprId id, std::string message, std::string expected = {}, std::string suggestion = {}) {
    const Expr& e = ast_[id];
    out_.issues.push_back(
        {e.offset, e.length, std::move(message), std::move(expected), std::move(suggestion)});
    return types::error();
  }

  std::string shown(Type t) { return to_string(known_.apply(t, true)); }

  static Type literal(const Literal& l) {
    constexpr TypeKind kinds[] = {TypeKind::null, TypeKind::boolean, TypeKind::integer, TypeKind::uinteger,
                                  TypeKind::real, TypeKind::string,  TypeKind::bytes};
    return types::simple(kinds[l.index()]);
  }

  // ---- names

  Type unknown_name(ExprId id) {
    std::vector<std::string> near = env_.variable_names();
    for (const Expr& e : ast_.nodes) {
      if (e.kind == ExprKind::comprehension) near.push_back(e.name);
    }
    std::vector<std::string> shown_names = env_.variable_names();
    std::string expected;
    if (shown_names.size() == 1) expected = shown_names[0];
    if (shown_names.size() > 1) expected = "one of: " + join(shown_names);
    return blame(id, fmt::format("unknown name \"{}\"", ast_[id].name), std::move(expected),
                 nearest(ast_[id].name, near));
  }

  Type unknown_function(ExprId id) {
    // Its arguments are not looked at: they are names of a mistyped macro as often as they are values.
    const Expr& e = ast_[id];
    return blame(id, fmt::format("unknown function \"{}\"", e.name), {},
                 nearest(e.name, env_.function_names()));
  }

  // ---- fields

  Type select(ExprId id) {
    const Expr& e = ast_[id];
    Type operand = known_.apply(visit(e.operand));
    bool optional = e.optional;
    if (is_optional(operand)) {
      optional = true;
      operand = known_.apply(operand->params[0]);
    }
    Type field = nullptr;
    if (operand->kind == TypeKind::map) {
      field = operand->params[1];
    } else if (operand->kind == TypeKind::param) {
      known_.assignable(types::dyn(), operand);  // settles it, so that nothing narrower is learned later
      field = types::dyn();
    } else if (operand->kind == TypeKind::dyn || operand->kind == TypeKind::error ||
               operand == types::contact()) {
      field = operand->kind == TypeKind::error ? operand : types::dyn();
    } else {
      return blame(id, fmt::format("{} has no fields, so no \"{}\"", shown(operand), e.name));
    }
    if (e.test_only) return types::boolean();
    return optional && field->kind != TypeKind::error ? pool_.optional(field) : field;
  }

  // ---- calls

  std::vector<Type> argument_types(const Expr& e, bool receiver) {
    std::vector<Type> args;
    if (receiver) args.push_back(visit(e.operand));
    for (ExprId arg : e.args) args.push_back(visit(arg));
    return args;
  }

  Type call(ExprId id, const std::string& function, bool receiver) {
    const Expr& e = ast_[id];
    std::vector<const Overload*> overloads = env_.overloads(function);
    std::erase_if(overloads, [&](const Overload* o) { return o->receiver != receiver; });
    if (overloads.empty()) return no_such_function(id, function, receiver);
    std::vector<Type> args = argument_types(e, receiver);
    if (e.name == "_&&_" || e.name == "_||_") return logical(e, args);
    Type result = nullptr;
    for (const Overload* overload : overloads) {
      std::vector<std::pair<std::string, Type>> renamed;
      std::vector<Type> wanted;
      for (Type p : overload->params) wanted.push_back(known_.instantiate(p, renamed));
      Type gives = known_.instantiate(overload->result, renamed);
      if (!known_.assignable(args, wanted)) continue;
      gives = known_.apply(gives);
      if (result == nullptr) {
        result = gives;
      } else if (result->kind != TypeKind::dyn && !same_type(gives, result)) {
        result = types::dyn();
      }
    }
    if (result != nullptr) return result;
    return no_such_overload(id, function, args, overloads);
  }

  Type logical(const Expr& e, const std::vector<Type>& args) {
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (known_.assignable(args[i], types::boolean())) continue;
      blame(e.args[i],
            fmt::format("{} is {}, not true or false", e.name == "_&&_" ? "a side of &&" : "a side of ||",
                        shown(args[i])),
            "bool");
    }
    return types::boolean();
  }

  Type no_such_function(ExprId id, const std::string& function, bool receiver) {
    if (!env_.overloads(function).empty()) {
      return blame(id, fmt::format("\"{}\" is not called this way", function),
                   receiver ? function + "(...)" : fmt::format("value.{}(...)", function));
    }
    Type receiver_type = visit(ast_[id].operand);  // its own mistakes come first
    if (receiver_type->kind == TypeKind::error) return receiver_type;
    return blame(id, fmt::format("unknown function \"{}\"", function), {},
                 nearest(function, env_.function_names()));
  }

  Type no_such_overload(ExprId id, const std::string& function, const std::vector<Type>& args,
                        const std::vector<const Overload*>& overloads) {
    for (Type t : args) {
      if (known_.apply(t)->kind == TypeKind::error) return types::error();
    }
    std::string given;
    for (std::size_t i = 0; i < args.size(); ++i) given += (i == 0 ? "" : ", ") + shown(args[i]);
    std::string accepted;
    std::size_t listed = 0;
    for (const Overload* o : overloads) {
      if (++listed > 4) break;
      std::string one;
      for (std::size_t i = 0; i < o->params.size(); ++i)
        one += (i == 0 ? "" : ", ") + to_string(o->params[i]);
      accepted += (accepted.empty() ? "(" : " or (") + one + ")";
    }
    bool arity = std::none_of(overloads.begin(), overloads.end(),
                              [&](const Overload* o) { return o->params.size() == args.size(); });
    std::string what = operator_text(function);
    std::size_t written = ast_[id].args.size();
    std::string message =
        arity ? fmt::format("{} does not take {} argument{}", what, written, written == 1 ? "" : "s")
              : fmt::format("{} does not work with ({})", what, given);
    return blame(id, std::move(message), accepted);
  }

  static std::string operator_text(const std::string& function) {
    if (function == "@in") return "\"in\"";
    if (function == "math.@max") return "math.greatest()";
    if (function == "math.@min") return "math.least()";
    if (function.find('_') == std::string::npos ||
        function.find_first_of("[=<>+-*/%!?") == std::string::npos) {
      return function + "()";
    }
    std::string symbol = function;
    std::erase(symbol, '_');
    return "\"" + symbol + "\"";
  }

  // ---- lists and maps

  Type joined(Type so_far, Type next) {
    if (so_far == nullptr) return next;
    return known_.assignable(so_far, next) ? most_general(so_far, next) : types::dyn();
  }

  // The type inside an entry written with '?'.
  Type unwrapped(ExprId id, Type t) {
    t = known_.apply(t);
    if (is_optional(t)) return t->params[0];
    if (t->kind == TypeKind::dyn || t->kind == TypeKind::error) return t;
    return blame(id, fmt::format("an entry with ? needs an optional, not {}", shown(t)), "optional.of(...)");
  }

  Type list(const Expr& e) {
    Type element = nullptr;
    for (std::size_t i = 0; i < e.args.size(); ++i) {
      Type t = visit(e.args[i]);
      if (!e.optionals.empty() && e.optionals[i]) t = unwrapped(e.args[i], t);
      element = joined(element, t);
    }
    return pool_.list(element == nullptr ? known_.fresh() : element);
  }

  Type map(const Expr& e) {
    Type key = nullptr;
    Type value = nullptr;
    for (std::size_t i = 0; i + 1 < e.args.size(); i += 2) {
      key = joined(key, visit(e.args[i]));
      Type t = visit(e.args[i + 1]);
      if (!e.optionals.empty() && e.optionals[i / 2]) t = unwrapped(e.args[i + 1], t);
      value = joined(value, t);
    }
    if (key == nullptr) return pool_.map(known_.fresh(), known_.fresh());
    return pool_.map(key, value);
  }

  // ---- comprehensions

  void expect_bool(ExprId id, Type t, std::string_view what) {
    if (known_.assignable(t, types::boolean())) return;
    blame(id, fmt::format("{} is {}, not true or false", what, shown(t)), "bool");
  }

  // What the one or two variables of a comprehension over `range` are.
  std::pair<Type, Type> variables(const Expr& e, Type range) {
    bool two = !e.second.empty();
    switch (range->kind) {
      case TypeKind::list:
        if (two) return {types::integer(), range->params[0]};
        return {range->params[0], types::dyn()};
      case TypeKind::map:
        return {range->params[0], range->params[1]};
      case TypeKind::param:
        known_.assignable(types::dyn(), range);
        return {types::dyn(), types::dyn()};
      case TypeKind::dyn:
      case TypeKind::error:
        return {range, range};
      case TypeKind::null:
      case TypeKind::boolean:
      case TypeKind::integer:
      case TypeKind::uinteger:
      case TypeKind::real:
      case TypeKind::string:
      case TypeKind::bytes:
      case TypeKind::timestamp:
      case TypeKind::duration:
      case TypeKind::type:
      case TypeKind::abstract:
        break;
    }
    blame(e.operand,
          fmt::format("{}() goes through a list or a map, not {}", macro_name(e.macro), shown(range)));
    return {types::error(), types::error()};
  }

  Type comprehension(ExprId id) {
    const Expr& e = ast_[id];
    Type range = known_.apply(visit(e.operand));
    std::uint32_t slot = names_.of[id].slot;
    if (e.macro == Macro::bind || e.macro == Macro::opt_map || e.macro == Macro::opt_flat_map) {
      return binding(e, range, slot);
    }
    std::tie(locals_[slot], locals_[slot + 1]) = variables(e, range);
    Type key = range->kind == TypeKind::list ? types::integer() : locals_[slot];
    if (e.filter != no_expr) expect_bool(e.filter, visit(e.filter), "the filter");
    Type body = visit(e.body);
    switch (e.macro) {
      case Macro::all:
      case Macro::exists:
      case Macro::exists_one:
        expect_bool(e.body, body, "the condition");
        return types::boolean();
      case Macro::filter:
        expect_bool(e.body, body, "the condition");
        return pool_.list(locals_[slot]);
      case Macro::map:
      case Macro::transform_list:
        return pool_.list(body);
      case Macro::transform_map:
        return pool_.map(key, body);
      case Macro::transform_map_entry:
        return entry_map(e, body);
      case Macro::bind:
      case Macro::opt_map:
      case Macro::opt_flat_map:
        break;
    }
    return types::error();
  }

  Type entry_map(const Expr& e, Type body) {
    Type wanted = pool_.map(known_.fresh(), known_.fresh());
    if (known_.assignable(body, wanted)) return known_.apply(wanted);
    return blame(e.body, fmt::format("an entry is a map, not {}", shown(body)), "{key: value}");
  }

  Type binding(const Expr& e, Type range, std::uint32_t slot) {
    if (e.macro == Macro::bind) {
      locals_[slot] = range;
      return visit(e.body);
    }
    Type inner = pool_.optional(known_.fresh());
    if (!known_.assignable(range, inner)) {
      blame(e.operand, fmt::format("{}() needs an optional, not {}", macro_name(e.macro), shown(range)));
      locals_[slot] = types::error();
    } else {
      locals_[slot] = range->kind == TypeKind::dyn ? types::dyn() : known_.apply(inner->params[0]);
    }
    Type body = visit(e.body);
    if (e.macro == Macro::opt_map) return pool_.optional(body);
    Type wanted = pool_.optional(known_.fresh());
    if (known_.assignable(body, wanted)) return known_.apply(wanted);
    return blame(e.body,
                 fmt::format("optFlatMap() needs a body that gives an optional, not {}", shown(body)));
  }

  const Ast& ast_;
  const Names& names_;
  const Environment& env_;
  TypePool& pool_;
  Substitution known_;
  std::vector<Type> locals_;
  Checked out_;
};

}  // namespace

Checked check(const Ast& ast, const Names& names, const Environment& environment, TypePool& pool) {
  return Checker(ast, names, environment, pool).run();
}

}  // namespace assent::rules
