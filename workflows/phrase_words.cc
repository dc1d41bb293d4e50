#include "workflows/phrase_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace assent::workflows {
namespace {

std::string nearest_day(std::string_view word) {
  std::vector<std::string> names(kDays.begin(), kDays.end());
  for (std::string_view day : kDays) names.emplace_back(day.substr(0, 3));
  return nearest(word, names);
}

// The days from `first` to `last`, around the end of the week if need be.
std::uint8_t days_between(unsigned first, unsigned last) {
  unsigned bits = 0;
  for (unsigned day = first;; day = (day + 1) % 7) {
    bits |= 1u << day;
    if (day == last) return static_cast<std::uint8_t>(bits);
  }
}

// "tue-thu", "monday": from words[i] on, which moves behind them.
std::variant<std::uint8_t, PhraseMistake> read_days(const std::vector<Word>& words, std::size_t& i,
                                                    const Word& end, std::string_view expected) {
  auto word = [&](std::size_t n) -> const Word& { return n < words.size() ? words[n] : end; };
  auto first = day_of(words[i].text);
  if (!first) return not_a_day(words[i]);
  auto last = first;
  if (word(i + 1).text == "-") {
    last = day_of(word(i + 2).text);
    if (!last)
      return i + 2 < words.size() ? not_a_day(words[i + 2])
                                  : mistake(end, "the last day of the range is missing", expected);
    i += 2;
  }
  ++i;
  if (word(i).text == "," || word(i).text == "and") ++i;
  if (word(i).text == "at") ++i;
  return days_between(*first, *last);
}

}  // namespace

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
                      std::string suggestion) {
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

std::variant<UntilWeekday, PhraseMistake> days_and_time(const std::vector<Word>& words, std::size_t first,
                                                        const Word& end, std::string_view expected) {
  UntilWeekday until;
  unsigned days = 0;
  std::size_t i = first;
  while (i < words.size() && !minute_of(words[i].text)) {
    auto some = read_days(words, i, end, expected);
    if (auto* wrong = std::get_if<PhraseMistake>(&some)) return *wrong;
    days |= std::get<std::uint8_t>(some);
  }
  if (i >= words.size()) return mistake(end, "the time of day is missing", "a time, such as monday 09:00");
  if (days != 0) until.weekdays = static_cast<std::uint8_t>(days);
  until.minute_of_day = *minute_of(words[i].text);
  if (i + 1 < words.size()) {
    return mistake(words[i + 1], fmt::format("\"{}\" after the time", words[i + 1].written),
                   "nothing more: the time is the last word");
  }
  return until;
}

}  // namespace assent::workflows
