// format(): the strings extension's printf.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "rules/functions.h"
#include "rules/text_of.h"
#include "rules/utf8.h"

namespace assent::rules {
namespace {

struct Clause {
  char conversion = 's';
  int precision = 6;
};

// What one clause makes of a value; false with the reason in `problem`.
class Formatter {
 public:
  Formatter(Evaluation& e, std::string& out) : e_(e), out_(out) {}

  std::string problem;

  bool append(const Clause& clause, Value v) {
    switch (clause.conversion) {
      case 's':
        return text(v);
      case 'd':
        return decimal(v);
      case 'f':
        return real(v, clause.precision, std::chars_format::fixed);
      case 'e':
        return real(v, clause.precision, std::chars_format::scientific);
      case 'x':
      case 'X':
        return hex(v, clause.conversion == 'X');
      case 'o':
        return integer(v, 8, "as octal");
      case 'b':
        if (v.kind == Kind::boolean) return put(v.boolean ? "1" : "0");
        return integer(v, 2, "as binary");
    }
    problem = fmt::format("unknown formatting clause \"{}\"", clause.conversion);
    return false;
  }

  bool put(std::string_view piece) {
    bool fits =
        out_.size() + piece.size() <= limits::expression_memory_bytes && e_.charge_bytes(piece.size());
    if (fits) out_.append(piece);
    if (!fits) problem = "the formatted text is too long";
    return fits;
  }

 private:
  bool refuse(Value v, std::string_view how) {
    problem = fmt::format("a {} can't be formatted {}", type_name(v), how);
    return false;
  }

  // "%s" of whatever has a text, all the way down.
  bool text(Value v) {
    if (v.kind == Kind::error || v.kind == Kind::optional) return refuse(v, "as text");
    std::string piece;
    if (plain_text(e_, v, piece)) return put(piece);
    problem = "the formatted text is too long";
    return false;
  }

  bool special(Value v) const { return v.kind == Kind::real && !std::isfinite(v.real); }

  bool decimal(Value v) {
    if (v.kind == Kind::integer || v.kind == Kind::uinteger || v.kind == Kind::real) return text(v);
    return refuse(v, "as a decimal number");
  }

  bool real(Value v, int precision, std::chars_format style) {
    if (!v.is_number()) return refuse(v, "as a number with a fraction");
    if (special(v)) return put(double_text(v.real));
    double d = v.kind == Kind::real      ? v.real
               : v.kind == Kind::integer ? static_cast<double>(v.integer)
                                         : static_cast<double>(v.uinteger);
    char buffer[1024];  // 309 digits, a point and at most 500 more
    auto [end, ec] = std::to_chars(buffer, buffer + sizeof buffer, d, style, precision);
    return put(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
  }

  bool integer(Value v, int base, std::string_view how) {
    char buffer[72];
    std::to_chars_result r{};
    if (v.kind == Kind::integer) {
      r = std::to_chars(buffer, buffer + sizeof buffer, v.integer, base);
    } else if (v.kind == Kind::uinteger) {
      r = std::to_chars(buffer, buffer + sizeof buffer, v.uinteger, base);
    } else {
      return refuse(v, how);
    }
    return put(std::string_view(buffer, static_cast<std::size_t>(r.ptr - buffer)));
  }

  bool hex(Value v, bool upper) {
    std::size_t start = out_.size();
    bool good = true;
    if (v.kind == Kind::string || v.kind == Kind::bytes) {
      for (char c : v.text()) good = good && put(fmt::format("{:02x}", static_cast<unsigned char>(c)));
    } else {
      good = integer(v, 16, "as hex");
    }
    for (std::size_t i = start; upper && i < out_.size(); ++i) {
      if (out_[i] >= 'a' && out_[i] <= 'f') out_[i] = static_cast<char>(out_[i] - 32);
    }
    return good;
  }

  Evaluation& e_;
  std::string& out_;
};

// Reads what follows a '%'; nullopt with the reason in `problem`.
std::optional<Clause> read_clause(std::string_view& rest, std::string& problem) {
  Clause clause;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), clause.precision);
    bool good = ec == std::errc{} && clause.precision >= 0 && clause.precision <= 500;
    if (!good) {
      problem = "a precision is a number up to 500";
      return std::nullopt;
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  }
  if (rest.empty()) {
    problem = "the formatting clause ends too early";
    return std::nullopt;
  }
  clause.conversion = rest.front();
  rest.remove_prefix(1);
  return clause;
}

Value format(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string || args[1].kind != Kind::list) return no_overload(e);
  std::string out;
  Formatter formatter(e, out);
  std::string_view rest = args[0].text();
  std::size_t next = 0;
  auto refuse = [&] { return e.fail(Fault::bad_format, e.keep(formatter.problem).text()); };
  while (true) {
    std::size_t percent = std::min(rest.find('%'), rest.size());
    if (!formatter.put(rest.substr(0, percent))) return refuse();
    rest.remove_prefix(percent);
    if (rest.empty()) return e.keep(out);
    rest.remove_prefix(1);
    if (rest.starts_with('%')) {
      if (!formatter.put("%")) return refuse();
      rest.remove_prefix(1);
      continue;
    }
    auto clause = read_clause(rest, formatter.problem);
    if (!clause) return refuse();
    if (next >= *length(args[1])) {
      formatter.problem = fmt::format("there is no argument number {}", next + 1);
      return refuse();
    }
    if (!formatter.append(*clause, element(args[1], next++))) return refuse();
  }
}

constexpr FunctionRow kRows[] = {
    {"format", "string.(list<dyn>) -> string", format},
};

}  // namespace

std::span<const FunctionRow> format_functions() {
  return kRows;
}

}  // namespace assent::rules
