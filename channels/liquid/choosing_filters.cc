// Filters that choose among the items of a list: where, reject, has, find, find_index.
#include <algorithm>
#include <array>

#include "channels/liquid/filters.h"

namespace assent::channels::liquid {
namespace {

enum class Verdict : std::uint8_t { yes, no, nothing, failed };

// Whether an item fits: its property is so, or is anything but nil and false where no value is asked for.
Verdict fits(Call& c, const Value& item) {
  Value found;
  switch (pick(item, c.argument(0), found, c.e)) {
    case Picked::wrong_type:
      if (c.argument(0).is_nil()) return Verdict::nothing;
      cannot_pick(c.argument(0), c.e);
      return Verdict::failed;
    case Picked::no_brackets:
      return Verdict::nothing;
    case Picked::found:
      break;
  }
  bool yes = c.argument(1).is_nil() ? found.truthy() : equal(found, c.argument(1));
  return yes ? Verdict::yes : Verdict::no;
}

Value chosen(Call& c, Verdict wanted) {
  std::vector<Value> out;
  for (const Value& item : items_of(c.input, c.e)) {
    Verdict v = fits(c, item);
    if (v == Verdict::nothing || v == Verdict::failed) return {};
    if (v == wanted) out.push_back(item);
  }
  Value* items = c.e.values(out.size());
  const List* list = items == nullptr ? nullptr : c.e.list(items, out.size());
  if (list == nullptr) return {};
  std::copy(out.begin(), out.end(), items);
  Value v = Value::of(list);
  v.flags |= c.input.flags & Value::travelling;
  return v;
}

// The place of the first item that fits; -1: none, -2: nothing can be told.
std::int64_t first_fit(Call& c, std::span<const Value> items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    Verdict v = fits(c, items[i]);
    if (v == Verdict::yes) return static_cast<std::int64_t>(i);
    if (v != Verdict::no) return -2;
  }
  return -1;
}

Value has(Call& c) {
  std::int64_t at = first_fit(c, items_of(c.input, c.e));
  return at == -2 ? Value() : Value::of(at >= 0);
}

Value find(Call& c) {
  auto items = items_of(c.input, c.e);
  std::int64_t at = first_fit(c, items);
  return at < 0 ? Value::nothing(Value::absent) : items[static_cast<std::size_t>(at)];
}

Value find_index(Call& c) {
  std::int64_t at = first_fit(c, items_of(c.input, c.e));
  return at < 0 ? Value::nothing(Value::absent) : Value::of(at);
}

constexpr std::array kFilters{
    FilterSpec{"find", 1, 2, find},
    FilterSpec{"find_index", 1, 2, find_index},
    FilterSpec{"has", 1, 2, has},
    FilterSpec{"reject", 1, 2, [](Call& c) { return chosen(c, Verdict::no); }},
    FilterSpec{"where", 1, 2, [](Call& c) { return chosen(c, Verdict::yes); }},
};

}  // namespace

std::span<const FilterSpec> choosing_filters() {
  return kFilters;
}

}  // namespace assent::channels::liquid
