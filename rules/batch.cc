#include "rules/batch.h"

#include "rules/checker.h"
#include "rules/environment.h"
#include "rules/parser.h"
#include "rules/planner.h"

namespace assent::rules {
namespace {

// The environment and the values of one question. Declared but unbound names are errors when they are read.
class Question {
 public:
  explicit Question(const json::object& q) : q_(q) {}

  json::object answer() {
    json::object out;
    if (const json::value* id = q_.if_contains("id")) out["id"] = *id;
    std::string error = work(out);
    if (!error.empty()) out["error"] = error;
    return out;
  }

 private:
  bool flag(std::string_view name) const {
    const json::value* v = q_.if_contains(name);
    return v != nullptr && v->is_bool() && v->get_bool();
  }

  // Puts "value" or "type" into `out`, or answers what is wrong.
  std::string work(json::object& out) {
    const json::string* text = string_member(q_, "expr");
    if (text == nullptr) return "no \"expr\" in this line";
    if (std::string error = declare(); !error.empty()) return error;
    Parsed parsed = parse(*text, {.macros = !flag("disable_macros")});
    if (!parsed.issues.empty()) return parsed.issues.front().message;
    Names names = resolve(parsed.ast, env_);
    if (!flag("disable_check") || flag("check_only")) {
      TypePool pool;
      Checked checked = check(parsed.ast, names, env_, pool);
      if (!checked.issues.empty()) return checked.issues.front().message;
      if (flag("check_only")) {
        out["type"] = to_json(checked.type_of[parsed.ast.root]);
        return {};
      }
    }
    auto program = plan(std::string(*text), std::move(parsed.ast), names, env_);
    return evaluate(*program, out);
  }

  std::string evaluate(const Program& program, json::object& out) {
    std::vector<Value> values;
    for (const auto& variable : env_.variables()) {
      std::string why;
      auto v = bound(variable.name, &why);
      if (!v) return why;
      values.push_back(*v);
    }
    evaluation_.variables = values.data();
    Value v = run(program, evaluation_);
    std::string why;
    auto wire = wire_value(evaluation_, v, &why);
    if (!wire) return why;
    out["value"] = std::move(*wire);
    return {};
  }

  std::optional<Value> bound(std::string_view name, std::string* why) {
    const json::value* bindings = q_.if_contains("bindings");
    const json::value* binding =
        bindings != nullptr && bindings->is_object() ? bindings->get_object().if_contains(name) : nullptr;
    const json::value* value =
        binding != nullptr && binding->is_object() ? binding->get_object().if_contains("value") : nullptr;
    if (value == nullptr) return evaluation_.fail(Fault::unknown_name, Value::null(), name);
    return from_wire(evaluation_, *value, why);
  }

  std::string declare() {
    if (const json::string* container = string_member(q_, "container"))
      env_.set_container(std::string(*container));
    if (const json::value* decls = q_.if_contains("type_env"); decls != nullptr && decls->is_array()) {
      for (const json::value& decl : decls->get_array()) {
        if (!decl.is_object() || !declare_one(decl.get_object()))
          return "a declaration in type_env can't be read";
      }
    }
    if (const json::value* bindings = q_.if_contains("bindings");
        bindings != nullptr && bindings->is_object()) {
      for (const auto& binding : bindings->get_object()) env_.add_variable(binding.key(), types::dyn());
    }
    return {};
  }

  bool declare_one(const json::object& decl) {
    const json::string* name = string_member(decl, "name");
    if (name == nullptr) return false;
    if (const json::value* function = decl.if_contains("function")) {
      return function->is_object() && declare_function(std::string(*name), function->get_object());
    }
    const json::value* ident = decl.if_contains("ident");
    const json::value* type =
        ident != nullptr && ident->is_object() ? ident->get_object().if_contains("type") : nullptr;
    Type t = type == nullptr ? types::dyn() : type_from_json(*type, env_.pool());
    if (t != nullptr) env_.add_variable(std::string(*name), t);
    return t != nullptr;
  }

  bool declare_function(std::string name, const json::object& function) {
    const json::value* overloads = function.if_contains("overloads");
    if (overloads == nullptr || !overloads->is_array()) return false;
    for (const json::value& row : overloads->get_array()) {
      if (!row.is_object()) return false;
      const json::object& o = row.get_object();
      Overload overload;
      const json::value* member = o.if_contains("isInstanceFunction");
      overload.receiver = member != nullptr && member->is_bool() && member->get_bool();
      if (const json::value* params = o.if_contains("params"); params != nullptr && params->is_array()) {
        for (const json::value& p : params->get_array())
          overload.params.push_back(type_from_json(p, env_.pool()));
      }
      const json::value* result = o.if_contains("resultType");
      overload.result = result == nullptr ? types::dyn() : type_from_json(*result, env_.pool());
      bool complete = overload.result != nullptr;
      for (Type p : overload.params) complete = complete && p != nullptr;
      if (!complete) return false;
      env_.add_overload(name, std::move(overload));
    }
    return true;
  }

  const json::object& q_;
  Environment env_;
  Evaluation evaluation_;
};

}  // namespace

json::object answer(const json::object& question) {
  return Question(question).answer();
}

}  // namespace assent::rules
