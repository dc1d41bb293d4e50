#include "workflows/phrase.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace assent::workflows {
namespace {

constexpr std::string_view kWaitExample = "a duration such as 2 days, or until tue-thu 09:30";
constexpr std::string_view kAtMostExample = "a phrase such as 3 messages per 7 days";
constexpr std::string_view kAgainExample = "never, always, or after and a duration: after 90 days";

constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday"};

struct Word {
  std::string text;     // in lower case
  std::string written;  // as it stands there
  std::size_t offset = 0;
};

// Splits at spaces; commas and dashes are words of their own, but for the colon of a time all else sticks.
std::vector<Word> words_of(std::string_view phrase) {
  std::vector<Word> out;
  bool inside = false;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    const char written = phrase[i];
    char c = written;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    bool mark = c == ',' || c == '-';
    if (c == ' ' || c == '\t' || c == '\n') {
      inside = false;
    } else if (mark || !inside) {
      out.push_back({std::string(1, c), std::string(1, written), i});
      inside = !mark;
    } else {
      out.back().text += c;
      out.back().written += written;
    }
  }
  return out;
}

Word rest_from(std::string_view phrase, std::size_t offset) {
  std::string rest(phrase.substr(offset));
  return {rest, rest, offset};
}

PhraseMistake mistake(const Word& at, std::string message, std::string_view expected,
                      std::string suggestion = {}) {
  return {at.offset, std::max<std::size_t>(at.text.size(), 1), std::move(message), std::string(expected),
          std::move(suggestion)};
}

// Monday = 0; "tue", "tues" and "tuesday" alike.
std::optional<unsigned> day_of(std::string_view word) {
  if (word.size() < 3) return std::nullopt;
  for (unsigned i = 0; i < kDays.size(); ++i) {
    if (kDays[i].starts_with(word)) return i;
  }
  return std::nullopt;
}

std::string nearest_day(std::string_view word) {
  std::vector<std::string> names(kDays.begin(), kDays.end());
  for (std::string_view day : kDays) names.emplace_back(day.substr(0, 3));
  return nearest(word, names);
}

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "9:30" or "09:30", to 23:59.
std::optional<std::uint16_t> minute_of(std::string_view word) {
  auto colon = word.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view hours = word.substr(0, colon);
  std::string_view minutes = word.substr(colon + 1);
  if (!all_digits(hours) || hours.size() > 2 || !all_digits(minutes) || minutes.size() != 2)
    return std::nullopt;
  auto number = [](std::string_view digits) {
    int value = 0;
    for (char c : digits) value = value * 10 + (c - '0');
    return value;
  };
  if (number(hours) > 23 || number(minutes) > 59) return std::nullopt;
  return static_cast<std::uint16_t>(number(hours) * 60 + number(minutes));
}

PhraseMistake not_a_day(const Word& word) {
  if (word.text[0] >= '0' && word.text[0] <= '9') {
    return mistake(word, fmt::format("\"{}\" is no time of day", word.written),
                   "weekdays if need be, then a time from 00:00 to 23:59");
  }
  return mistake(word, fmt::format("\"{}\" is no weekday", word.written),
                 "weekdays and a time, such as until monday 09:00 or until tue-thu 09:30",
                 nearest_day(word.text));
}

// The days from `first` to `last`, around the end of the week if need be.
std::uint8_t days_between(unsigned first, unsigned last) {
  unsigned bits = 0;
  for (unsigned day = first;; day = (day + 1) % 7) {
    bits |= 1u << day;
    if (day == last) return static_cast<std::uint8_t>(bits);
  }
}

std::variant<Wait, PhraseMistake> parse_until(const std::vector<Word>& words, const Word& end) {
  UntilWeekday until;
  unsigned days = 0;
  std::size_t i = 1;
  auto word = [&](std::size_t n) -> const Word& { return n < words.size() ? words[n] : end; };
  while (i < words.size() && !minute_of(words[i].text)) {
    auto first = day_of(words[i].text);
    if (!first) return not_a_day(words[i]);
    auto last = first;
    if (word(i + 1).text == "-") {
      last = day_of(word(i + 2).text);
      if (!last)
        return i + 2 < words.size() ? not_a_day(words[i + 2])
                                    : mistake(end, "the last day of the range is missing", kWaitExample);
      i += 2;
    }
    days |= days_between(*first, *last);
    ++i;
    if (word(i).text == "," || word(i).text == "and") ++i;
    if (word(i).text == "at") ++i;
  }
  if (i >= words.size())
    return mistake(end, "the time of day is missing", "a time, such as until monday 09:00");
  if (days != 0) until.weekdays = static_cast<std::uint8_t>(days);
  until.minute_of_day = *minute_of(words[i].text);
  if (i + 1 < words.size()) {
    return mistake(words[i + 1], fmt::format("\"{}\" after the time", words[i + 1].written),
                   "nothing more: the zone is the contact's own");
  }
  return Wait{until};
}

}  // namespace

