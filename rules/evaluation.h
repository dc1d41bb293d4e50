// One evaluation: the names it reads, its memory and its budget.
//
//   Evaluation e(limits::expression_memory_bytes);
//   e.variables = slots;                      // one Value a declared variable, in the environment's order
//   Value v = run(program, e);
//
// Lives on the stack of one thread. Steps are charged where work can repeat: each turn of a comprehension
// pays for its body, each function for the bytes and elements that it looks at. Once the budget is spent the
// whole evaluation is in error, whatever a logical operator absorbed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.h"
#include "base/time.h"
#include "rules/fault.h"
#include "rules/value.h"

namespace assent::rules {

class Program;
struct Op;

class Evaluation {
 public:
  explicit Evaluation(std::size_t memory = limits::expression_memory_bytes,
                      std::uint64_t steps = limits::expression_steps)
      : arena(memory), steps_left_(steps) {}

  const Value* variables = nullptr;
  Value* locals = nullptr;    // the variables of comprehensions, by slot
  const Op* where = nullptr;  // what is blamed for the next failure
  Utc now{};                  // what the contact's history is counted back from
  Arena arena;

  // Room for the variables of comprehensions. False: past the budget.
  bool take_locals(std::uint32_t count) {
    locals = count <= few ? few_locals_ : arena.take_array<Value>(count);
    return locals != nullptr;
  }

  // False once the budget is spent, and from then on.
  bool charge(std::uint64_t steps) {
    if (steps > steps_left_) {
      steps_left_ = 0;
      exhausted_ = Fault::out_of_steps;
      return false;
    }
    steps_left_ -= steps;
    return true;
  }
  bool charge_bytes(std::size_t bytes) { return bytes < 64 || charge(bytes / 64); }

  // An error value. `subject` and `detail` must outlive the evaluation or lie in its arena.
  Value fail(Fault fault, std::string_view detail = {}) { return fail(fault, Value::null(), detail); }
  Value fail(Fault fault, Value subject, std::string_view detail = {});
  Value out_of_steps() { return fail(Fault::out_of_steps); }
  Value out_of_memory();

  // The text as a string value in this evaluation's memory.
  Value keep(std::string_view text, Kind kind = Kind::string);

  bool exhausted() const { return exhausted_ != Fault::no_overload; }
  Value exhaustion() { return fail(exhausted_); }

 private:
  static constexpr std::uint32_t few = 16;

  std::uint64_t steps_left_;
  Fault exhausted_ = Fault::no_overload;  // no_overload: it is not
  Value few_locals_[few];
};

// == of CEL: deep, numbers by value across types, never an error. Charges a step an element; once the
// budget is spent the answer means nothing.
bool equal(Evaluation& e, Value a, Value b);

// The element count of a list or map; nullopt for the contact.
inline std::optional<std::size_t> length(Value v) {
  if (v.form() == Form::contact) return std::nullopt;
  if (v.kind == Kind::list) return v.form() == Form::own ? v.size : v.array->size();
  return v.form() == Form::own ? v.map->count : v.object->size();
}

// Element of a list, in range.
inline Value element(Value list, std::size_t index) {
  return list.form() == Form::own ? list.items[index] : Value::of((*list.array)[index]);
}

// The value of a key. nullopt: not there.
std::optional<Value> lookup(Value map, Value key);

// Walks a map, own or JSON. Visit answers false to stop.
template <class Visit>
void each_entry(Value map, Visit visit) {
  if (map.form() == Form::json) {
    for (const auto& [key, value] : *map.object) {
      if (!visit(Value::of(std::string_view(key.data(), key.size())), Value::of(value))) return;
    }
    return;
  }
  if (map.form() == Form::contact) return;
  for (std::uint32_t i = 0; i < map.map->count; ++i) {
    if (!visit(map.map->entries[i].key, map.map->entries[i].value)) return;
  }
}

}  // namespace assent::rules
