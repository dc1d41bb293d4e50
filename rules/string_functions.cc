// Functions of text: the standard ones, and the strings extension. Positions count code points.
#include <algorithm>
#include <limits>

#include "rules/functions.h"
#include "rules/members.h"
#include "rules/text_of.h"
#include "rules/utf8.h"

namespace assent::rules {
namespace {

bool texts(const Value* args, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (args[i].kind != Kind::string) return false;
  }
  return true;
}

Value starts_with(Evaluation& e, const Value* args) {
  if (!texts(args, 2)) return no_overload(e);
  const Value& text = args[0];
  const Value& start = args[1];
  return Value::of(text.size >= start.size && same_bytes(text.chars, start.chars, start.size));
}

Value ends_with(Evaluation& e, const Value* args) {
  if (!texts(args, 2)) return no_overload(e);
  const Value& text = args[0];
  const Value& end = args[1];
  return Value::of(text.size >= end.size &&
                   same_bytes(text.chars + (text.size - end.size), end.chars, end.size));
}

// The first place of `needle` at or after byte `from`; npos for none. Charges what a naive search may cost.
std::optional<std::size_t> search(Evaluation& e, std::string_view text, std::string_view needle,
                                  std::size_t from) {
  std::uint64_t cost = std::uint64_t{text.size()} * std::min<std::size_t>(needle.size(), 64) / 64 / 16;
  if (!e.charge_bytes(text.size()) || !e.charge(cost)) return std::nullopt;
  return text.find(needle, from);
}

Value contains(Evaluation& e, const Value* args) {
  if (!texts(args, 2)) return no_overload(e);
  auto at = search(e, args[0].text(), args[1].text(), 0);
  return at ? Value::of(*at != std::string_view::npos) : e.out_of_steps();
}

// Compiling a pattern that is not constant costs far more than looking at one.
Value matches(Evaluation& e, const Value* args) {
  if (!texts(args, 2)) return no_overload(e);
  std::string_view pattern = args[1].text();
  if (!e.charge(200 + pattern.size() * 8) || !e.charge_bytes(args[0].size)) return e.out_of_steps();
  RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), pattern_options());
  if (!compiled.ok()) return e.fail(Fault::bad_pattern, e.keep(compiled.error()).text());
  return Value::of(RE2::PartialMatch(re2::StringPiece(args[0].chars, args[0].size), compiled));
}

Value index_error(Evaluation& e, std::int64_t index) {
  return e.fail(Fault::bad_index, Value::of(index));
}

// The byte of code point number `index`, which may be the end; nullopt: out of range.
std::optional<std::size_t> place(std::string_view text, std::int64_t index) {
  if (index < 0 || static_cast<std::uint64_t>(index) > text.size()) return std::nullopt;
  std::size_t wanted = static_cast<std::size_t>(index);
  if (wanted > utf8::count(text)) return std::nullopt;
  return utf8::byte_offset(text, wanted);
}

Value char_at(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string || args[1].kind != Kind::integer) return no_overload(e);
  if (!e.charge_bytes(args[0].size)) return e.out_of_steps();
  std::string_view text = args[0].text();
  auto at = place(text, args[1].integer);
  if (!at) return index_error(e, args[1].integer);
  return Value::of(text.substr(*at, utf8::length_at(text, *at)));
}

Value index_of(Evaluation& e, const Value* args, std::int64_t from) {
  std::string_view text = args[0].text();
  auto start = place(text, from);
  if (!start) return index_error(e, from);
  auto at = search(e, text, args[1].text(), *start);
  if (!at) return e.out_of_steps();
  if (*at == std::string_view::npos) return Value::of(std::int64_t{-1});
  return Value::of(static_cast<std::int64_t>(utf8::count(text.substr(0, *at))));
}

Value index_of_first(Evaluation& e, const Value* args) {
  return texts(args, 2) ? index_of(e, args, 0) : no_overload(e);
}
Value index_of_from(Evaluation& e, const Value* args) {
  return texts(args, 2) && args[2].kind == Kind::integer ? index_of(e, args, args[2].integer)
                                                         : no_overload(e);
}

Value last_index_of(Evaluation& e, const Value* args, std::optional<std::int64_t> from) {
  std::string_view text = args[0].text();
  std::size_t start = text.size();
  if (from) {
    auto at = place(text, *from);
    if (!at) return index_error(e, *from);
    start = *at;
  }
  if (!search(e, text, args[1].text(), text.size())) return e.out_of_steps();
  std::size_t found = text.rfind(args[1].text(), start);
  if (found == std::string_view::npos) return Value::of(std::int64_t{-1});
  return Value::of(static_cast<std::int64_t>(utf8::count(text.substr(0, found))));
}

