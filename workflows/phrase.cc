#include "workflows/phrase.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "workflows/phrase_words.h"

namespace assent::workflows {
namespace {

constexpr std::string_view kWaitExample = "a duration such as 2 days, or until tue-thu 09:30";
constexpr std::string_view kAtMostExample = "a phrase such as 3 messages per 7 days";
constexpr std::string_view kAgainExample = "never, always, or after and a duration: after 90 days";

std::variant<Wait, PhraseMistake> parse_until(std::string_view phrase, const std::vector<Word>& words) {
  const bool date = words.size() > 1 && words[1].text.find('.') != std::string::npos;
  if (date) {
    const std::size_t offset = words[1].offset;
    auto read = parse_date_of(phrase.substr(offset));
    if (auto* of = std::get_if<DateOf>(&read)) {
      if (!of->yearly) return Wait{std::move(*of)};
      return mistake(words[1], "a wait is for one date, not for every year", kWaitExample);
    }
    PhraseMistake wrong = std::get<PhraseMistake>(read);
    wrong.offset += offset;
    return wrong;
  }
  auto read = days_and_time(words, 1, Word{"", "", phrase.size()}, kWaitExample);
  if (auto* until = std::get_if<UntilWeekday>(&read)) return Wait{*until};
  return std::get<PhraseMistake>(read);
}

}  // namespace

std::variant<Wait, PhraseMistake> parse_wait(std::string_view phrase) {
  std::vector<Word> words = words_of(phrase);
  Word all = rest_from(phrase, 0);
  if (words.empty()) return mistake(all, "how long to wait is missing", kWaitExample);
  if (words[0].text == "until") return parse_until(phrase, words);
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
