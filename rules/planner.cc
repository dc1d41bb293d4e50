#include "rules/planner.h"

#include <algorithm>
#include <limits>

#include "rules/ops.h"

namespace assent::rules {
namespace {

// What the planner knows about a part besides its operation.
struct Part {
  const Op* op = nullptr;
  std::uint64_t cost = 1;            // steps of running it once, its own loops aside
  bool reads = false;                // a variable of the environment
  std::uint32_t lowest_local = ~0u;  // of the locals that it reads
};

using Run = Value (*)(const Op&, Evaluation&);

struct OperatorRow {
  std::string_view function;
  Run run;
  std::string_view name;
  std::uint8_t orders = 0;
};
constexpr std::uint8_t kLess = static_cast<std::uint8_t>(Order::less);
constexpr std::uint8_t kEqual = static_cast<std::uint8_t>(Order::equal);
constexpr std::uint8_t kGreater = static_cast<std::uint8_t>(Order::greater);
constexpr std::uint8_t kUnordered = static_cast<std::uint8_t>(Order::unordered);
constexpr OperatorRow kOperators[] = {
    {"_==_", ops::equality, "==", kEqual},
    {"_!=_", ops::equality, "!=", kLess | kGreater | kUnordered},
    {"_<_", ops::ordering, "<", kLess},
    {"_<=_", ops::ordering, "<=", kLess | kEqual},
    {"_>_", ops::ordering, ">", kGreater},
    {"_>=_", ops::ordering, ">=", kGreater | kEqual},
    {"@in", ops::in, "in"},
    {"_+_", ops::add, "+"},
    {"_-_", ops::subtract, "-"},
    {"_*_", ops::multiply, "*"},
    {"_/_", ops::divide, "/"},
    {"_%_", ops::modulo, "%"},
    {"-_", ops::minus, "-"},
    {"!_", ops::negate, "!"},
    {"_?_:_", ops::conditional, "?:"},
    {"_[_]", ops::index, "[]"},
    {"_[?_]", ops::optional_index, "[?]"},
};

class Planner {
 public:
  Planner(Program& program, const Names& names, const Environment& env, PlanOptions options)
      : program_(program), ast_(program.ast), names_(names), env_(env), options_(options) {}

  void run() {
    program_.constants = std::make_unique<Evaluation>();
    program_.ops.reserve(ast_.nodes.size() + 1);  // pointers into it must hold: one operation a node
    program_.op_of.resize(ast_.nodes.size(), nullptr);
    program_.local_slots = names_.local_slots;
    program_.root = plan(ast_.root).op;
  }

 private:
  Part plan(ExprId id) {
    Op& op = program_.ops.emplace_back();
    op.offset = ast_[id].offset;
    op.length = ast_[id].length;
    Part part;
    part.op = &op;
    fill(id, op, part);
    program_.op_of[id] = &op;
    fold(op, part);
    return part;
  }

  Part child(ExprId id, Part& of) {
    Part part = plan(id);
    of.cost += part.cost;
    of.reads |= part.reads;
    of.lowest_local = std::min(of.lowest_local, part.lowest_local);
    return part;
  }

  void fill(ExprId id, Op& op, Part& part) {
    const Expr& e = ast_[id];
    const Reference& ref = names_.of[id];
    switch (ref.kind) {
      case Reference::Kind::variable:
        op.run = ops::variable;
        op.slot = ref.slot;
        program_.variables_read |= std::uint64_t{1} << std::min(ref.slot, 63u);
        part.reads = true;
        return;
      case Reference::Kind::local:
        op.run = ops::local;
        op.slot = ref.slot;
        part.lowest_local = ref.slot;
        return;
      case Reference::Kind::type:
        op.run = ops::constant;
        op.constant = Value::type(type_named(ref.function)->name);
        return;
      case Reference::Kind::unknown:
        op.run = e.kind == ExprKind::call ? ops::unknown_function : ops::unknown_name;
        op.name = e.name;
        part.reads = true;
        return;
      case Reference::Kind::function:
      case Reference::Kind::receiver:
        return fill_call(id, op, part);
      case Reference::Kind::none:
        break;
    }
    switch (e.kind) {
      case ExprKind::literal:
        return fill_literal(e.literal, op);
      case ExprKind::select:
        return fill_select(e, op, part);
      case ExprKind::list:
        return fill_parts(e, ops::list, op, part);
      case ExprKind::map:
        return fill_parts(e, ops::map, op, part);
      case ExprKind::comprehension:
        return fill_comprehension(id, op, part);
      case ExprKind::ident:
      case ExprKind::call:
        break;
    }
  }

