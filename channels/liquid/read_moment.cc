// Dates as people and programs write them.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "channels/liquid/characters.h"
#include "channels/liquid/moment.h"

namespace assent::channels::liquid {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
struct NamedZone {
  std::string_view name;
  int hours;
};
constexpr std::array kZones{
    NamedZone{"utc", 0},  NamedZone{"gmt", 0},  NamedZone{"z", 0},    NamedZone{"est", -5},
    NamedZone{"edt", -4}, NamedZone{"cst", -6}, NamedZone{"cdt", -5}, NamedZone{"mst", -7},
    NamedZone{"mdt", -6}, NamedZone{"pst", -8}, NamedZone{"pdt", -7}, NamedZone{"cet", 1},
    NamedZone{"cest", 2}, NamedZone{"bst", 1},  NamedZone{"jst", 9},
};

struct Parts {
  std::optional<int> year, month, day, hour, minute, second, day_of_year;
  int nanoseconds = 0;
  std::optional<int> offset;
  bool named_utc = false;
};

// A word or number of the text, with what stands right before it.
struct Word {
  std::string_view text;
  char before = 0;
  bool number = false;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool read(Parts& p) {
    read_time(p);
    return read_date(p) || p.hour.has_value();
  }

 private:
  int number(std::string_view digits) const {
    int n = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), n);
    return n;
  }
  std::string_view digits_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return std::string_view(text_).substr(at, end - at);
  }
  void blank(std::size_t from, std::size_t to) {
    std::fill(text_.begin() + static_cast<std::ptrdiff_t>(from),
              text_.begin() + static_cast<std::ptrdiff_t>(to), ' ');
  }
  std::size_t skip_spaces(std::size_t at) const {
    while (at < text_.size() && is_space(text_[at])) ++at;
    return at;
  }

  void read_time(Parts& p);
  std::size_t read_half(Parts& p, std::size_t at) const;
  std::size_t read_zone(Parts& p, std::size_t at) const;
  bool read_date(Parts& p);
  bool read_numeric(Parts& p);
  bool read_compact(Parts& p);
  bool read_named_month(Parts& p);
  std::vector<Word> words() const;

  std::string text_;
};

// "am", "p.m." and so on; the end of it.
std::size_t Reader::read_half(Parts& p, std::size_t at) const {
  std::size_t start = skip_spaces(at);
  if (start + 1 >= text_.size() || (text_[start] != 'a' && text_[start] != 'p')) return at;
  std::size_t m = start + (text_[start + 1] == '.' ? 2 : 1);
  if (m >= text_.size() || text_[m] != 'm' || (m + 1 < text_.size() && is_letter(text_[m + 1]))) return at;
  p.hour = *p.hour % 12 + (text_[start] == 'p' ? 12 : 0);
  return m + 1 + (m + 1 < text_.size() && text_[m + 1] == '.' ? 1 : 0);
}

std::size_t Reader::read_zone(Parts& p, std::size_t at) const {
  std::size_t start = skip_spaces(at);
  if (start >= text_.size()) return at;
  if (text_[start] == '+' || text_[start] == '-') {
    std::string_view first = digits_at(start + 1);
    std::size_t end = start + 1 + first.size();
    int hours = 0, minutes = 0;
    if (first.size() == 4) {
      hours = number(first.substr(0, 2));
      minutes = number(first.substr(2));
    } else if (first.size() == 1 || first.size() == 2) {
      hours = number(first);
      if (end < text_.size() && text_[end] == ':') {
        std::string_view second = digits_at(end + 1);
        minutes = number(second);
        end += 1 + second.size();
      }
    } else {
      return at;
    }
    if (hours > 23 || minutes > 59) return at;
    p.offset = (hours * 60 + minutes) * 60 * (text_[start] == '-' ? -1 : 1);
    p.named_utc = *p.offset == 0;
    return end;
  }
  std::size_t end = start;
  while (end < text_.size() && is_letter(text_[end])) ++end;
  std::string_view name = std::string_view(text_).substr(start, end - start);
  auto zone = std::find_if(kZones.begin(), kZones.end(), [&](const NamedZone& z) { return z.name == name; });
  if (zone == kZones.end()) return at;
  p.offset = zone->hours * 3600;
  p.named_utc = zone->hours == 0;
  return end;
}

