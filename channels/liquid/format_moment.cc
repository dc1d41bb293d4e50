// strftime with Ruby's flags and widths: %-d, %_d, %05d, %^a, %#p, %3N, %:z.
#include <fmt/format.h>

#include <array>

#include "channels/liquid/case_mapping.h"
#include "channels/liquid/characters.h"
#include "channels/liquid/moment.h"

namespace assent::channels::liquid {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

// The wall clock of a moment.
struct Wall {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, weekday = 0, day_of_year = 1;
};

Wall wall_of(const Moment& m) {
  std::int64_t local = m.seconds + m.offset;
  std::int64_t days = local / 86400, rest = local % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  date::sys_days day{date::days(static_cast<int>(days))};
  date::year_month_day ymd(day);
  Wall w;
  w.year = static_cast<int>(ymd.year());
  w.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  w.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  w.hour = static_cast<int>(rest / 3600);
  w.minute = static_cast<int>(rest / 60 % 60);
  w.second = static_cast<int>(rest % 60);
  w.weekday = static_cast<int>(date::weekday(day).c_encoding());
  w.day_of_year = (day - date::sys_days(ymd.year() / 1 / 1)).count() + 1;
  return w;
}

bool leap(int year) {
  return date::year(year).is_leap();
}

// ISO 8601 week and the year that it belongs to.
std::pair<int, int> iso_week(const Wall& w) {
  int monday_based = (w.weekday + 6) % 7;
  int week = (w.day_of_year - 1 - monday_based + 10) / 7;
  if (week < 1) {
    Wall before = w;
    before.year = w.year - 1;
    before.day_of_year = w.day_of_year + (leap(w.year - 1) ? 366 : 365);
    return iso_week(before);
  }
  // The last days may be in week 1 of the year after.
  int days = leap(w.year) ? 366 : 365;
  int thursday = w.day_of_year + 3 - monday_based;
  if (thursday > days) return {w.year + 1, 1};
  return {w.year, week};
}

// What stands between the % and its letter.
struct Spec {
  char padding = 0;  // '-', '0', '_' or none said
  bool upper = false, swapped = false;
  int colons = 0, width = -1;
  char letter = 0;
};

class Formatter {
 public:
  Formatter(const Moment& m, std::string& out) : m_(m), w_(wall_of(m)), out_(out) {}
  bool format(std::string_view f);

 private:
  bool read_spec(std::string_view f, std::size_t& i, Spec& s) const;
  bool one(const Spec& s);
  bool numbers(const Spec& s);
  bool weeks(const Spec& s);
  bool texts(const Spec& s);
  bool compound(const Spec& s);
  void number(const Spec& s, std::int64_t n, int width, char padding = '0');
  void text(const Spec& s, std::string_view t);
  void fraction(const Spec& s, int digits);
  void zone_offset(const Spec& s);
  std::string formatted(std::string_view f) const {
    std::string inner;
    Formatter(m_, inner).format(f);
    return inner;
  }

