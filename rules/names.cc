#include "rules/names.h"

#include <algorithm>

namespace assent::rules {
namespace {

class Resolver {
 public:
  Resolver(const Ast& ast, const Environment& environment) : ast_(ast), env_(environment) {
    out_.of.resize(ast.nodes.size());
  }

  Names run() {
    visit(ast_.root);
    return std::move(out_);
  }

 private:
  void visit(ExprId id) {
    const Expr& e = ast_[id];
    switch (e.kind) {
      case ExprKind::ident:
        if (!resolve_name(id)) out_.of[id].kind = Reference::Kind::unknown;
        return;
      case ExprKind::select:
        if (!resolve_name(id)) visit(e.operand);
        return;
      case ExprKind::call:
        return visit_call(id);
      case ExprKind::comprehension:
        return visit_comprehension(id);
      case ExprKind::literal:
      case ExprKind::list:
      case ExprKind::map:
        each_child(e, [this](ExprId child) { visit(child); });
    }
  }

  // The innermost local of that name, or nullptr.
  const std::uint32_t* local(std::string_view name) const {
    for (auto scope = locals_.rbegin(); scope != locals_.rend(); ++scope) {
      if (scope->first == name) return &scope->second;
    }
    return nullptr;
  }

  bool starts_with_local(ExprId id) const {
    ExprId first = leftmost_ident(ast_, id);
    return first != no_expr && !ast_[first].rooted && local(ast_[first].name) != nullptr;
  }

  bool resolve_name(ExprId id) {
    const Expr& e = ast_[id];
    Reference& ref = out_.of[id];
    if (starts_with_local(id)) {
      if (e.kind != ExprKind::ident) return false;
      ref = {Reference::Kind::local, *local(e.name), {}};
      return true;
    }
    std::string name = qualified_name(ast_, id);
    if (name.empty()) return false;
    std::vector<std::string> candidates = env_.candidates(name, ast_[leftmost_ident(ast_, id)].rooted);
    for (const std::string& candidate : candidates) {
      if (const auto* variable = env_.variable(candidate)) {
        ref = {Reference::Kind::variable, env_.slot(*variable), {}};
        return true;
      }
      if (type_named(candidate) != nullptr) {
        ref = {Reference::Kind::type, 0, candidate};
        return true;
      }
    }
    return false;
  }

  void visit_call(ExprId id) {
    const Expr& e = ast_[id];
    Reference& ref = out_.of[id];
    std::string space =
        e.operand == no_expr || starts_with_local(e.operand) ? "" : qualified_name(ast_, e.operand);
    bool namespaced = e.operand == no_expr || !space.empty();
    if (namespaced) {
      std::string full = space.empty() ? e.name : space + "." + e.name;
      bool rooted = e.operand == no_expr ? e.rooted : ast_[leftmost_ident(ast_, e.operand)].rooted;
      for (std::string& candidate : env_.candidates(full, rooted)) {
        if (ref.kind == Reference::Kind::none && !env_.overloads(candidate).empty()) {
          ref = {Reference::Kind::function, 0, std::move(candidate)};
        }
      }
    }
    if (ref.kind == Reference::Kind::none) {
      ref = {e.operand == no_expr ? Reference::Kind::unknown : Reference::Kind::receiver, 0, e.name};
    }
    if (ref.kind == Reference::Kind::receiver) visit(e.operand);
    for (ExprId arg : e.args) visit(arg);
  }

  void visit_comprehension(ExprId id) {
    const Expr& e = ast_[id];
    visit(e.operand);
    std::uint32_t base = static_cast<std::uint32_t>(locals_.size());
    out_.of[id].slot = base;
    locals_.emplace_back(e.name, base);
    // Always two slots: the second keeps a map's value where only the key has a name.
    locals_.emplace_back(e.second, base + 1);
    out_.local_slots = std::max(out_.local_slots, base + 2);
    if (e.filter != no_expr) visit(e.filter);
    visit(e.body);
    locals_.resize(base);
  }

