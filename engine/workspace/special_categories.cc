#include "engine/workspace/special_categories.h"

#include <string>
#include <vector>

namespace assent::engine {
namespace {

// "healthCondition", "Health condition" and "health-condition" as "_health_condition_".
std::string as_words(std::string_view name) {
  std::string out = "_";
  bool lower_before = false;
  for (char c : name) {
    bool upper = c >= 'A' && c <= 'Z';
    bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (upper && lower_before) out += '_';
    if (letter) {
      out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (out.back() != '_') {
      out += '_';
    }
    lower_before = letter && !upper;
  }
  if (out.back() != '_') out += '_';
  return out;
}

bool says(std::string_view words, std::string_view word) {
  bool open = word.ends_with('*');
  std::string wanted = "_" + std::string(open ? word.substr(0, word.size() - 1) : word) + (open ? "" : "_");
  return words.find(wanted) != std::string_view::npos;
}

}  // namespace

std::string_view special_category(std::string_view trait) {
  std::string words = as_words(trait);
  for (const SpecialCategory& category : special_category_words()) {
    for (std::size_t at = 0; at < category.words.size();) {
      std::size_t end = std::min(category.words.find(' ', at), category.words.size());
      if (end > at && says(words, category.words.substr(at, end - at))) return category.name;
      at = end + 1;
    }
  }
  return {};
}

}  // namespace assent::engine
