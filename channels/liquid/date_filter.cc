// The date filter: what is no date passes as it is.
#include <algorithm>

#include "channels/liquid/characters.h"
#include "channels/liquid/filters.h"
#include "channels/liquid/moment.h"
#include "channels/liquid/numbers.h"

namespace assent::channels::liquid {
namespace {

bool is_now(std::string_view s) {
  std::string lowered(s);
  for (char& c : lowered) c = lower(c);
  return lowered == "now" || lowered == "today";
}

std::optional<Moment> moment_in(const Value& v, std::optional<Utc> now) {
  if (v.kind == Kind::integer) return moment_at(v.integer);
  if (!v.is_string() || v.length == 0) return std::nullopt;
  std::string_view s = v.string();
  if (is_now(s)) return now ? std::optional(moment_of(*now)) : std::nullopt;
  if (std::all_of(s.begin(), s.end(), is_digit)) return moment_at(leading_integer(s));
  return read_moment(s, now);
}

}  // namespace

Value date_filter(Call& c) {
  std::string_view format = c.text(0);
  if (format.empty()) return c.input;
  auto moment = moment_in(c.input, c.e.now());
  if (!moment) return c.input;
  std::string out;
  if (!format_moment(*moment, format, out)) return c.fail("date: a % in the format says nothing");
  return c.made_plain(c.e.copied(out));
}

}  // namespace assent::channels::liquid
