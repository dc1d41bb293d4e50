// Names of traits that sound like special categories of personal data (GDPR, Article 9), in several languages.
//
//   special_category("healthCondition")   // "health"
//   special_category("religion")          // "religion or belief"
//   special_category("plan")              // ""
//
// A hint for authors, not a judgement: what a trait holds, its name may not say. The words stand in
// special_category_words.cc. Pure.
#pragma once

#include <span>
#include <string_view>

namespace assent::engine {

// What it may be; empty: nothing of the kind.
std::string_view special_category(std::string_view trait);

struct SpecialCategory {
  std::string_view name;   // as messages say it
  std::string_view words;  // lowercase, separated by spaces; a trailing * stands for any ending
};
std::span<const SpecialCategory> special_category_words();

}  // namespace assent::engine