  const Ast& ast_;
  const Environment& env_;
  Names out_;
  std::vector<std::pair<std::string, std::uint32_t>> locals_;
};

bool is_call(const Expr& e, std::string_view function) {
  return e.kind == ExprKind::call && e.name == function;
}

const std::string* constant_text(const Expr& e) {
  return e.kind == ExprKind::literal ? std::get_if<std::string>(&e.literal) : nullptr;
}

// variable.attribute, variable['attribute'] and their optional forms.
struct Attribute {
  ExprId variable = no_expr;
  std::string name;
};
std::optional<Attribute> attribute_of(const Ast& ast, const Names& names, ExprId id) {
  const Expr& e = ast[id];
  Attribute found;
  if (e.kind == ExprKind::select) {
    found = {e.operand, e.name};
  } else if (is_call(e, "_[_]") || is_call(e, "_[?_]")) {
    const std::string* key = constant_text(ast[e.args[1]]);
    if (key == nullptr) return std::nullopt;
    found = {e.args[0], *key};
  } else {
    return std::nullopt;
  }
  if (names.of[found.variable].kind != Reference::Kind::variable) return std::nullopt;
  return found;
}

void collect_reads(const Ast& ast, const Names& names, const Environment& env, ExprId id,
                   std::vector<Read>& out) {
  const Reference& ref = names.of[id];
  auto variable = [&](ExprId v) { return env.variables()[names.of[v].slot].name; };
  if (ref.kind == Reference::Kind::variable) {
    out.push_back({variable(id), {}});
    return;
  }
  if (auto attribute = attribute_of(ast, names, id)) {
    out.push_back({variable(attribute->variable), attribute->name});
    return;
  }
  const Expr& e = ast[id];
  // 'plan' in contact reads that one attribute, too.
  if (is_call(e, "@in") && constant_text(ast[e.args[0]]) != nullptr &&
      names.of[e.args[1]].kind == Reference::Kind::variable) {
    out.push_back({variable(e.args[1]), *constant_text(ast[e.args[0]])});
    return;
  }
  bool history = ref.kind == Reference::Kind::receiver &&
                 names.of[e.operand].kind == Reference::Kind::variable &&
                 env.variables()[names.of[e.operand].slot].type == types::contact();
  if (ref.kind == Reference::Kind::function || history) {
    for (ExprId arg : e.args) collect_reads(ast, names, env, arg, out);
    return;
  }
  each_child(e, [&](ExprId child) { collect_reads(ast, names, env, child, out); });
}

std::optional<json::value> index_constant(const Expr& e) {
  if (e.kind != ExprKind::literal) return std::nullopt;
  if (const auto* s = std::get_if<std::string>(&e.literal)) return json::value(*s);
  if (const auto* b = std::get_if<bool>(&e.literal)) return json::value(*b);
  if (const auto* i = std::get_if<std::int64_t>(&e.literal)) return json::value(*i);
  if (const auto* u = std::get_if<std::uint64_t>(&e.literal)) return json::value(*u);
  if (const auto* d = std::get_if<double>(&e.literal)) return json::value(*d);
  return std::nullopt;
}

void collect_required(const Ast& ast, const Names& names, const Environment& env, ExprId id,
                      std::vector<RequiredEquality>& out) {
  const Expr& e = ast[id];
  if (is_call(e, "_&&_")) {
    for (ExprId part : e.args) collect_required(ast, names, env, part, out);
    return;
  }
  if (!is_call(e, "_==_")) return;
  for (std::size_t side : {0u, 1u}) {
    ExprId read = e.args[side];
    bool optional = ast[read].optional || is_call(ast[read], "_[?_]") || ast[read].test_only;
    auto attribute = attribute_of(ast, names, read);
    auto constant = index_constant(ast[e.args[1 - side]]);
    if (!attribute || !constant || optional) continue;
    out.push_back(
        {env.variables()[names.of[attribute->variable].slot].name, attribute->name, std::move(*constant)});
    return;
  }
}

}  // namespace

Names resolve(const Ast& ast, const Environment& environment) {
  return Resolver(ast, environment).run();
}

std::vector<Read> reads_of(const Ast& ast, const Names& names, const Environment& environment) {
  std::vector<Read> out;
  collect_reads(ast, names, environment, ast.root, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<RequiredEquality> required_equalities_of(const Ast& ast, const Names& names,
                                                     const Environment& environment) {
  std::vector<RequiredEquality> out;
  collect_required(ast, names, environment, ast.root, out);
  return out;
}

}  // namespace assent::rules
