// A planned expression: a flat array of operations that point to each other, and the constants they use.
//
// Each operation is one function and its operands; running the first runs the rest. Names are slots, constant
// parts are folded, constant patterns are compiled, `in` over a constant list is a hash lookup. Immutable:
// any number of threads may run one Program, each with its own Evaluation.
#pragma once

#include <re2/re2.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/ast.h"
#include "rules/evaluation.h"
#include "rules/expression.h"
#include "rules/functions.h"
#include "rules/path.h"
#include "rules/types.h"
#include "rules/value.h"

namespace assent::rules {

struct Op {
  Value (*run)(const Op&, Evaluation&) = nullptr;
  const Op* a = nullptr;
  const Op* b = nullptr;
  const Op* c = nullptr;
  Value constant = Value::null();
  Path path;                 // the same value, most often, and quicker; empty where there is none
  std::uint8_t orders = 0;   // that a comparison is true for, a bit each
  bool tests_field = false;  // it compares a.path with the constant; rules/field_test.h
  bool two = false;          // a comprehension over keys and values
  std::uint32_t slot = 0;    // of a variable
  std::uint32_t count = 0;   // of parts
  const Op* const* parts = nullptr;
  union {
    Function function = nullptr;
    const RE2* pattern;
    const MapNode* set;
    const std::uint8_t* optionals;
  };
  std::uint64_t cost = 0;    // steps of one turn of a loop
  std::uint32_t offset = 0;  // in the text
  std::uint32_t length = 0;
  std::string_view name;  // of the function or operator, for messages

  bool accepts(Order order) const { return (orders & static_cast<std::uint8_t>(order)) != 0; }
};

class Program {
 public:
  std::string text;
  Ast ast;
  const Op* root = nullptr;
  std::vector<const Op*> op_of;  // by ExprId; null where a part was folded away or never planned
  std::uint32_t local_slots = 0;
  std::uint64_t variables_read = 0;  // a bit a slot; those past 63 share the last
  std::string result_type;
  std::vector<Read> reads;
  std::vector<RequiredEquality> required;

  // What the operations point into.
  std::vector<Op> ops;
  std::deque<std::vector<const Op*>> part_lists;
  std::deque<RE2> patterns;
  std::deque<std::vector<std::uint8_t>> flags;
  std::unique_ptr<Evaluation> constants;  // its arena holds the folded values

  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
};

// One part of a program, which must not be inside a comprehension: its value, or the error value that says
// why there is none.
Value run_part(const Op& op, std::uint32_t local_slots, Evaluation& e);
Value run(const Program& program, Evaluation& e);

}  // namespace assent::rules
