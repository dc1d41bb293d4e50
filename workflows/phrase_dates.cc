#include <fmt/format.h>

#include <algorithm>

#include "workflows/phrase.h"
#include "workflows/phrase_words.h"

namespace assent::workflows {
namespace {

constexpr std::string_view kDateExample =
    "an attribute with a date, moved if need be: contact.renewal_date - 30 days, contact.birthday every year";
constexpr std::string_view kScheduleExample = "every monday 09:00, every day 09:00 or on the 1st at 08:00";
constexpr std::string_view kMomentExample = "a day and a time, such as 2026-12-01 09:00";
constexpr std::string_view kShareExample = "a part of a hundred, such as 50%";

struct Phrase {
  std::string_view text;
  std::vector<Word> words;
  Word end;
  std::size_t at = 0;

  explicit Phrase(std::string_view phrase)
      : text(phrase), words(words_of(phrase)), end{"", "", phrase.size()} {}
  const Word& word(std::size_t ahead = 0) const {
    return at + ahead < words.size() ? words[at + ahead] : end;
  }
  bool done() const { return at >= words.size(); }
  bool take(std::string_view text_wanted) {
    if (word().text != text_wanted) return false;
    ++at;
    return true;
  }
};

// "contact.renewal_date": which of the two, and the attribute's name as written.
std::optional<PhraseMistake> read_attribute(Phrase& phrase, DateOf& date) {
  const Word& first = phrase.word();
  auto dot = first.written.find('.');
  if (phrase.done() || dot == std::string::npos || dot == 0 || dot + 1 == first.written.size())
    return mistake(first, "this names no attribute", kDateExample,
                   first.written.empty() || dot != std::string::npos ? "" : "contact." + first.written);
  date.variable = first.written.substr(0, dot);
  date.attribute = first.written.substr(dot + 1);
  if (date.variable != "contact" && date.variable != "event") {
    return mistake(first, fmt::format("unknown name \"{}\"", date.variable), "contact or event",
                   nearest(date.variable, std::vector<std::string>{"contact", "event"}));
  }
  if (date.attribute.find_first_of(".[(") != std::string::npos)
    return mistake(first, "this is more than the name of an attribute", kDateExample);
  ++phrase.at;
  return std::nullopt;
}

std::optional<PhraseMistake> read_offset(Phrase& phrase, DateOf& date) {
  const bool before = phrase.word().text == "-", behind = phrase.word().text == "+";
  if (!before && !behind) return std::nullopt;
  const Word sign = phrase.word();
  ++phrase.at;
  std::size_t from = phrase.word().offset, to = from;
  while (!phrase.done() && phrase.word().text != "every" && phrase.word().text != "at") {
    to = phrase.word().offset + phrase.word().text.size();
    ++phrase.at;
  }
  std::string_view written = phrase.text.substr(from, to - from);
  auto duration = parse_duration(written);
  if (!duration) {
    if (written.empty()) return mistake(sign, "how long before or after is missing", kDateExample);
    Word all{std::string(written), std::string(written), from};
    return mistake(all, fmt::format("\"{}\" is not a duration", written), kDateExample,
                   all_digits(written) ? std::string(written) + " days" : "");
  }
  date.offset = before ? -*duration : *duration;
  return std::nullopt;
}

// "1st", "31st", "last".
std::optional<std::uint8_t> day_of_month(const std::string& word) {
  if (word == "last") return std::uint8_t{31};
  std::size_t digits = 0;
  while (digits < word.size() && word[digits] >= '0' && word[digits] <= '9') ++digits;
  if (digits == 0 || digits > 2) return std::nullopt;
  std::string_view ending = std::string_view(word).substr(digits);
  const int day = std::stoi(word.substr(0, digits));
  bool known = ending == "st" || ending == "nd" || ending == "rd" || ending == "th" || ending == ".";
  if (!known || day < 1 || day > 31) return std::nullopt;
  return static_cast<std::uint8_t>(day);
}

std::variant<BySchedule, PhraseMistake> monthly(Phrase phrase) {
  BySchedule schedule;
  phrase.take("the");
  auto day = day_of_month(phrase.word().text);
  if (!day) {
    return mistake(phrase.word(), fmt::format("\"{}\" is no day of the month", phrase.word().written),
                   "1st to 31st, or the last day: on the 1st at 08:00");
  }
  schedule.day_of_month = *day;
  ++phrase.at;
  phrase.take("day");
  phrase.take("at");
  auto minute = minute_of(phrase.word().text);
  if (!minute) return mistake(phrase.word(), "the time of day is missing", kScheduleExample);
  schedule.minute_of_day = *minute;
  ++phrase.at;
  if (!phrase.done())
    return mistake(phrase.word(), fmt::format("\"{}\" after the time", phrase.word().written),
                   "nothing more; zone: is a line of its own");
  return schedule;
}

}  // namespace

std::variant<DateOf, PhraseMistake> parse_date_of(std::string_view text) {
  Phrase phrase(text);
  DateOf date;
  if (auto wrong = read_attribute(phrase, date)) return *wrong;
  if (auto wrong = read_offset(phrase, date)) return *wrong;
  if (phrase.take("every")) {
    if (!phrase.take("year")) return mistake(phrase.word(), "every what?", "every year");
    date.yearly = true;
  }
  if (phrase.take("at")) {
    date.minute_of_day = minute_of(phrase.word().text);
    if (!date.minute_of_day)
      return mistake(phrase.word(), fmt::format("\"{}\" is no time of day", phrase.word().written),
                     "a time from 00:00 to 23:59");
    ++phrase.at;
  }
  if (!phrase.done()) {
    return mistake(phrase.word(), fmt::format("\"{}\" is not understood here", phrase.word().written),
                   "- 30 days or + 30 days, then every year, then at 09:00, as far as they are needed");
  }
  if (date.minute_of_day && date.offset % std::chrono::hours(24) != Millis(0)) {
    return mistake(rest_from(text, 0), "a time of day does not go with hours or minutes before or after",
                   "whole days: contact.renewal_date - 3 days at 09:00");
  }
  return date;
}

std::variant<BySchedule, PhraseMistake> parse_schedule(std::string_view text) {
  Phrase phrase(text);
  if (phrase.done()) return mistake(rest_from(text, 0), "when is missing", kScheduleExample);
  if (phrase.take("on")) return monthly(phrase);
  if (!phrase.take("every")) {
    return mistake(phrase.word(), fmt::format("\"{}\" does not say how often", text), kScheduleExample,
                   day_of(phrase.word().text) ? "every " + std::string(text) : "");
  }
  if (phrase.take("day")) phrase.take("at");
  auto read = days_and_time(phrase.words, phrase.at, phrase.end, kScheduleExample);
  if (auto* wrong = std::get_if<PhraseMistake>(&read)) return *wrong;
  const auto& days = std::get<UntilWeekday>(read);
  BySchedule schedule;
  schedule.weekdays = days.weekdays;
  schedule.minute_of_day = days.minute_of_day;
  return schedule;
}

std::variant<LocalTime, PhraseMistake> parse_moment(std::string_view text) {
  const bool shaped =
      text.size() >= 15 && text[4] == '-' && text[7] == '-' && (text[10] == ' ' || text[10] == 'T');
  auto day = shaped ? parse_rfc3339(std::string(text.substr(0, 10)) + "T00:00:00Z") : std::nullopt;
  auto minute = shaped ? minute_of(text.substr(11)) : std::nullopt;
  if (!day || !minute)
    return mistake(rest_from(text, 0), fmt::format("\"{}\" is no day and time", text), kMomentExample);
  return LocalTime{day->time_since_epoch() + std::chrono::minutes(*minute)};
}

std::variant<std::uint32_t, PhraseMistake> parse_share(std::string_view text) {
  Word all = rest_from(text, 0);
  std::string_view number = text;
  const bool percent = number.ends_with('%');
  if (percent) number.remove_suffix(1);
  while (number.ends_with(' ')) number.remove_suffix(1);
  auto point = number.find('.');
  std::string_view whole = number.substr(0, point);
  std::string fraction(point == std::string_view::npos ? "" : number.substr(point + 1));
  const bool digits = all_digits(whole) && whole.size() <= 4 && fraction.size() <= 2 &&
                      (point == std::string_view::npos || all_digits(fraction));
  if (!digits) return mistake(all, fmt::format("\"{}\" is no share", text), kShareExample);
  if (!percent) {
    return mistake(all, fmt::format("\"{}\" has no percent sign", text), kShareExample,
                   std::string(number) + "%");
  }
  fraction.resize(2, '0');
  std::uint32_t share =
      static_cast<std::uint32_t>(std::stoul(std::string(whole)) * 100 + std::stoul(fraction));
  if (share > 10'000) return mistake(all, fmt::format("{} is more than everybody", text), "at most 100%");
  return share;
}

std::string describe(const DateOf& date) {
  std::string out = date.variable + "." + date.attribute;
  if (date.offset != Millis(0)) {
    const bool before = date.offset < Millis(0);
    out += (before ? " - " : " + ") + format_duration(before ? -date.offset : date.offset);
  }
  if (date.yearly) out += " every year";
  if (date.minute_of_day)
    out += fmt::format(" at {:02}:{:02}", *date.minute_of_day / 60, *date.minute_of_day % 60);
  return out;
}

std::string describe(const BySchedule& schedule) {
  if (schedule.weekdays != 0) {
    std::string days = describe(UntilWeekday{schedule.weekdays, schedule.minute_of_day});
    return ((schedule.weekdays & 0x7fu) == 0x7f ? "every day " : "every ") + days;
  }
  const int day = schedule.day_of_month;
  const char* ending = day % 10 == 1 && day != 11   ? "st"
                       : day % 10 == 2 && day != 12 ? "nd"
                       : day % 10 == 3 && day != 13 ? "rd"
                                                    : "th";
  std::string which = day == 31 ? "last day" : std::to_string(day) + ending;
  return fmt::format("on the {} at {:02}:{:02}", which, schedule.minute_of_day / 60,
                     schedule.minute_of_day % 60);
}

std::string describe_share(std::uint32_t share) {
  if (share % 100 == 0) return fmt::format("{}%", share / 100);
  std::string out = fmt::format("{}.{:02}", share / 100, share % 100);
  if (out.back() == '0') out.pop_back();
  return out + "%";
}

}  // namespace assent::workflows