void Reader::read_time(Parts& p) {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (!is_digit(text_[i]) || (i > 0 && is_digit(text_[i - 1]))) continue;
    std::string_view hour = digits_at(i);
    std::size_t end = i + hour.size();
    if (hour.size() > 2) continue;
    bool colon = end + 1 < text_.size() && text_[end] == ':' && is_digit(text_[end + 1]);
    Parts found = p;
    found.hour = number(hour);
    if (colon) {
      std::string_view minute = digits_at(end + 1);
      found.minute = number(minute);
      end += 1 + minute.size();
      if (end + 1 < text_.size() && text_[end] == ':' && is_digit(text_[end + 1])) {
        std::string_view second = digits_at(end + 1);
        found.second = number(second);
        end += 1 + second.size();
        if (end + 1 < text_.size() && (text_[end] == '.' || text_[end] == ',') && is_digit(text_[end + 1])) {
          std::string fraction(digits_at(end + 1));
          end += 1 + fraction.size();
          fraction.resize(9, '0');
          found.nanoseconds = number(fraction);
        }
      }
    }
    std::size_t behind = read_half(found, end);
    if (!colon && behind == end) continue;
    p = found;
    end = read_zone(p, behind);
    blank(i > 0 && text_[i - 1] == 't' ? i - 1 : i, end);
    return;
  }
}

std::vector<Word> Reader::words() const {
  std::vector<Word> found;
  for (std::size_t i = 0; i < text_.size() && found.size() < 32;) {
    bool digit = is_digit(text_[i]);
    if (!digit && !is_letter(text_[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text_.size() && (digit ? is_digit(text_[end]) : is_letter(text_[end]))) ++end;
    found.push_back({std::string_view(text_).substr(i, end - i), i > 0 ? text_[i - 1] : ' ', digit});
    i = end;
  }
  return found;
}

// 2016-03-14, 2016/3/14, 14.03.2016, 2016-074
bool Reader::read_numeric(Parts& p) {
  std::vector<Word> all = words();
  auto joined = [](const Word& w) { return w.before == '-' || w.before == '/' || w.before == '.'; };
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].number || all[i].before == '-') continue;
    bool two = i + 1 < all.size() && all[i + 1].number && joined(all[i + 1]);
    bool three = two && i + 2 < all.size() && all[i + 2].number && all[i + 2].before == all[i + 1].before;
    if (three) {
      bool year_last = all[i].text.size() <= 2 && all[i + 2].text.size() > 2;
      const Word& year = year_last ? all[i + 2] : all[i];
      p.year = number(year.text) + (year.text.size() > 2 ? 0 : number(year.text) < 69 ? 2000 : 1900);
      p.month = number(all[i + 1].text);
      p.day = number((year_last ? all[i] : all[i + 2]).text);
      return true;
    }
    if (two && all[i].text.size() == 4 && all[i + 1].text.size() == 3 && all[i + 1].before == '-') {
      p.year = number(all[i].text);
      p.day_of_year = number(all[i + 1].text);
      return true;
    }
  }
  return false;
}

// 20160314 and 20160314t101112
bool Reader::read_compact(Parts& p) {
  std::vector<Word> all = words();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].number || (all[i].text.size() != 8 && all[i].text.size() != 14)) continue;
    std::string_view d = all[i].text;
    p.year = number(d.substr(0, 4));
    p.month = number(d.substr(4, 2));
    p.day = number(d.substr(6, 2));
    bool time =
        i + 2 < all.size() && all[i + 1].text == "t" && all[i + 2].number && all[i + 2].text.size() == 6;
    std::string_view t = d.size() == 14 ? d.substr(8) : time ? all[i + 2].text : std::string_view();
    if (!t.empty()) {
      p.hour = number(t.substr(0, 2));
      p.minute = number(t.substr(2, 2));
      p.second = number(t.substr(4, 2));
    }
    return true;
  }
  return false;
}

