// Filters on a text as a whole: joining, case, space, replacing, size.
#include <array>
#include <string>

#include "channels/liquid/case_mapping.h"
#include "channels/liquid/characters.h"
#include "channels/liquid/filters.h"

namespace assent::channels::liquid {
namespace {

constexpr std::size_t npos = std::string_view::npos;

Value append(Call& c) {
  std::string_view text = c.text();
  return c.made(c.e.joined(text, c.text(0)));
}

Value prepend(Call& c) {
  std::string_view text = c.text();
  return c.made(c.e.joined(c.text(0), text));
}

template <void (*Map)(std::string_view, std::string&)>
Value cased(Call& c) {
  std::string out;
  Map(c.text(), out);
  return c.made(c.e.copied(out));
}

// Ruby takes the zero byte for space, too.
bool strippable(char ch) {
  return is_space(ch) || ch == '\0';
}

template <bool Left, bool Right>
Value stripped(Call& c) {
  std::string_view s = c.text();
  while (Left && !s.empty() && strippable(s.front())) s.remove_prefix(1);
  while (Right && !s.empty() && strippable(s.back())) s.remove_suffix(1);
  return c.made(s);
}

Value squish(Call& c) {
  std::string out;
  for (char ch : c.text()) {
    if (!is_space(ch)) {
      out += ch;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  Value v = c.made(c.e.copied(out));
  return c.input.is_nil() ? c.input : v;
}

Value strip_newlines(Call& c) {
  std::string_view s = c.text();
  if (s.find('\n') == npos) return c.made(s);
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    bool pair = s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n';
    if (s[i] != '\n' && !pair) out += s[i];
  }
  return c.made(c.e.copied(out));
}

// An empty text stands between all characters.
std::string replaced_everywhere(std::string_view s, std::string_view with) {
  std::string out(with);
  for (std::size_t i = 0; i < s.size(); ++i) {
    out += s[i];
    bool inside = i + 1 < s.size() && (static_cast<unsigned char>(s[i + 1]) & 0xC0) == 0x80;
    if (!inside) out += with;
  }
  return out;
}

Value replaced_by(Call& c, std::string_view what, std::string_view with) {
  std::string_view s = c.text();
  if (!c.e.spend(s.size() / 64 +
                 (what.size() <= s.size() ? s.size() * with.size() / 64 / (what.size() + 1) : 0)))
    return {};
  if (what.empty()) return c.made(c.e.copied(replaced_everywhere(s, with)));
  std::size_t at = s.find(what);
  if (at == npos) return c.made(s);
  std::string out;
  std::size_t from = 0;
  for (; at != npos; at = s.find(what, from)) {
    out.append(s, from, at - from).append(with);
    from = at + what.size();
  }
  out.append(s, from);
  return c.made(c.e.copied(out));
}

Value replaced_at(Call& c, std::size_t at, std::size_t length, std::string_view with) {
  std::string_view s = c.text();
  if (at == npos) return c.made(s);
  std::string out(s.substr(0, at));
  out.append(with).append(s.substr(at + length));
  return c.made(c.e.copied(out));
}

Value replace(Call& c) {
  return replaced_by(c, c.text(0), c.text(1));
}
Value replace_first(Call& c) {
  std::string_view what = c.text(0);
  return replaced_at(c, c.text().find(what), what.size(), c.text(1));
}
Value replace_last(Call& c) {
  std::string_view what = c.text(0);
  return replaced_at(c, c.text().rfind(what), what.size(), c.text(1));
}
Value remove(Call& c) {
  return replaced_by(c, c.text(0), {});
}
Value remove_first(Call& c) {
  std::string_view what = c.text(0);
  return replaced_at(c, c.text().find(what), what.size(), {});
}
Value remove_last(Call& c) {
  std::string_view what = c.text(0);
  return replaced_at(c, c.text().rfind(what), what.size(), {});
}

Value size(Call& c) {
  // An object has a size of its own, whatever member it calls so.
  if (c.input.is_hash()) return Value::of(static_cast<std::int64_t>(c.input.object->size()));
  Value v = member(c.input, "size", true, c.e);
  return v.is_nil() ? Value::of(std::int64_t{0}) : Value::of(v.integer);
}

constexpr std::array kFilters{
    FilterSpec{"append", 1, 1, append},
    FilterSpec{"capitalize", 0, 0, cased<append_capitalized>},
    FilterSpec{"downcase", 0, 0, cased<append_lower>},
    FilterSpec{"lstrip", 0, 0, stripped<true, false>},
    FilterSpec{"prepend", 1, 1, prepend},
    FilterSpec{"remove", 1, 1, remove},
    FilterSpec{"remove_first", 1, 1, remove_first},
    FilterSpec{"remove_last", 1, 1, remove_last},
    FilterSpec{"replace", 1, 2, replace},
    FilterSpec{"replace_first", 1, 2, replace_first},
    FilterSpec{"replace_last", 2, 2, replace_last},
    FilterSpec{"rstrip", 0, 0, stripped<false, true>},
    FilterSpec{"size", 0, 0, size},
    FilterSpec{"squish", 0, 0, squish},
    FilterSpec{"strip", 0, 0, stripped<true, true>},
    FilterSpec{"strip_newlines", 0, 0, strip_newlines},
    FilterSpec{"upcase", 0, 0, cased<append_upper>},
};

}  // namespace

std::span<const FilterSpec> text_filters() {
  return kFilters;
}

}  // namespace assent::channels::liquid