  void fill_literal(const Literal& literal, Op& op) {
    op.run = ops::constant;
    // Text is borrowed from the tree, which the program owns.
    struct ToValue {
      Value operator()(std::nullptr_t) const { return Value::null(); }
      Value operator()(bool b) const { return Value::of(b); }
      Value operator()(std::int64_t i) const { return Value::of(i); }
      Value operator()(std::uint64_t u) const { return Value::of(u); }
      Value operator()(double d) const { return Value::of(d); }
      Value operator()(const std::string& s) const { return Value::of(std::string_view(s)); }
      Value operator()(const Bytes& b) const { return Value::bytes(b.data); }
    };
    op.constant = std::visit(ToValue{}, literal);
  }

  void fill_select(const Expr& e, Op& op, Part& part) {
    op.constant = Value::of(std::string_view(e.name));
    op.a = child(e.operand, part).op;
    if (e.test_only) {
      op.run = ops::has_field;
    } else if (e.optional) {
      op.run = ops::optional_field;
    } else {
      op.run = ops::field;
      op.path = longer_path(*op.a, e.name);
    }
  }

  // The path of a field of `from`; empty where `from` is neither a name nor a path that may grow.
  static Path longer_path(const Op& from, std::string_view field) {
    Path path;
    if (from.run == ops::variable || from.run == ops::local) {
      path.local = from.run == ops::local;
      path.slot = from.slot;
    } else if (from.path.count > 0 && from.path.count < Path::most) {
      path = from.path;
    } else {
      return path;
    }
    path.fields[path.count++] = field;
    return path;
  }

  void fill_parts(const Expr& e, Run how, Op& op, Part& part) {
    op.run = how;
    std::vector<const Op*> parts;
    for (ExprId arg : e.args) parts.push_back(child(arg, part).op);
    op.count = static_cast<std::uint32_t>(parts.size());
    op.parts = program_.part_lists.emplace_back(std::move(parts)).data();
    if (how != ops::list && how != ops::map) return;
    op.optionals = nullptr;
    if (e.optionals.empty()) return;
    op.optionals = program_.flags.emplace_back(e.optionals.begin(), e.optionals.end()).data();
  }

  // ---- calls

  void fill_call(ExprId id, Op& op, Part& part) {
    const Expr& e = ast_[id];
    const Reference& ref = names_.of[id];
    bool receiver = ref.kind == Reference::Kind::receiver;
    if (e.name == "_&&_" || e.name == "_||_") return fill_logical(e, op, part);
    for (const OperatorRow& row : kOperators) {
      if (receiver || row.function != ref.function) continue;
      op.run = row.run;
      op.name = row.name;
      op.orders = row.orders;
      const Op** slots[] = {&op.a, &op.b, &op.c};
      for (std::size_t i = 0; i < e.args.size() && i < 3; ++i) *slots[i] = child(e.args[i], part).op;
      return specialise(op);
    }
    fill_function(e, ref, op, part);
  }

  void fill_logical(const Expr& e, Op& op, Part& part) {
    bool conjunction = e.name == "_&&_";
    op.name = conjunction ? "&&" : "||";
    if (e.args.size() == 2) {
      op.run = conjunction ? ops::and_two : ops::or_two;
      op.a = child(e.args[0], part).op;
      op.b = child(e.args[1], part).op;
      return;
    }
    fill_parts(e, conjunction ? ops::logical_and : ops::logical_or, op, part);
  }

  void fill_function(const Expr& e, const Reference& ref, Op& op, Part& part) {
    bool receiver = ref.kind == Reference::Kind::receiver;
    std::vector<ExprId> args;
    if (receiver) args.push_back(e.operand);
    args.insert(args.end(), e.args.begin(), e.args.end());
    bool known = false;
    for (const Overload* o : env_.overloads(ref.function)) {
      if (o->receiver != receiver) continue;
      known = true;
      if (o->params.size() == args.size() && op.function == nullptr) op.function = o->implementation;
    }
    op.name = e.name;
    op.count = static_cast<std::uint32_t>(args.size());
    std::vector<const Op*> parts;
    for (ExprId arg : args) parts.push_back(child(arg, part).op);
    if (!known) {
      op.run = ops::unknown_function;
      part.reads = true;
      return;
    }
    op.run = ops::call;
    bool lazy = receiver && args.size() == 2 && (e.name == "or" || e.name == "orValue");
    if (lazy) {
      op.run = e.name == "or" ? ops::or_optional : ops::or_value;
      op.a = parts[0];
      op.b = parts[1];
    } else if (op.function != nullptr && args.size() == 1) {
      op.run = ops::call_one;
      op.a = parts[0];
    } else if (op.function != nullptr && args.size() == 2) {
      op.run = ops::call_two;
      op.a = parts[0];
      op.b = parts[1];
      compile_pattern(op);
    }
    op.parts = program_.part_lists.emplace_back(std::move(parts)).data();
  }

