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

// A duration, or "until" with weekdays if it is not any day and a time of day, or with a date.
std::variant<Wait, PhraseMistake> parse_wait(std::string_view phrase);

std::variant<AtMost, PhraseMistake> parse_at_most(std::string_view phrase);

struct AgainPhrase {
  Again again = Again::never;
  Millis after{};
};
std::variant<AgainPhrase, PhraseMistake> parse_again(std::string_view phrase);

// "contact.renewal_date - 3 days", "contact.birthday every year at 09:00", "event.starts_at - 1 hour".
std::variant<DateOf, PhraseMistake> parse_date_of(std::string_view phrase);

// "every monday 09:00", "every day 09:00", "every mon, wed 08:00", "on the 1st at 08:00", "on the last day at 08:00".
std::variant<BySchedule, PhraseMistake> parse_schedule(std::string_view phrase);

// "2026-12-01 09:00": a wall clock's reading.
std::variant<LocalTime, PhraseMistake> parse_moment(std::string_view phrase);

// "50%", "12.5 %": of 10,000.
std::variant<std::uint32_t, PhraseMistake> parse_share(std::string_view phrase);

// "tue-thu 09:30", "09:30": the way back, for people.
std::string describe(const UntilWeekday& until);
std::string describe(const DateOf& date);
std::string describe(const BySchedule& schedule);
std::string describe_share(std::uint32_t share);  // "50%"

}  // namespace assent::workflows
