#include "workflows/phrase.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace assent::workflows {
namespace {

std::string brief(const PhraseMistake& m) {
  return fmt::format("{}+{} {} [{}]", m.offset, m.length, m.message, m.suggestion);
}

std::string wait_of(std::string_view phrase) {
  auto read = parse_wait(phrase);
  if (auto* mistake = std::get_if<PhraseMistake>(&read)) return brief(*mistake);
  const Wait& wait = std::get<Wait>(read);
  if (auto* duration = std::get_if<Millis>(&wait.until)) return format_duration(*duration);
  const auto& until = std::get<UntilWeekday>(wait.until);
  return fmt::format("{:07b} {} = {}", until.weekdays, until.minute_of_day, describe(until));
}

TEST(Phrases, Waits) {
  struct Row {
    std::string phrase;
    std::string outcome;  // Sunday first in the bits
  };
  for (const Row& row : std::vector<Row>{
           {"2 days", "2 days"},
           {"90 min", "1 hour 30 minutes"},
           {"1 day 12 hours", "1 day 12 hours"},
           {"until tue-thu 09:30", "0001110 570 = tue-thu 09:30"},
           {"until monday 09:00", "0000001 540 = mon 09:00"},
           {"Until Monday at 9:00", "0000001 540 = mon 09:00"},
           {"until mon, wed 08:00", "0000101 480 = mon, wed 08:00"},
           {"until mon and wed 08:00", "0000101 480 = mon, wed 08:00"},
           {"until mon-tue, fri-sun 8:05", "1110011 485 = mon, tue, fri-sun 08:05"},
           {"until fri-mon 00:00", "1110001 0 = mon, fri-sun 00:00"},
           {"until mon-sun 23:59", "1111111 1439 = 23:59"},
           {"until 09:00", "1111111 540 = 09:00"},
           {"until tues - thurs 09:00", "0001110 540 = tue-thu 09:00"},
           {"", "0+1 how long to wait is missing []"},
           {"3", "0+1 the wait has no unit [3 days]"},
           {"0 days", "0+6 this wait takes no time []"},
           {"-2 days", "0+7 \"-2 days\" is no time to wait []"},
           {"monday 09:00", "0+12 a wait for a time begins with \"until\" [until monday 09:00]"},
           {"09:00", "0+5 a wait for a time begins with \"until\" [until 09:00]"},
           {"a while", "0+7 \"a while\" is no time to wait []"},
           {"until", "5+1 the time of day is missing []"},
           {"until monday", "12+1 the time of day is missing []"},
           {"until mnoday 09:00", "6+6 \"mnoday\" is no weekday [monday]"},
           {"until tue-thrusday 09:00", "10+8 \"thrusday\" is no weekday [thursday]"},
           {"until tue-", "10+1 the last day of the range is missing []"},
           {"until tue- 09:00", "11+5 \"09:00\" is no time of day []"},
           {"until m 09:00", "6+1 \"m\" is no weekday []"},
           {"until 24:00", "6+5 \"24:00\" is no time of day []"},
           {"until 9:5", "6+3 \"9:5\" is no time of day []"},
           {"until 9am", "6+3 \"9am\" is no time of day []"},
           {"until mon 09:00 CET", "16+3 \"CET\" after the time []"},
       }) {
    EXPECT_EQ(wait_of(row.phrase), row.outcome) << row.phrase;
  }
}

TEST(Phrases, AtMost) {
  struct Row {
    std::string phrase;
    std::string outcome;
  };
  for (const Row& row : std::vector<Row>{
           {"3 messages per 7 days", "3 in 1 week"},
           {"1 message per day", "1 in 1 day"},
           {"2 messages per week", "2 in 1 week"},
           {"10 Messages per 36 hours", "10 in 1 day 12 hours"},
           {"", "0+1 how many messages is missing []"},
           {"0 messages per day", "0+1 how many messages is missing []"},
           {"three messages per day", "0+5 how many messages is missing []"},
           {"3", "1+1 the word \"messages\" is missing []"},
           {"3 mails per day", "2+5 the word \"messages\" is missing []"},
           {"3 messages a day", "11+1 the word \"per\" is missing []"},
           {"3 messages per", "14+1 \"\" is not a duration []"},
           {"3 messages per fortnight", "15+9 \"fortnight\" is not a duration []"},
           {"3 messages per 0 days", "15+6 \"0 days\" is not a duration []"},
       }) {
    auto read = parse_at_most(row.phrase);
    auto* limit = std::get_if<AtMost>(&read);
    EXPECT_EQ(limit ? fmt::format("{} in {}", limit->messages, format_duration(limit->window))
                    : brief(std::get<PhraseMistake>(read)),
              row.outcome);
  }
}

TEST(Phrases, Again) {
  struct Row {
    std::string phrase;
    std::string outcome;
  };
  for (const Row& row : std::vector<Row>{
           {"never", "1 0 seconds"},
           {"always", "2 0 seconds"},
           {"after 90 days", "3 90 days"},
           {"after", "0+5 after how long is missing []"},
           {"after lunch", "6+5 \"lunch\" is not a duration []"},
           {"after 0 days", "6+6 \"0 days\" is not a duration []"},
           {"90 days", "0+7 \"90 days\" does not say when to enter again [after 90 days]"},
           {"nver", "0+4 \"nver\" does not say when to enter again [never]"},
       }) {
    auto read = parse_again(row.phrase);
    auto* again = std::get_if<AgainPhrase>(&read);
    EXPECT_EQ(again ? fmt::format("{} {}", static_cast<int>(again->again) + 1, format_duration(again->after))
                    : brief(std::get<PhraseMistake>(read)),
              row.outcome);
  }
}

}  // namespace
}  // namespace assent::workflows