  // matches with a constant pattern; a bad one stays, to fail when it is run.
  void compile_pattern(Op& op) {
    if (op.function != matches_function() || !is_constant(op.b) || op.b->constant.kind != Kind::string)
      return;
    std::string_view text = op.b->constant.text();
    RE2& pattern =
        program_.patterns.emplace_back(re2::StringPiece(text.data(), text.size()), pattern_options());
    if (!pattern.ok()) {
      program_.patterns.pop_back();
      return;
    }
    op.run = ops::matches;
    op.pattern = &pattern;
  }

  // ---- comparisons with constants

  static bool is_constant(const Op* op) { return op != nullptr && op->run == ops::constant; }

  void specialise(Op& op) {
    bool equality = op.run == ops::equality;
    if (equality && is_constant(op.a)) std::swap(op.a, op.b);
    if (op.run == ops::index && is_constant(op.b) && op.b->constant.kind == Kind::string) {
      op.path = longer_path(*op.a, op.b->constant.text());
      return;
    }
    if (op.orders != 0 && is_constant(op.b)) {
      op.constant = op.b->constant;
      op.b = nullptr;
      bool texts = equality && op.constant.kind == Kind::string;
      bool numbers = op.constant.kind == Kind::integer || op.constant.kind == Kind::real;
      op.tests_field = op.a->path.count > 0 && (texts || numbers);
      return;
    }
    bool constant_list = op.run == ops::in && is_constant(op.b) && op.b->constant.kind == Kind::list;
    if (constant_list) make_set(op);
  }

  // `in` over scalars looks up a hash; deeper elements are compared one by one.
  void make_set(Op& op) {
    const Value list = op.b->constant;
    Arena& arena = program_.constants->arena;
    std::size_t count = *length(list);
    auto* entries = arena.take_array<MapEntry>(count);
    auto* node = arena.take_array<MapNode>(1);
    if (entries == nullptr || node == nullptr) return;
    for (std::size_t i = 0; i < count; ++i) {
      Value item = element(list, i);
      if (item.kind == Kind::list || item.kind == Kind::map || item.kind == Kind::optional) return;
      entries[i] = {item, Value::of(true)};
    }
    *node = MapNode{entries, static_cast<std::uint32_t>(count), 0, nullptr};
    if (!index_map(*node, arena)) return;
    op.run = ops::in_set;
    op.set = node;
  }

  // ---- comprehensions

  void fill_comprehension(ExprId id, Op& op, Part& part) {
    const Expr& e = ast_[id];
    op.run = comprehension_run(e.macro);
    op.name = macro_name(e.macro);
    op.slot = names_.of[id].slot;
    op.two = !e.second.empty();
    op.a = child(e.operand, part).op;
    Part turn;
    if (e.filter != no_expr) op.b = child(e.filter, turn).op;
    op.c = child(e.body, turn).op;
    op.cost = turn.cost;
    bool once = e.macro == Macro::bind || e.macro == Macro::opt_map || e.macro == Macro::opt_flat_map;
    if (once) part.cost += turn.cost;
    part.reads |= turn.reads;
    bool own = turn.lowest_local >= op.slot;
    if (!own) part.lowest_local = std::min(part.lowest_local, turn.lowest_local);
  }

  static Run comprehension_run(Macro macro) {
    switch (macro) {
      case Macro::all:
        return ops::all;
      case Macro::exists:
        return ops::exists;
      case Macro::exists_one:
        return ops::exists_one;
      case Macro::map:
      case Macro::transform_list:
        return ops::map_list;
      case Macro::filter:
        return ops::filter;
      case Macro::transform_map:
        return ops::transform_map;
      case Macro::transform_map_entry:
        return ops::transform_map_entry;
      case Macro::bind:
        return ops::bind;
      case Macro::opt_map:
        return ops::opt_map;
      case Macro::opt_flat_map:
        return ops::opt_flat_map;
    }
    return nullptr;
  }

  // ---- folding

  void fold(Op& op, Part& part) {
    bool foldable = options_.fold && !part.reads && part.lowest_local == ~0u && op.run != ops::constant;
    if (!foldable) return;
    // One budget for all constants of the program: once it is spent, the rest is left to be run.
    Evaluation& constants = *program_.constants;
    if (constants.exhausted()) return;
    Value v = run_part(op, program_.local_slots, constants);
    if (v.failed()) return;
    op.run = ops::constant;
    op.constant = v;
    part.cost = 1;
  }

  Program& program_;
  const Ast& ast_;
  const Names& names_;
  const Environment& env_;
  PlanOptions options_;
};

}  // namespace

std::shared_ptr<Program> plan(std::string text, Ast ast, const Names& names, const Environment& environment,
                              PlanOptions options) {
  auto program = std::make_shared<Program>();
  program->text = std::move(text);
  program->ast = std::move(ast);
  Planner(*program, names, environment, options).run();
  program->reads = reads_of(program->ast, names, environment);
  program->required = required_equalities_of(program->ast, names, environment);
  return program;
}

}  // namespace assent::rules
