// The contact's history: did, count and last. How far back it reaches is the view's affair
// (limits::contact_history events).
#include "rules/expression.h"
#include "rules/times.h"

namespace assent::rules {
namespace {

bool is_contact(Value v) {
  return v.kind == Kind::map && v.form() == Form::contact;
}

std::optional<Value> count_events(Evaluation& e, const Value* args, bool within) {
  bool good =
      is_contact(args[0]) && args[1].kind == Kind::string && (!within || args[2].kind == Kind::duration);
  if (!good || !e.charge(8)) return std::nullopt;
  std::optional<Utc> since;
  if (within) since = e.now - to_millis(args[2]);
  return Value::of(args[0].contact->count(args[1].text(), since));
}

template <bool Within>
Value count(Evaluation& e, const Value* args) {
  auto n = count_events(e, args, Within);
  return n ? *n : e.exhausted() ? e.out_of_steps() : no_overload(e);
}

template <bool Within>
Value did(Evaluation& e, const Value* args) {
  Value n = count<Within>(e, args);
  return n.failed() ? n : Value::of(n.integer > 0);
}

Value last(Evaluation& e, const Value* args) {
  if (!is_contact(args[0]) || args[1].kind != Kind::string) return no_overload(e);
  if (!e.charge(8)) return e.out_of_steps();
  auto when = args[0].contact->last(args[1].text());
  return when ? timestamp_of(*when) : e.fail(Fault::no_event, args[1]);
}

constexpr FunctionRow kRows[] = {
    {"did", "contact.(string) -> bool", did<false>},
    {"did", "contact.(string, duration) -> bool", did<true>},
    {"count", "contact.(string) -> int", count<false>},
    {"count", "contact.(string, duration) -> int", count<true>},
    {"last", "contact.(string) -> timestamp", last},
    {"@in", "(string, contact) -> bool", nullptr},
    {"_[_]", "(contact, string) -> dyn", nullptr},
    {"_[?_]", "(contact, string) -> optional<dyn>", nullptr},
};

}  // namespace

std::span<const FunctionRow> contact_functions() {
  return kRows;
}

}  // namespace assent::rules
