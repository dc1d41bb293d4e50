#include "rules/expression.h"

#include "rules/checker.h"
#include "rules/environment.h"
#include "rules/explain.h"
#include "rules/field_test.h"
#include "rules/literals.h"
#include "rules/ops.h"
#include "rules/parser.h"
#include "rules/planner.h"
#include "rules/text_of.h"
#include "rules/times.h"

namespace assent::rules {

Value run_part(const Op& op, std::uint32_t local_slots, Evaluation& e) {
  if (!e.take_locals(local_slots)) return e.out_of_memory();
  Value v = condition(&op, e);
  return e.exhausted() ? e.exhaustion() : v;
}

Value run(const Program& program, Evaluation& e) {
  return run_part(*program.root, program.local_slots, e);
}

const Environment& journey_environment() {
  static const Environment* const environment = [] {
    auto* env = new Environment;  // for the life of the process
    Type open = env->pool().map(types::string(), types::dyn());
    env->add_variable("contact", types::contact());
    env->add_variable("event", open);
    env->add_variable("run", open);
    env->add_variable("now", types::simple(TypeKind::timestamp));
    return env;
  }();
  return *environment;
}

Compiled compile(std::string_view text, const Environment& environment) {
  Compiled out;
  Parsed parsed = parse(text, {});
  out.issues = std::move(parsed.issues);
  if (!out.issues.empty()) return out;
  Names names = resolve(parsed.ast, environment);
  TypePool pool;
  Checked checked = check(parsed.ast, names, environment, pool);
  out.issues = std::move(checked.issues);
  if (!out.issues.empty()) return out;
  std::string type = to_string(checked.type_of[parsed.ast.root]);
  auto program = plan(std::string(text), std::move(parsed.ast), names, environment);
  program->result_type = std::move(type);
  out.issues = unreadable_literals(*program);
  if (!out.issues.empty()) return out;
  out.program = std::move(program);
  return out;
}

const std::vector<Read>& reads(const Program& program) {
  return program.reads;
}

std::vector<RequiredEquality> required_equalities(const Program& program) {
  return program.required;
}

std::string_view result_type(const Program& program) {
  return program.result_type;
}

namespace {

class NoContact final : public ContactView {
 public:
  const json::value* attribute(std::string_view) const override { return nullptr; }
  std::int64_t count(std::string_view, std::optional<Utc>) const override { return 0; }
  std::optional<Utc> last(std::string_view) const override { return std::nullopt; }
};

const ContactView* nobody() {
  static const NoContact view;
  return &view;
}

const json::object& empty_object() {
  static const json::object object;
  return object;
}

// The four variables of a journey's conditions, in the order of journey_environment(); the time is put
// together only where it is read.
struct JourneyVariables {
  JourneyVariables(const Program& program, const Activation& a, Evaluation& e) {
    values[0] = Value::of(a.contact != nullptr ? a.contact : nobody());
    values[1] = Value::of(a.event != nullptr ? *a.event : empty_object());
    values[2] = Value::of(a.run != nullptr ? *a.run : empty_object());
    if ((program.variables_read & 8u) != 0) values[3] = timestamp_of(a.now);
    e.variables = values;
    e.now = a.now;
  }
  Value values[4];
};

}  // namespace

namespace {

[[gnu::noinline]] Verdict undecided(Value v) {
  if (v.failed()) return {false, describe(*v.failure)};
  return {false, "the condition is " + brief(v) + ", neither true nor false"};
}

}  // namespace

Verdict decide(const Program& program, const Activation& activation) {
  Evaluation e;
  JourneyVariables variables(program, activation, e);
  Value v = run(program, e);
  if (v.kind == Kind::boolean) return {v.boolean, {}};
  return undecided(v);
}

std::optional<json::value> evaluate(const Program& program, const Activation& activation,
                                    std::string* error) {
  Evaluation e;
  JourneyVariables variables(program, activation, e);
  Value v = run(program, e);
  return json_of(e, v, error);
}

std::string explain(const Program& program, const Activation& activation) {
  Evaluation e;
  JourneyVariables variables(program, activation, e);
  return explain(program, e);
}

}  // namespace assent::rules
