// Filters that take a part: slice, split, truncate, truncatewords, first, last.
#include <algorithm>
#include <array>
#include <string>

#include "channels/liquid/characters.h"
#include "channels/liquid/filters.h"
#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

namespace utf8 = rules::utf8;
constexpr std::size_t npos = std::string_view::npos;

// Ruby's [offset, length]: nullopt where the offset lies outside.
struct Span {
  std::size_t from, count;
};
std::optional<Span> span_of(std::int64_t offset, std::int64_t length, std::size_t size) {
  auto all = static_cast<std::int64_t>(std::min<std::size_t>(size, INT64_MAX));
  if (offset < 0) offset = offset < -all ? -1 : offset + all;
  if (offset < 0 || offset > all || length < 0) return std::nullopt;
  return Span{static_cast<std::size_t>(offset), static_cast<std::size_t>(std::min(length, all - offset))};
}

Value slice(Call& c) {
  auto offset = c.integer(0);
  // A length that is nil or false counts as left out.
  auto length = c.argument(1).truthy() ? c.integer(1) : std::optional<std::int64_t>(1);
  if (!offset || !length) return {};
  if (c.input.is_array()) {
    Parts parts(c.input);
    auto span = span_of(*offset, *length, parts.size());
    std::size_t count = span ? span->count : 0;
    Value* items = c.e.values(count);
    if (items == nullptr) return {};
    for (std::size_t i = 0; i < count; ++i) items[i] = parts.at(span->from + i, c.e);
    const List* list = c.e.list(items, count);
    return list == nullptr ? Value() : Value::of(list);
  }
  std::string_view s = c.text();
  auto span = span_of(*offset, *length, utf8::count(s));
  if (!span) return c.made({});
  std::size_t from = utf8::byte_offset(s, span->from);
  return c.made(s.substr(from, utf8::byte_offset(s, span->from + span->count) - from));
}

Value truncate(Call& c) {
  if (c.input.is_nil()) return c.input;
  auto most = c.has(0) ? c.integer(0) : std::optional<std::int64_t>(50);
  if (!most) return {};
  std::string_view s = c.text(), end = c.has(1) ? c.text(1) : "...";
  auto size = static_cast<std::int64_t>(utf8::count(s));
  if (size <= *most) return c.made(s);
  std::int64_t kept = std::max<std::int64_t>(0, *most - static_cast<std::int64_t>(utf8::count(end)));
  return c.made(c.e.joined(s.substr(0, utf8::byte_offset(s, static_cast<std::size_t>(kept))), end));
}

bool space_or_null(char ch) {
  return is_space(ch) || ch == '\0';
}

Value truncatewords(Call& c) {
  if (c.input.is_nil()) return c.input;
  auto most = c.has(0) ? c.integer(0) : std::optional<std::int64_t>(15);
  if (!most) return {};
  std::int64_t words = std::max<std::int64_t>(1, *most), found = 0;
  std::string_view s = c.text();
  std::string out;
  std::size_t i = 0;
  while (i < s.size() && found < words) {
    while (i < s.size() && space_or_null(s[i])) ++i;
    std::size_t from = i;
    while (i < s.size() && !space_or_null(s[i])) ++i;
    if (!out.empty() && i > from) out += ' ';
    out.append(s, from, i - from);
    if (i > from) ++found;
  }
  // Whatever is left, if only a space, is too much.
  if (found == words && i < s.size())
    return c.made(c.e.joined(c.e.copied(out), c.has(1) ? c.text(1) : "..."));
  return c.made(s);
}

void split_at_spaces(std::string_view s, std::vector<std::string_view>& parts) {
  for (std::size_t i = 0; i < s.size();) {
    while (i < s.size() && space_or_null(s[i])) ++i;
    std::size_t from = i;
    while (i < s.size() && !space_or_null(s[i])) ++i;
    if (i > from) parts.push_back(s.substr(from, i - from));
  }
}

void split_into_characters(std::string_view s, std::vector<std::string_view>& parts) {
  for (std::size_t i = 0; i < s.size();) {
    std::size_t length = std::max<std::size_t>(utf8::length_at(s, i), 1);
    parts.push_back(s.substr(i, length));
    i += length;
  }
}

void split_at(std::string_view s, std::string_view at, std::vector<std::string_view>& parts) {
  std::size_t from = 0;
  for (std::size_t found = s.find(at); found != npos; found = s.find(at, from)) {
    parts.push_back(s.substr(from, found - from));
    from = found + at.size();
  }
  parts.push_back(s.substr(from));
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
}

Value split(Call& c) {
  std::string_view s = c.text(), at = c.text(0);
  std::vector<std::string_view> parts;
  if (at.empty()) {
    split_into_characters(s, parts);
  } else if (at == " ") {
    split_at_spaces(s, parts);
  } else {
    split_at(s, at, parts);
  }
  Value* items = c.e.values(parts.size());
  if (items == nullptr) return {};
  std::transform(parts.begin(), parts.end(), items, [&](std::string_view part) { return c.made(part); });
  const List* list = c.e.list(items, parts.size());
  if (list == nullptr) return {};
  Value v = Value::of(list);
  v.flags |= c.input.flags & Value::travelling;
  return v;
}

Value first(Call& c) {
  // An object's first pair, whatever member it calls so.
  if (c.input.is_hash()) {
    Parts parts(c.input);
    return parts.size() == 0 ? Value() : parts.at(0, c.e);
  }
  return member(c.input, "first", true, c.e);
}

Value last(Call& c) {
  return c.input.is_hash() ? Value() : member(c.input, "last", true, c.e);
}

constexpr std::array kFilters{
    FilterSpec{"first", 0, 0, first},       FilterSpec{"last", 0, 0, last},
    FilterSpec{"slice", 1, 2, slice},       FilterSpec{"split", 1, 1, split},
    FilterSpec{"truncate", 0, 2, truncate}, FilterSpec{"truncatewords", 0, 2, truncatewords},
};

}  // namespace

std::span<const FilterSpec> cutting_filters() {
  return kFilters;
}

}  // namespace assent::channels::liquid