  const Moment& m_;
  Wall w_;
  std::string& out_;
};

void Formatter::number(const Spec& s, std::int64_t n, int width, char padding) {
  if (s.padding == '-') {
    out_ += std::to_string(n);
    return;
  }
  if (s.width >= 0) width = s.width;
  if (s.padding == '0') padding = '0';
  if (s.padding == '_') padding = ' ';
  out_ += padding == '0' ? fmt::format("{:0{}d}", n, width) : fmt::format("{:{}d}", n, width);
}

void Formatter::text(const Spec& s, std::string_view t) {
  std::string made;
  if (s.upper || (s.swapped && s.letter != 'p' && s.letter != 'Z')) {
    append_upper(t, made);
  } else if (s.swapped) {
    append_lower(t, made);
  } else {
    made = t;
  }
  auto length = static_cast<int>(made.size());
  if (s.width > length) out_.append(static_cast<std::size_t>(s.width - length), s.padding == '0' ? '0' : ' ');
  out_ += made;
}

void Formatter::fraction(const Spec& s, int digits) {
  if (s.width > 0) digits = s.width;
  std::string nine = fmt::format("{:09d}", m_.nanoseconds);
  nine.resize(static_cast<std::size_t>(std::min(digits, 64)), '0');
  out_ += nine;
}

void Formatter::zone_offset(const Spec& s) {
  int offset = m_.offset < 0 ? -m_.offset : m_.offset;
  std::string t = m_.offset < 0 ? "-" : "+";
  t += fmt::format("{:02d}", offset / 3600);
  if (s.colons > 0) t += ':';
  t += fmt::format("{:02d}", offset / 60 % 60);
  if (s.colons > 1) t += fmt::format(":{:02d}", offset % 60);
  if (s.width > static_cast<int>(t.size())) t.insert(1, static_cast<std::size_t>(s.width) - t.size(), '0');
  out_ += t;
}

bool Formatter::numbers(const Spec& s) {
  int hour12 = w_.hour % 12 == 0 ? 12 : w_.hour % 12;
  switch (s.letter) {
    case 'C':
      number(s, w_.year / 100, 2);
      return true;
    case 'd':
      number(s, w_.day, 2);
      return true;
    case 'e':
      number(s, w_.day, 2, ' ');
      return true;
    case 'H':
      number(s, w_.hour, 2);
      return true;
    case 'I':
      number(s, hour12, 2);
      return true;
    case 'j':
      number(s, w_.day_of_year, 3);
      return true;
    case 'k':
      number(s, w_.hour, 2, ' ');
      return true;
    case 'l':
      number(s, hour12, 2, ' ');
      return true;
    case 'm':
      number(s, w_.month, 2);
      return true;
    case 'M':
      number(s, w_.minute, 2);
      return true;
    case 's':
      number(s, m_.seconds, 1);
      return true;
    case 'S':
      number(s, w_.second, 2);
      return true;
    case 'y':
      number(s, (w_.year % 100 + 100) % 100, 2);
      return true;
    case 'Y':
      number(s, w_.year, w_.year < 0 ? 5 : 4);
      return true;
    default:
      return false;
  }
}

bool Formatter::weeks(const Spec& s) {
  int monday_based = (w_.weekday + 6) % 7;
  switch (s.letter) {
    case 'g':
      number(s, iso_week(w_).first % 100, 2);
      return true;
    case 'G':
      number(s, iso_week(w_).first, 4);
      return true;
    case 'u':
      number(s, monday_based + 1, 1);
      return true;
    case 'U':
      number(s, (w_.day_of_year + 6 - w_.weekday) / 7, 2);
      return true;
    case 'V':
      number(s, iso_week(w_).second, 2);
      return true;
    case 'w':
      number(s, w_.weekday, 1);
      return true;
    case 'W':
      number(s, (w_.day_of_year + 6 - monday_based) / 7, 2);
      return true;
    default:
      return false;
  }
}

bool Formatter::texts(const Spec& s) {
  auto month = static_cast<std::size_t>(w_.month - 1), day = static_cast<std::size_t>(w_.weekday);
  switch (s.letter) {
    case 'a':
      text(s, kDays[day].substr(0, 3));
      return true;
    case 'A':
      text(s, kDays[day]);
      return true;
    case 'b':
    case 'h':
      text(s, kMonths[month].substr(0, 3));
      return true;
    case 'B':
      text(s, kMonths[month]);
      return true;
    case 'L':
      fraction(s, 3);
      return true;
    case 'N':
      fraction(s, 9);
      return true;
    case 'n':
      text(s, "\n");
      return true;
    case 'p':
      text(s, w_.hour < 12 ? "AM" : "PM");
      return true;
    case 'P':
      text(s, w_.hour < 12 ? "am" : "pm");
      return true;
    case 't':
      text(s, "\t");
      return true;
    case 'z':
      zone_offset(s);
      return true;
    case 'Z':
      text(s, m_.utc ? "UTC" : "");
      return true;
    case '%':
      text(s, "%");
      return true;
    default:
      return false;
  }
}

bool Formatter::compound(const Spec& s) {
  switch (s.letter) {
    case 'c':
      text(s, formatted("%a %b %e %H:%M:%S %Y"));
      return true;
    case 'D':
    case 'x':
      text(s, formatted("%m/%d/%y"));
      return true;
    case 'F':
      text(s, formatted("%Y-%m-%d"));
      return true;
    case 'r':
      text(s, formatted("%I:%M:%S %p"));
      return true;
    case 'R':
      text(s, formatted("%H:%M"));
      return true;
    case 'T':
    case 'X':
      text(s, formatted("%H:%M:%S"));
      return true;
    case 'v':
      text(s, formatted("%e-%^b-%Y"));
      return true;
    default:
      return false;
  }
}

bool Formatter::one(const Spec& s) {
  return numbers(s) || weeks(s) || texts(s) || compound(s);
}

// `i` stands behind the %; afterwards behind the letter. false: there is no letter.
bool Formatter::read_spec(std::string_view f, std::size_t& i, Spec& s) const {
  for (; i < f.size(); ++i) {
    char c = f[i];
    if (c == '-' || c == '_' || (c == '0' && s.width < 0)) {
      s.padding = c;
    } else if (c == '^') {
      s.upper = true;
    } else if (c == '#') {
      s.swapped = true;
    } else if (c == ':') {
      ++s.colons;
    } else if (is_digit(c)) {
      s.width = std::min(1024, std::max(s.width, 0) * 10 + (c - '0'));
    } else if (c != 'E' && c != 'O') {
      s.letter = c;
      ++i;
      return true;
    }
  }
  return false;
}

bool Formatter::format(std::string_view f) {
  std::size_t i = 0;
  while (i < f.size()) {
    std::size_t sign = f.find('%', i);
    out_ += f.substr(i, sign == std::string_view::npos ? sign : sign - i);
    if (sign == std::string_view::npos) break;
    i = sign + 1;
    if (i == f.size()) return false;
    Spec s;
    // What is no directive stands as it is written.
    if (!read_spec(f, i, s) || !one(s)) out_ += f.substr(sign, i - sign);
  }
  return true;
}

}  // namespace

bool format_moment(const Moment& m, std::string_view format, std::string& out) {
  return Formatter(m, out).format(format);
}

}  // namespace assent::channels::liquid
