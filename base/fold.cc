#include "base/fold.h"

#include <glib.h>

#include <memory>

namespace assent {
namespace {

using Owned = std::unique_ptr<char, decltype(&g_free)>;

bool is_accent(gunichar c) {
  return c >= 0x300 && c <= 0x36f;
}

// Characters that nobody sees: they may stand inside a word.
bool is_invisible(gunichar c) {
  GUnicodeType type = g_unichar_type(c);
  return type == G_UNICODE_FORMAT || (c >= 0xfe00 && c <= 0xfe0f);
}

bool is_word(gunichar c) {
  return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

void append(std::string& out, gunichar c) {
  char bytes[6];
  out.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(c, bytes)));
}

}  // namespace

std::string fold(std::string_view text) {
  const auto size = static_cast<gssize>(text.size());
  Owned valid(g_utf8_make_valid(text.data(), size), &g_free);
  Owned apart(g_utf8_normalize(valid.get(), -1, G_NORMALIZE_ALL), &g_free);
  if (!apart) return {};
  Owned small(g_utf8_casefold(apart.get(), -1), &g_free);
  Owned again(g_utf8_normalize(small.get(), -1, G_NORMALIZE_ALL), &g_free);
  if (!again) return {};
  std::string out;
  bool gap = false;
  for (const char* at = again.get(); *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (is_accent(c) || is_invisible(c)) continue;
    if (!is_word(c)) {
      gap = !out.empty();
      continue;
    }
    if (gap) out.push_back(' ');
    gap = false;
    append(out, c);
  }
  return out;
}

bool holds_words(std::string_view folded, std::string_view words) {
  if (words.empty()) return false;
  for (auto at = folded.find(words); at != std::string_view::npos; at = folded.find(words, at + 1)) {
    std::size_t end = at + words.size();
    bool begins = at == 0 || folded[at - 1] == ' ';
    bool ends = end == folded.size() || folded[end] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace assent
