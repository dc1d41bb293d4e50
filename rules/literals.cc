#include "rules/literals.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "rules/ops.h"

namespace assent::rules {
namespace {

// A function that reads its last argument as something in particular, and what to try it on.
struct Reader {
  bool method = false;
  Value receiver = Value::null();
  std::string_view expected;
};

std::optional<Reader> reader(std::string_view function) {
  if (function == "duration")
    return Reader{.expected = "hours, minutes and seconds, such as '168h' or '1h30m'"};
  if (function == "timestamp") return Reader{.expected = "a time such as '2026-01-31T09:00:00Z'"};
  if (function == "matches") return Reader{true, Value::of(std::string_view()), "a pattern of RE2"};
  if (function.starts_with("get")) {
    return Reader{true, Value::time(Kind::timestamp, 0, 0), "a time zone such as 'Europe/Paris' or '+02:00'"};
  }
  return std::nullopt;
}

// '7d', which is what people write first: '168h'. Empty: no days.
std::string hours_of(std::string_view days) {
  int count = 0;
  auto [end, error] = std::from_chars(days.data(), days.data() + days.size(), count);
  bool whole = error == std::errc{} && std::string_view(end, days.data() + days.size()) == "d";
  return whole && count > 0 && count < 36500 ? fmt::format("{}h", count * 24) : "";
}

}  // namespace

std::vector<ExpressionIssue> unreadable_literals(const Program& program) {
  std::vector<ExpressionIssue> out;
  const Ast& ast = program.ast;
  for (ExprId id = 0; id < ast.nodes.size(); ++id) {
    const Expr& call = ast[id];
    const Op* op = program.op_of[id];
    bool plain = op != nullptr && (op->run == ops::call_one || op->run == ops::call_two);
    std::optional<Reader> found = plain && call.kind == ExprKind::call ? reader(call.name) : std::nullopt;
    if (!found || op->count != (found->method ? 2u : 1u)) continue;
    const Expr& last = ast[call.args.back()];
    const auto* text = last.kind == ExprKind::literal ? std::get_if<std::string>(&last.literal) : nullptr;
    if (text == nullptr) continue;
    Evaluation e;
    Value literal = Value::of(std::string_view(*text));
    const Value args[] = {found->method ? found->receiver : literal, literal};
    Value v = op->function(e, args);
    if (!v.failed()) continue;
    out.push_back({last.offset, last.length, describe(*v.failure), std::string(found->expected),
                   call.name == "duration" ? hours_of(*text) : ""});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
  return out;
}

}  // namespace assent::rules