std::variant<Wait, PhraseMistake> parse_wait(std::string_view phrase) {
  std::vector<Word> words = words_of(phrase);
  Word all = rest_from(phrase, 0);
  if (words.empty()) return mistake(all, "how long to wait is missing", kWaitExample);
  if (words[0].text == "until") return parse_until(words, Word{"", "", phrase.size()});
  if (auto duration = parse_duration(phrase)) {
    if (*duration > Millis(0)) return Wait{*duration};
    return mistake(all, "this wait takes no time", kWaitExample);
  }
  if (all_digits(phrase)) {
    return mistake(all, "the wait has no unit", kWaitExample, std::string(phrase) + " days");
  }
  if (day_of(words[0].text) || minute_of(words.back().text)) {
    return mistake(all, "a wait for a time begins with \"until\"", kWaitExample,
                   "until " + std::string(phrase));
  }
  return mistake(all, fmt::format("\"{}\" is no time to wait", phrase), kWaitExample);
}

std::variant<AtMost, PhraseMistake> parse_at_most(std::string_view phrase) {
  std::vector<Word> words = words_of(phrase);
  Word end{"", "", phrase.size()};
  auto word = [&](std::size_t n) -> const Word& { return n < words.size() ? words[n] : end; };
  if (!all_digits(word(0).text) || word(0).text.size() > 6 || std::stoi(word(0).text) == 0) {
    return mistake(word(0), "how many messages is missing", kAtMostExample);
  }
  AtMost out;
  out.messages = static_cast<std::uint32_t>(std::stoi(word(0).text));
  if (word(1).text != "message" && word(1).text != "messages") {
    return mistake(word(1), "the word \"messages\" is missing", kAtMostExample);
  }
  if (word(2).text != "per") return mistake(word(2), "the word \"per\" is missing", kAtMostExample);
  Word window = rest_from(phrase, std::min(word(3).offset, phrase.size()));
  auto duration = parse_duration(window.text);
  if (!duration) duration = parse_duration("1 " + window.text);  // "per day"
  if (!duration || *duration <= Millis(0)) {
    return mistake(window, fmt::format("\"{}\" is not a duration", window.text), kAtMostExample);
  }
  out.window = *duration;
  return out;
}

std::variant<AgainPhrase, PhraseMistake> parse_again(std::string_view phrase) {
  std::vector<Word> words = words_of(phrase);
  Word all = rest_from(phrase, 0);
  if (words.size() == 1 && words[0].text == "never") return AgainPhrase{Again::never, {}};
  if (words.size() == 1 && words[0].text == "always") return AgainPhrase{Again::always, {}};
  if (!words.empty() && words[0].text == "after") {
    if (words.size() == 1) return mistake(all, "after how long is missing", kAgainExample);
    Word rest = rest_from(phrase, words[1].offset);
    auto duration = parse_duration(rest.text);
    if (duration && *duration > Millis(0)) return AgainPhrase{Again::after, *duration};
    return mistake(rest, fmt::format("\"{}\" is not a duration", rest.text), kAgainExample);
  }
  std::string suggestion;
  if (parse_duration(phrase))
    suggestion = "after " + std::string(phrase);
  else
    suggestion = nearest(phrase, std::vector<std::string>{"never", "always"});
  return mistake(all, fmt::format("\"{}\" does not say when to enter again", phrase), kAgainExample,
                 suggestion);
}

std::string describe(const UntilWeekday& until) {
  std::string days;
  unsigned bits = until.weekdays & 0x7fu;
  for (unsigned first = 0; first < 7 && bits != 0x7f; ++first) {
    if ((bits >> first & 1u) == 0) continue;
    unsigned last = first;
    while (last + 1 < 7 && (bits >> (last + 1) & 1u) != 0) ++last;
    if (!days.empty()) days += ", ";
    days += kDays[first].substr(0, 3);
    if (last > first) days += (last == first + 1 ? ", " : "-") + std::string(kDays[last].substr(0, 3));
    first = last;
  }
  if (!days.empty()) days += ' ';
  return fmt::format("{}{:02}:{:02}", days, until.minute_of_day / 60, until.minute_of_day % 60);
}

}  // namespace assent::workflows
