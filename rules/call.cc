// Function calls, and building lists and maps.
#include <algorithm>
#include <bit>

#include "rules/ops.h"

namespace assent::rules {

Value make_map(Evaluation& e, MapEntry* entries, std::size_t count) {
  auto* node = e.arena.take_array<MapNode>(1);
  if (node == nullptr) return e.out_of_memory();
  *node = MapNode{entries, 0, 0, nullptr};
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_key(entries[i].key)) return e.fail(Fault::bad_key_type, entries[i].key);
  }
  node->count = static_cast<std::uint32_t>(count);
  if (!index_map(*node, e.arena)) return e.out_of_memory();
  if (!e.charge(count / 4)) return e.out_of_steps();
  // Looking a key up finds its first entry: a later one with the same key is a repetition.
  for (std::size_t i = 0; i < count; ++i) {
    if (find(*node, entries[i].key) != &entries[i].value) return e.fail(Fault::repeated_key, entries[i].key);
  }
  return Value::of(node);
}

namespace ops {

Value call(const Op& op, Evaluation& e) {
  constexpr std::uint32_t most = 8;  // no function of ours takes more
  Value args[most];
  for (std::uint32_t i = 0; i < op.count; ++i) {
    Value v = run(op.parts[i], e);
    if (v.failed()) return v;
    if (i < most) args[i] = v;
  }
  if (op.function == nullptr || op.count > most) return fail(op, e, Fault::no_overload);
  e.where = &op;
  return op.function(e, args);
}

Value call_one(const Op& op, Evaluation& e) {
  Value a = operand(op.a, e);
  if (a.failed()) return a;
  e.where = &op;
  return op.function(e, &a);
}

Value call_two(const Op& op, Evaluation& e) {
  Value args[2];
  args[0] = operand(op.a, e);
  if (args[0].failed()) return args[0];
  args[1] = op.b->run == constant ? op.b->constant : run(op.b, e);
  if (args[1].failed()) return args[1];
  e.where = &op;
  return op.function(e, args);
}

Value unknown_function(const Op& op, Evaluation& e) {
  return fail(op, e, Fault::unknown_function, Value::null(), op.name);
}

Value matches(const Op& op, Evaluation& e) {
  Value a = operand(op.a, e);
  if (a.failed()) return a;
  if (a.kind != Kind::string) return fail(op, e, Fault::no_overload);
  if (!e.charge_bytes(a.size)) return e.out_of_steps();
  return Value::of(
      op.pattern->Match(re2::StringPiece(a.chars, a.size), 0, a.size, RE2::UNANCHORED, nullptr, 0));
}

Value list(const Op& op, Evaluation& e) {
  Value* items = e.arena.take_array<Value>(op.count);
  if (items == nullptr) return e.out_of_memory();
  std::size_t used = 0;
  for (std::uint32_t i = 0; i < op.count; ++i) {
    Value v = run(op.parts[i], e);
    if (v.failed()) return v;
    if (op.optionals != nullptr && op.optionals[i] != 0) {
      if (v.kind != Kind::optional) return fail(op, e, Fault::no_overload);
      if (v.items == nullptr) continue;
      v = *v.items;
    }
    items[used++] = v;
  }
  return Value::list(items, used);
}

Value map(const Op& op, Evaluation& e) {
  MapEntry* entries = e.arena.take_array<MapEntry>(op.count / 2);
  if (entries == nullptr) return e.out_of_memory();
  std::size_t used = 0;
  for (std::uint32_t i = 0; i + 1 < op.count; i += 2) {
    Value key = run(op.parts[i], e);
    if (key.failed()) return key;
    Value v = run(op.parts[i + 1], e);
    if (v.failed()) return v;
    if (op.optionals != nullptr && op.optionals[i / 2] != 0) {
      if (v.kind != Kind::optional) return fail(op, e, Fault::no_overload);
      if (v.items == nullptr) continue;
      v = *v.items;
    }
    entries[used++] = {key, v};
  }
  e.where = &op;
  return make_map(e, entries, used);
}

}  // namespace ops
}  // namespace assent::rules
