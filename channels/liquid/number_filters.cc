// abs, at_least, at_most, ceil, divided_by, floor, minus, modulo, plus, round, times.
#include <algorithm>
#include <array>
#include <cmath>

#include "channels/liquid/filters.h"
#include "channels/liquid/numbers.h"

namespace assent::channels::liquid {
namespace {

Value kept(const Call& c, const Number& n) {
  Value v = n.value();
  v.flags |= c.input.flags & (Value::absent | Value::hidden);
  return v;
}

Value operate(Call& c, Operation op) {
  auto result = compute(op, to_number(c.input), to_number(c.argument(0)));
  if (!result) return c.fail("divided by 0");
  return kept(c, *result);
}

Value absolute(Call& c) {
  Number n = to_number(c.input);
  if (n.whole) n.integer = n.integer < 0 && n.integer != INT64_MIN ? -n.integer : n.integer;
  n.decimal = std::abs(n.decimal);
  return kept(c, n);
}

Value at_least(Call& c) {
  Number n = to_number(c.input), least = to_number(c.argument(0));
  return kept(c, order(least, n) > 0 ? least : n);
}

Value at_most(Call& c) {
  Number n = to_number(c.input), most = to_number(c.argument(0));
  return kept(c, order(most, n) < 0 ? most : n);
}

Value round_filter(Call& c) {
  Number places = to_number(c.argument(0));
  auto n = places.whole ? places.integer : static_cast<std::int64_t>(std::clamp(places.decimal, -1e6, 1e6));
  return kept(c, rounded(to_number(c.input), n));
}

constexpr std::array kFilters{
    FilterSpec{"abs", 0, 0, absolute},
    FilterSpec{"at_least", 1, 1, at_least},
    FilterSpec{"at_most", 1, 1, at_most},
    FilterSpec{"ceil", 0, 0, [](Call& c) { return kept(c, rounded_up(to_number(c.input))); }},
    FilterSpec{"divided_by", 1, 1, [](Call& c) { return operate(c, Operation::divide); }},
    FilterSpec{"floor", 0, 0, [](Call& c) { return kept(c, rounded_down(to_number(c.input))); }},
    FilterSpec{"minus", 1, 1, [](Call& c) { return operate(c, Operation::minus); }},
    FilterSpec{"modulo", 1, 1, [](Call& c) { return operate(c, Operation::modulo); }},
    FilterSpec{"plus", 1, 1, [](Call& c) { return operate(c, Operation::plus); }},
    FilterSpec{"round", 0, 1, round_filter},
    FilterSpec{"times", 1, 1, [](Call& c) { return operate(c, Operation::times); }},
};

}  // namespace

std::span<const FilterSpec> number_filters() {
  return kFilters;
}

}  // namespace assent::channels::liquid