Value last_index_of_any(Evaluation& e, const Value* args) {
  return texts(args, 2) ? last_index_of(e, args, std::nullopt) : no_overload(e);
}
Value last_index_of_before(Evaluation& e, const Value* args) {
  return texts(args, 2) && args[2].kind == Kind::integer ? last_index_of(e, args, args[2].integer)
                                                         : no_overload(e);
}

template <char From, char To, int Shift>
Value change_case(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string) return no_overload(e);
  if (!e.charge_bytes(args[0].size)) return e.out_of_steps();
  char* copy = e.arena.take_array<char>(args[0].size);
  if (copy == nullptr) return e.out_of_memory();
  std::transform(args[0].chars, args[0].chars + args[0].size, copy,
                 [](char c) { return c >= From && c <= To ? static_cast<char>(c + Shift) : c; });
  return Value::of(std::string_view(copy, args[0].size));
}

// Builds text with a bound: `append` answers false when it would grow past the memory of an expression.
class Builder {
 public:
  explicit Builder(Evaluation& e) : e_(e) {}
  bool append(std::string_view piece) {
    if (out_.size() + piece.size() > limits::expression_memory_bytes) return false;
    out_.append(piece);
    return e_.charge_bytes(piece.size());
  }
  Value finish() { return e_.keep(out_); }

 private:
  Evaluation& e_;
  std::string out_;
};

Value replace(Evaluation& e, const Value* args, std::int64_t limit) {
  std::string_view text = args[0].text();
  std::string_view old = args[1].text();
  if (!search(e, text, old, text.size())) return e.out_of_steps();
  Builder out(e);
  std::size_t at = 0;
  for (; limit != 0; --limit) {
    std::size_t found = text.find(old, at);
    if (found == std::string_view::npos) break;
    // An empty `old` stands before each code point and at the end.
    std::size_t copied = old.empty() ? utf8::length_at(text, found) : 0;
    bool fits = out.append(text.substr(at, found - at)) && out.append(args[2].text()) &&
                out.append(text.substr(found, copied)) && e.charge(1);
    if (!fits) return e.out_of_memory();
    at = found + old.size() + copied;
    if (old.empty() && found == text.size()) return out.finish();
  }
  return out.append(text.substr(std::min(at, text.size()))) ? out.finish() : e.out_of_memory();
}

Value replace_all(Evaluation& e, const Value* args) {
  return texts(args, 3) ? replace(e, args, -1) : no_overload(e);
}
Value replace_some(Evaluation& e, const Value* args) {
  return texts(args, 3) && args[3].kind == Kind::integer ? replace(e, args, args[3].integer) : no_overload(e);
}

Value split(Evaluation& e, const Value* args, std::int64_t limit) {
  std::string_view text = args[0].text();
  std::string_view separator = args[1].text();
  if (limit == 0) return Value::list(nullptr, 0);
  if (!search(e, text, separator, text.size())) return e.out_of_steps();
  std::vector<std::string_view> pieces;
  while (limit < 0 || static_cast<std::int64_t>(pieces.size()) + 1 < limit) {
    std::size_t next = separator.empty() ? utf8::length_at(text, 0) : text.find(separator);
    bool done = next == std::string_view::npos || (separator.empty() && next >= text.size());
    if (done || !e.charge(1)) break;
    pieces.push_back(text.substr(0, next));
    text.remove_prefix(next + separator.size());
  }
  if (!(separator.empty() && text.empty())) pieces.push_back(text);
  Value* items = e.arena.take_array<Value>(pieces.size());
  if (items == nullptr) return e.out_of_memory();
  std::transform(pieces.begin(), pieces.end(), items, [](std::string_view s) { return Value::of(s); });
  return Value::list(items, pieces.size());
}

Value split_all(Evaluation& e, const Value* args) {
  return texts(args, 2) ? split(e, args, -1) : no_overload(e);
}
Value split_some(Evaluation& e, const Value* args) {
  return texts(args, 2) && args[2].kind == Kind::integer ? split(e, args, args[2].integer) : no_overload(e);
}

Value substring(Evaluation& e, const Value* args, std::optional<std::int64_t> end) {
  std::string_view text = args[0].text();
  if (!e.charge_bytes(text.size())) return e.out_of_steps();
  std::int64_t start = args[1].integer;
  auto from = place(text, start);
  if (!from) return index_error(e, start);
  if (!end) return Value::of(text.substr(*from));
  auto to = place(text, *end);
  if (!to) return index_error(e, *end);
  if (start > *end) return e.fail(Fault::bad_argument, "a substring can't end before it starts");
  return Value::of(text.substr(*from, *to - *from));
}

