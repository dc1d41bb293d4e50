#include "rules/explain.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::rules {
namespace {

bool is_call(const Expr& e, std::string_view function) {
  return e.kind == ExprKind::call && e.name == function;
}

// Walks down from the root to the parts that decided: of a conjunction that is false those that are false,
// of one that is true all of them, and the other way round for a disjunction.
class Explainer {
 public:
  Explainer(const Program& program, Evaluation& e) : program_(program), ast_(program.ast), e_(e) {}

  std::string run() {
    visit(ast_.root);
    std::string out;
    for (const std::string& line : lines_) out += (out.empty() ? "" : "; ") + line;
    return out;
  }

 private:
  // A folded part has no operation of its own left to run; nobody asks for one inside it.
  bool can_run(ExprId id) const {
    return program_.op_of[id] != nullptr && program_.op_of[id]->run != nullptr;
  }
  Value value(ExprId id) { return run_part(*program_.op_of[id], program_.local_slots, e_); }
  std::string_view text(ExprId id) const {
    return std::string_view(program_.text).substr(ast_[id].offset, ast_[id].length);
  }

  void visit(ExprId id) {
    const Expr& e = ast_[id];
    if (is_call(e, "_&&_") || is_call(e, "_||_")) return visit_logical(id);
    if (is_call(e, "!_")) {
      ExprId inner = e.args[0];
      bool compound = is_call(ast_[inner], "_&&_") || is_call(ast_[inner], "_||_");
      return compound ? visit(inner) : state(id);
    }
    if (is_call(e, "_?_:_")) {
      Value condition = value(e.args[0]);
      visit(e.args[0]);
      if (condition.kind == Kind::boolean) visit(e.args[condition.boolean ? 1 : 2]);
      return;
    }
    state(id);
  }

  void visit_logical(ExprId id) {
    bool conjunction = ast_[id].name == "_&&_";
    Value whole = value(id);
    bool settled = whole.is(!conjunction);
    for (ExprId part : ast_[id].args) {
      Value v = value(part);
      // What settles it: the parts with that answer. What is in error: those in error. Else every part.
      bool decided = settled ? v.is(!conjunction) : whole.failed() ? v.kind != Kind::boolean : true;
      if (decided) visit(part);
    }
  }

  // "contact.plan == 'pro' is false: plan is 'trial'"
  void state(ExprId id) {
    Value v = value(id);
    std::string line(text(id));
    line += v.failed() ? " could not be told: " + describe(*v.failure) : " is " + brief(v);
    std::vector<std::string> details;
    if (!v.failed()) collect(id, id, details);
    for (std::size_t i = 0; i < details.size(); ++i) line += (i == 0 ? ": " : ", ") + details[i];
    if (std::find(lines_.begin(), lines_.end(), line) == lines_.end()) lines_.push_back(std::move(line));
  }

  // What the variables read under `id` were; `whole` has been said already.
  void collect(ExprId id, ExprId whole, std::vector<std::string>& out) {
    const Expr& e = ast_[id];
    if (!can_run(id) || e.kind == ExprKind::literal) return;
    bool history = e.kind == ExprKind::call && e.operand != no_expr &&
                   ast_[e.operand].kind == ExprKind::ident &&
                   (e.name == "did" || e.name == "count" || e.name == "last");
    bool name =
        e.kind == ExprKind::ident || (e.kind == ExprKind::select && !e.test_only) || is_call(e, "_[_]");
    if ((name || history) && id != whole) {
      Value v = value(id);
      std::string shown = e.kind == ExprKind::select ? e.name : std::string(text(id));
      std::string is = v.failed() ? describe(*v.failure) : brief(v);
      if (is == shown) return;  // a whole map, "contact is contact", tells nobody anything
      std::string line = shown + (v.failed() ? ": " : " is ") + is;
      if (std::find(out.begin(), out.end(), line) == out.end()) out.push_back(std::move(line));
      return;
    }
    if (e.kind == ExprKind::comprehension) return collect(e.operand, whole, out);
    each_child(e, [&](ExprId child) { collect(child, whole, out); });
  }

  const Program& program_;
  const Ast& ast_;
  Evaluation& e_;
  std::vector<std::string> lines_;
};

}  // namespace

std::string explain(const Program& program, Evaluation& e) {
  return Explainer(program, e).run();
}

}  // namespace assent::rules
