// Filters on lists as a whole: join, reverse, sort, uniq, compact, concat, map, sum.
#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "channels/liquid/characters.h"
#include "channels/liquid/filters.h"
#include "channels/liquid/numbers.h"
#include "channels/liquid/print.h"

namespace assent::channels::liquid {
namespace {

Value listed(Call& c, const std::vector<Value>& items) {
  Value* first = c.e.values(items.size());
  if (first == nullptr) return {};
  std::copy(items.begin(), items.end(), first);
  const List* list = c.e.list(first, items.size());
  if (list == nullptr) return {};
  Value v = Value::of(list);
  v.flags |= c.input.flags & Value::travelling;
  return v;
}

// Where one part is HTML, the others are escaped as they are joined.
Value join(Call& c) {
  auto items = items_of(c.input, c.e);
  auto is_markup = [](const Value& v) { return v.has(Value::markup); };
  bool html = c.e.html() && (std::any_of(items.begin(), items.end(), is_markup) || is_markup(c.argument(0)));
  std::string glue(" ");
  if (c.has(0)) {
    glue.clear();
    print(c.argument(0), glue);
  }
  std::string out;
  auto add = [&](std::string_view text, bool markup) {
    if (html && !markup) {
      append_escaped(text, out);
    } else {
      out += text;
    }
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) add(glue, is_markup(c.argument(0)));
    std::string text;
    print(items[i], text);
    add(text, is_markup(items[i]));
    if (!c.e.spend((text.size() + glue.size()) / 64)) return {};
  }
  return Value::of(c.e.copied(out),
                   (c.input.flags & Value::travelling) | (html ? Value::markup : std::uint8_t{0}));
}

Value reverse(Call& c) {
  auto items = items_of(c.input, c.e);
  std::vector<Value> out(items.rbegin(), items.rend());
  return listed(c, out);
}

// Merges, and keeps to its bounds whatever the comparison says.
template <class Before>
void sort_stably(std::vector<Value>& keys, std::vector<Value>& items, Before before) {
  std::vector<Value> keys_into(keys.size()), into(items.size());
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    for (std::size_t from = 0; from < items.size(); from += 2 * width) {
      std::size_t middle = std::min(from + width, items.size()),
                  end = std::min(from + 2 * width, items.size());
      for (std::size_t a = from, b = middle, at = from; at < end; ++at) {
        bool right = a == middle || (b < end && before(keys[b], keys[a]));
        std::size_t& source = right ? b : a;
        into[at] = items[source];
        keys_into[at] = keys[source];
        ++source;
      }
    }
    items.swap(into);
    keys.swap(keys_into);
  }
}