Value substring_from(Evaluation& e, const Value* args) {
  bool good = args[0].kind == Kind::string && args[1].kind == Kind::integer;
  return good ? substring(e, args, std::nullopt) : no_overload(e);
}
Value substring_between(Evaluation& e, const Value* args) {
  bool good = args[0].kind == Kind::string && args[1].kind == Kind::integer && args[2].kind == Kind::integer;
  return good ? substring(e, args, args[2].integer) : no_overload(e);
}

Value trim(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string) return no_overload(e);
  std::string_view text = args[0].text();
  if (!e.charge_bytes(text.size())) return e.out_of_steps();
  while (!text.empty()) {
    std::size_t length = utf8::length_at(text, 0);
    if (length == 0 || !utf8::is_space(utf8::decode_at(text, 0))) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    if (utf8::length_at(text, last) == 0 || !utf8::is_space(utf8::decode_at(text, last))) break;
    text.remove_suffix(text.size() - last);
  }
  return Value::of(text);
}

Value join(Evaluation& e, Value list, std::string_view separator) {
  if (list.kind != Kind::list) return no_overload(e);
  Builder out(e);
  std::size_t count = *length(list);
  for (std::size_t i = 0; i < count; ++i) {
    Value item = element(list, i);
    if (item.kind != Kind::string) return no_overload(e);
    if (!e.charge(1)) return e.out_of_steps();
    if ((i > 0 && !out.append(separator)) || !out.append(item.text())) return e.out_of_memory();
  }
  return out.finish();
}

Value join_plain(Evaluation& e, const Value* args) {
  return join(e, args[0], {});
}
Value join_with(Evaluation& e, const Value* args) {
  return args[1].kind == Kind::string ? join(e, args[0], args[1].text()) : no_overload(e);
}

Value reverse(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string) return no_overload(e);
  std::string_view text = args[0].text();
  if (!e.charge_bytes(text.size())) return e.out_of_steps();
  char* out = e.arena.take_array<char>(text.size());
  if (out == nullptr) return e.out_of_memory();
  std::size_t end = text.size();
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = std::max<std::size_t>(utf8::length_at(text, at), 1);
    std::copy_n(text.data() + at, length, out + end - length);
    at += length;
    end -= length;
  }
  return Value::of(std::string_view(out, text.size()));
}

Value quote(Evaluation& e, const Value* args) {
  if (args[0].kind != Kind::string) return no_overload(e);
  static constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"";
  static constexpr std::string_view letters = "abfnrtv\\\"";
  Builder out(e);
  bool fits = out.append("\"");
  std::string_view text = args[0].text();
  for (std::size_t at = 0; at < text.size() && fits;) {
    std::size_t length = utf8::length_at(text, at);
    std::size_t escape = special.find(text[at]);
    if (escape != std::string_view::npos) {
      fits = out.append("\\") && out.append(letters.substr(escape, 1));
    } else {
      fits = out.append(length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(at, length));
    }
    at += std::max<std::size_t>(length, 1);
  }
  return fits && out.append("\"") ? out.finish() : e.out_of_memory();
}

constexpr FunctionRow kRows[] = {
    {"startsWith", "string.(string) -> bool", starts_with},
    {"endsWith", "string.(string) -> bool", ends_with},
    {"contains", "string.(string) -> bool", contains},
    {"matches", "string.(string) -> bool", matches},
    {"matches", "(string, string) -> bool", matches},
    {"charAt", "string.(int) -> string", char_at},
    {"indexOf", "string.(string) -> int", index_of_first},
    {"indexOf", "string.(string, int) -> int", index_of_from},
    {"lastIndexOf", "string.(string) -> int", last_index_of_any},
    {"lastIndexOf", "string.(string, int) -> int", last_index_of_before},
    {"lowerAscii", "string.() -> string", change_case<'A', 'Z', 32>},
    {"upperAscii", "string.() -> string", change_case<'a', 'z', -32>},
    {"replace", "string.(string, string) -> string", replace_all},
    {"replace", "string.(string, string, int) -> string", replace_some},
    {"split", "string.(string) -> list<string>", split_all},
    {"split", "string.(string, int) -> list<string>", split_some},
    {"substring", "string.(int) -> string", substring_from},
    {"substring", "string.(int, int) -> string", substring_between},
    {"trim", "string.() -> string", trim},
    {"join", "list<string>.() -> string", join_plain},
    {"join", "list<string>.(string) -> string", join_with},
    {"reverse", "string.() -> string", reverse},
    {"strings.quote", "(string) -> string", quote},
};

}  // namespace

std::span<const FunctionRow> string_functions() {
  return kRows;
}

Function matches_function() {
  return matches;
}

const RE2::Options& pattern_options() {
  static const RE2::Options options = [] {
    RE2::Options o;
    o.set_log_errors(false);
    o.set_max_mem(1 << 20);
    return o;
  }();
  return options;
}

}  // namespace assent::rules
