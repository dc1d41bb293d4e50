// Phrases that people write in one line: "until tue-thu 09:30", "3 messages per 7 days", "after 90 days".
//
//   auto wait = parse_wait("until mon, wed 08:00");     // Wait{UntilWeekday{0b101, 480}}
//   auto none = parse_wait("until monday");             // PhraseMistake{at 12: the time is missing}
//
// Words in any case; pure. The mistake's offsets count bytes of the phrase.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "workflows/journey.h"

namespace assent::workflows {

struct PhraseMistake {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
  std::string expected;
  std::string suggestion;
};

// A duration, or "until", weekdays if it is not any day, and a time of day.
std::variant<Wait, PhraseMistake> parse_wait(std::string_view phrase);

std::variant<AtMost, PhraseMistake> parse_at_most(std::string_view phrase);

struct AgainPhrase {
  Again again = Again::never;
  Millis after{};
};
std::variant<AgainPhrase, PhraseMistake> parse_again(std::string_view phrase);

// "tue-thu 09:30", "09:30": the way back, for people.
std::string describe(const UntilWeekday& until);

}  // namespace assent::workflows