int fold_compare(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    auto x = static_cast<unsigned char>(lower(a[i])), y = static_cast<unsigned char>(lower(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
}

// As a text, for sort_natural; nil stays and goes last.
bool make_text(Value& v, Evaluation& e) {
  if (v.is_nil() || v.is_string()) return true;
  std::string text;
  print(v, text);
  v = Value::of(e.copied(text));
  return !e.failed();
}

// The keys to sort by; false: failed, or some item has no brackets and nothing can be sorted.
bool sort_keys(Call& c, std::span<const Value> items, std::vector<Value>& keys) {
  if (c.argument(0).is_nil()) {
    keys.assign(items.begin(), items.end());
    return true;
  }
  for (const Value& item : items) {
    Value key;
    Picked picked = pick(item, c.argument(0), key, c.e);
    if (picked == Picked::no_brackets) return false;
    // One item by itself is never compared, so its key does not matter.
    if (picked == Picked::wrong_type && items.size() > 1) {
      cannot_pick(c.argument(0), c.e);
      return false;
    }
    keys.push_back(key);
  }
  return true;
}

Value sort(Call& c) {
  auto items = items_of(c.input, c.e);
  std::vector<Value> keys, sorted(items.begin(), items.end());
  if (!items.empty() && !sort_keys(c, items, keys)) return {};
  sort_stably(keys, sorted, [&](const Value& a, const Value& b) {
    if (c.e.failed()) return false;
    Order o = compare(a, b);
    if (o != Order::none) return o == Order::less;
    if (a.is_nil() || b.is_nil()) return b.is_nil();
    c.fail("values of different kinds cannot be sorted");
    return false;
  });
  return c.e.failed() ? Value() : listed(c, sorted);
}

Value sort_natural(Call& c) {
  auto items = items_of(c.input, c.e);
  std::vector<Value> keys, sorted(items.begin(), items.end());
  if (!items.empty() && !sort_keys(c, items, keys)) return {};
  for (Value& key : keys) {
    if (!make_text(key, c.e)) return {};
  }
  sort_stably(keys, sorted, [](const Value& a, const Value& b) {
    if (a.is_nil() || b.is_nil()) return !a.is_nil();
    return fold_compare(a.string(), b.string()) < 0;
  });
  return listed(c, sorted);
}

struct Hash {
  std::size_t operator()(const Value& v) const { return hash(v); }
};
struct Same {
  bool operator()(const Value& a, const Value& b) const { return same(a, b); }
};

// Calls keep(item, key) for each item; what has no brackets makes the whole nil, as Ruby's Liquid does.
// Fewer than `least` items are their own keys.
template <class Keep>
Value by_key(Call& c, std::size_t least, Keep keep) {
  auto items = items_of(c.input, c.e);
  std::vector<Value> out;
  for (const Value& item : items) {
    Value key = item;
    if (!c.argument(0).is_nil() && items.size() >= least) {
      Picked picked = pick(item, c.argument(0), key, c.e);
      if (picked == Picked::no_brackets) return {};
      if (picked == Picked::wrong_type) return cannot_pick(c.argument(0), c.e);
    }
    if (keep(key)) out.push_back(item);
  }
  return c.e.failed() ? Value() : listed(c, out);
}

Value uniq(Call& c) {
  std::unordered_set<Value, Hash, Same> seen;
  return by_key(c, 2, [&](const Value& key) { return seen.insert(key).second; });
}

Value compact(Call& c) {
  return by_key(c, 1, [](const Value& key) { return !key.is_nil(); });
}

Value concat(Call& c) {
  if (!c.argument(0).is_array()) return c.fail("concat: what is added is no list");
  auto items = items_of(c.input, c.e);
  std::vector<Value> out(items.begin(), items.end());
  Parts more(c.argument(0));
  if (!c.e.spend(more.size())) return {};
  for (std::uint64_t i = 0; i < more.size(); ++i) out.push_back(more.at(i, c.e));
  return listed(c, out);
}

Value map(Call& c) {
  std::vector<Value> out;
  for (const Value& item : items_of(c.input, c.e)) {
    Value picked;
    if (pick(item, c.argument(0), picked, c.e) == Picked::wrong_type) return cannot_pick(c.argument(0), c.e);
    out.push_back(picked);
  }
  return listed(c, out);
}

Value sum(Call& c) {
  std::vector<Value> values;
  for (const Value& item : items_of(c.input, c.e)) {
    Value value = item;
    if (!c.argument(0).is_nil() && pick(item, c.argument(0), value, c.e) == Picked::wrong_type)
      return cannot_pick(c.argument(0), c.e);
    values.push_back(value);
  }
  Number total;
  Value list = listed(c, values);
  if (c.e.failed()) return {};
  for (const Value& value : items_of(list, c.e)) {
    if (auto next = compute(Operation::plus, total, to_number(value))) total = *next;
  }
  return total.value();
}

constexpr std::array kFilters{
    FilterSpec{"compact", 0, 1, compact},
    FilterSpec{"concat", 1, 1, concat},
    FilterSpec{"join", 0, 1, join},
    FilterSpec{"map", 1, 1, map},
    FilterSpec{"reverse", 0, 0, reverse},
    FilterSpec{"sort", 0, 1, sort},
    FilterSpec{"sort_natural", 0, 1, sort_natural},
    FilterSpec{"sum", 0, 1, sum},
    FilterSpec{"uniq", 0, 1, uniq},
};

}  // namespace

std::span<const FilterSpec> list_filters() {
  return kFilters;
}

}  // namespace assent::channels::liquid
