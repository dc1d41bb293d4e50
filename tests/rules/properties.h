// What must hold of every expression, whoever wrote it: shared by the RapidCheck tests and the fuzz targets.
// Each answers an empty text, or what is wrong.
#pragma once

#include <string>

#include "rules/checker.h"
#include "rules/environment.h"
#include "rules/parser.h"
#include "rules/planner.h"
#include "rules/print.h"
#include "rules/text_of.h"
#include "rules/times.h"

namespace assent::rules {

// Variables of known types, i u d s b l m t r, and values that conform.
class TypedWorld {
 public:
  TypedWorld() {
    TypePool& pool = env_.pool();
    add("i", types::integer(), Value::of(std::int64_t{5}));
    add("u", types::simple(TypeKind::uinteger), Value::of(std::uint64_t{3}));
    add("d", types::simple(TypeKind::real), Value::of(2.5));
    add("s", types::string(), Value::of(std::string_view("a,b \xC3\xA9")));
    add("b", types::boolean(), Value::of(true));
    static const Value numbers[] = {Value::of(std::int64_t{1}), Value::of(std::int64_t{-2}),
                                    Value::of(std::int64_t{3})};
    add("l", pool.list(types::integer()), Value::list(numbers, 3));
    static const MapEntry entries[] = {{Value::of(std::string_view("a")), Value::of(std::int64_t{1})},
                                       {Value::of(std::string_view("k")), Value::of(std::int64_t{0})}};
    static const MapNode node{entries, 2, 0, nullptr};
    add("m", pool.map(types::string(), types::integer()), Value::of(&node));
    add("t", types::simple(TypeKind::timestamp), timestamp_of(Utc{}));
    add("r", types::simple(TypeKind::duration), Value::time(Kind::duration, 90, 0));
  }

  const Environment& environment() const { return env_; }

  Value run(const Program& program, Evaluation& e) const {
    e.variables = values_.data();
    return rules::run(program, e);
  }

 private:
  void add(std::string name, Type type, Value v) {
    env_.add_variable(std::move(name), type);
    values_.push_back(v);
  }

  Environment env_;
  std::vector<Value> values_;
};

inline const TypedWorld& typed_world() {
  static const TypedWorld world;
  return world;
}

inline std::string prints_and_reparses(const std::string& text) {
  Parsed first = parse(text, {});
  if (!first.issues.empty()) return {};
  std::string printed = print(first.ast, first.ast.root);
  if (printed.size() > limits::expression_bytes) return {};
  Parsed second = parse(printed, {});
  // Parentheses count as nesting, and printing may need some where precedence needed none.
  if (!second.issues.empty() && second.issues[0].message.starts_with("nested more")) return {};
  if (!second.issues.empty())
    return text + " is printed as " + printed + ", which is refused: " + second.issues[0].message;
  return same_tree(first.ast, first.ast.root, second.ast, second.ast.root)
             ? ""
             : text + " is printed as " + printed;
}

// The value as text; of an error only that it is one.
inline std::string result_text(const Value& v) {
  if (v.failed()) return "error";
  Evaluation scratch;
  std::string out;
  literal_text(scratch, v, out);
  return out;
}

inline bool out_of_budget(const Value& v) {
  return v.failed() && (v.failure->fault == Fault::out_of_steps || v.failure->fault == Fault::out_of_memory);
}

inline std::string folds_to_the_same(const std::string& text) {
  Parsed parsed = parse(text, {});
  if (!parsed.issues.empty()) return {};
  const Environment& env = typed_world().environment();
  Names names = resolve(parsed.ast, env);
  auto folded = plan(text, parsed.ast, names, env, {.fold = true});
  auto plain = plan(text, parsed.ast, names, env, {.fold = false});
  Evaluation a;
  Evaluation b;
  Value x = typed_world().run(*folded, a);
  Value y = typed_world().run(*plain, b);
  if (out_of_budget(x) || out_of_budget(y)) return {};
  std::string with = result_text(x);
  std::string without = result_text(y);
  return with == without ? "" : text + " is " + without + ", but " + with + " when folded";
}

inline bool is_type_error(Fault fault) {
  return fault == Fault::no_overload || fault == Fault::no_field || fault == Fault::not_bool ||
         fault == Fault::unknown_name || fault == Fault::unknown_function;
}

inline std::string has_no_type_error(const std::string& text) {
  Compiled compiled = compile(text, typed_world().environment());
  if (!compiled.program) return {};
  Evaluation e;
  Value v = typed_world().run(*compiled.program, e);
  if (!v.failed() || !is_type_error(v.failure->fault)) return {};
  return text + " passed the checker: " + describe(*v.failure);
}

}  // namespace assent::rules