// March 14, 2016; 14th of March 2016; Mar 14; March 2016
bool Reader::read_named_month(Parts& p) {
  std::vector<Word> all = words();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].number || all[i].text.size() < 3) continue;
    auto month = std::find(kMonths.begin(), kMonths.end(), all[i].text.substr(0, 3));
    if (month == kMonths.end()) continue;
    p.month = static_cast<int>(month - kMonths.begin()) + 1;
    auto ordinal = [](const Word& w) {
      return w.text == "st" || w.text == "nd" || w.text == "rd" || w.text == "th" || w.text == "of";
    };
    std::size_t before = i;
    while (before > 0 && ordinal(all[before - 1])) --before;
    if (before > 0 && all[before - 1].number && all[before - 1].text.size() <= 2)
      p.day = number(all[before - 1].text);
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (ordinal(all[j])) continue;
      if (!all[j].number) break;
      bool quoted = all[j].before == '\'';
      if (!p.day && all[j].text.size() <= 2 && !quoted) {
        p.day = number(all[j].text);
      } else {
        int year = number(all[j].text);
        p.year = all[j].text.size() > 2 ? year : year + (year < 69 ? 2000 : 1900);
        break;
      }
    }
    return true;
  }
  return false;
}

bool Reader::read_date(Parts& p) {
  if (read_named_month(p) || read_numeric(p) || read_compact(p)) return true;
  std::vector<Word> all = words();
  if (!p.hour && all.size() == 1 && all[0].number && all[0].text.size() <= 2 && text_ == all[0].text) {
    p.day = number(all[0].text);
    return true;
  }
  return false;
}

bool in(const std::optional<int>& n, int least, int most) {
  return !n || (*n >= least && *n <= most);
}

}  // namespace

std::optional<Moment> read_moment(std::string_view text, std::optional<Utc> now) {
  if (text.size() > 128) return std::nullopt;
  std::string lowered(text);
  for (char& c : lowered) c = lower(c);
  Parts p;
  if (!Reader(lowered).read(p)) return std::nullopt;
  if (!in(p.month, 1, 12) || !in(p.day, 1, 31) || !in(p.hour, 0, 24) || !in(p.minute, 0, 59) ||
      !in(p.second, 0, 60) || !in(p.day_of_year, 1, 366) || !in(p.year, -9999, 30000)) {
    return std::nullopt;
  }
  if (!p.year && !now) return std::nullopt;
  if (now) {
    date::year_month_day today(date::floor<date::days>(date::sys_time<Millis>(now->time_since_epoch())));
    bool given = p.year.has_value();
    if (!p.year) p.year = static_cast<int>(today.year());
    if (!given && !p.month) p.month = static_cast<int>(static_cast<unsigned>(today.month()));
    given = given || p.month != static_cast<int>(static_cast<unsigned>(today.month())) || p.day;
    if (!given && !p.day && p.hour) p.day = static_cast<int>(static_cast<unsigned>(today.day()));
  }
  date::sys_days day =
      date::sys_days(date::year(*p.year) / date::month(static_cast<unsigned>(p.month.value_or(1))) / 1) +
      date::days(p.day_of_year ? *p.day_of_year - 1 : p.day.value_or(1) - 1);
  Moment m;
  m.offset = p.offset.value_or(0);
  m.utc = !p.offset || p.named_utc;
  m.nanoseconds = p.nanoseconds;
  m.seconds = static_cast<std::int64_t>(day.time_since_epoch().count()) * 86400 + p.hour.value_or(0) * 3600 +
              p.minute.value_or(0) * 60 + p.second.value_or(0) - m.offset;
  return m;
}

std::optional<Moment> moment_at(std::int64_t unix_seconds) {
  constexpr std::int64_t most = 900'000'000'000;
  if (unix_seconds > most || unix_seconds < -most) return std::nullopt;
  Moment m;
  m.seconds = unix_seconds;
  return m;
}

Moment moment_of(Utc t) {
  std::int64_t ms = to_unix_ms(t);
  std::int64_t seconds = ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
  Moment m;
  m.seconds = seconds;
  m.nanoseconds = static_cast<std::int32_t>((ms - seconds * 1000) * 1'000'000);
  return m;
}

}  // namespace assent::channels::liquid
