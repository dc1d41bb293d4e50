// The words of a phrase, each with its place. Part of phrase.h, not for other modules.
//
//   for (const Word& word : words_of("until tue-thu 09:30")) ...     // until, tue, -, thu, 09:30
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/phrase.h"

namespace assent::workflows {

inline constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

struct Word {
  std::string text;     // in lower case
  std::string written;  // as it stands there
  std::size_t offset = 0;
};

// Splits at spaces; commas and dashes are words of their own, but for the colon of a time all else sticks.
std::vector<Word> words_of(std::string_view phrase);

// One word made of all that follows.
Word rest_from(std::string_view phrase, std::size_t offset);

PhraseMistake mistake(const Word& at, std::string message, std::string_view expected,
                      std::string suggestion = {});

std::optional<unsigned> day_of(std::string_view word);          // Monday = 0; "tue", "tues", "tuesday" alike
std::optional<std::uint16_t> minute_of(std::string_view word);  // "9:30" or "09:30", to 23:59
bool all_digits(std::string_view s);
PhraseMistake not_a_day(const Word& word);

// Weekdays, if any, then a time and nothing more: words[first] and on. `expected`: an example of the whole phrase.
std::variant<UntilWeekday, PhraseMistake> days_and_time(const std::vector<Word>& words, std::size_t first,
                                                        const Word& end, std::string_view expected);

}  // namespace assent::workflows
