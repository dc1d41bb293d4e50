#include "channels/liquid/case_mapping.h"

#include <algorithm>

#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

namespace utf8 = rules::utf8;

const CaseSpecial* special(std::span<const CaseSpecial> table, std::uint32_t c) {
  auto found = std::lower_bound(table.begin(), table.end(), c,
                                [](const CaseSpecial& s, std::uint32_t wanted) { return s.from < wanted; });
  return found != table.end() && found->from == c ? &*found : nullptr;
}

std::uint32_t mapped(std::span<const CaseRun> runs, std::uint32_t c) {
  auto found = std::upper_bound(runs.begin(), runs.end(), c,
                                [](std::uint32_t wanted, const CaseRun& r) { return wanted < r.first; });
  // Runs with a step lie in each other: the two before it are those that can hold c.
  for (int back = 0; back < 3 && found != runs.begin(); ++back) {
    --found;
    if (c <= found->last && (c - found->first) % found->step == 0)
      return static_cast<std::uint32_t>(static_cast<std::int64_t>(c) + found->delta);
  }
  return c;
}

void append_mapped(std::string_view text, std::span<const CaseRun> runs,
                   std::span<const CaseSpecial> specials, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    auto byte = static_cast<unsigned char>(text[i]);
    std::size_t length = utf8::length_at(text, i);
    if (length == 0) {
      out += text[i++];
      continue;
    }
    if (byte < 0x80) {
      bool upper = runs.data() == upper_runs().data();
      char from = upper ? 'a' : 'A';
      out += text[i] >= from && text[i] <= from + 25 ? static_cast<char>(text[i] ^ 0x20) : text[i];
      ++i;
      continue;
    }
    std::uint32_t c = utf8::decode_at(text, i);
    if (const CaseSpecial* s = special(specials, c)) {
      out += s->to;
    } else {
      utf8::append(out, mapped(runs, c));
    }
    i += length;
  }
}

}  // namespace

void append_upper(std::string_view text, std::string& out) {
  append_mapped(text, upper_runs(), upper_specials(), out);
}

void append_lower(std::string_view text, std::string& out) {
  append_mapped(text, lower_runs(), lower_specials(), out);
}

void append_capitalized(std::string_view text, std::string& out) {
  if (text.empty()) return;
  std::size_t first = std::max<std::size_t>(utf8::length_at(text, 0), 1);
  append_mapped(text.substr(0, first), upper_runs(), title_specials(), out);
  append_lower(text.substr(first), out);
}

}  // namespace assent::channels::liquid
