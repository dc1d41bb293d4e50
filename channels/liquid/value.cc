#include "channels/liquid/value.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "channels/liquid/evaluation.h"
#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

double as_double(const Value& v) {
  return v.kind == Kind::integer ? static_cast<double>(v.integer) : v.decimal;
}

Order order(double a, double b) {
  if (a < b) return Order::less;
  if (a > b) return Order::greater;
  return a == b ? Order::equal : Order::none;
}
Order order(std::int64_t a, std::int64_t b) {
  return a < b ? Order::less : a > b ? Order::greater : Order::equal;
}

std::size_t list_size(const Value& v) {
  return v.kind == Kind::array ? v.array->size() : v.list->size;
}
Value list_item(const Value& v, std::size_t i) {
  return v.kind == Kind::array ? Value::of((*v.array)[i]) : v.list->items[i];
}

using SamePart = bool (*)(const Value&, const Value&);

bool equal_lists(const Value& a, const Value& b, SamePart same_part) {
  std::size_t size = list_size(a);
  if (size != list_size(b)) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (!same_part(list_item(a, i), list_item(b, i))) return false;
  }
  return true;
}

bool equal_objects(const json::object& a, const json::object& b, SamePart same_part) {
  if (a.size() != b.size()) return false;
  for (const auto& m : a) {
    const json::value* other = b.if_contains(m.key());
    if (other == nullptr || !same_part(Value::of(m.value()), Value::of(*other))) return false;
  }
  return true;
}

bool equal_by(const Value& a, const Value& b, SamePart same_part) {
  if (a.is_array() && b.is_array()) return equal_lists(a, b, same_part);
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::nil:
      return true;
    case Kind::boolean:
      return a.boolean == b.boolean;
    case Kind::integer:
      return a.integer == b.integer;
    case Kind::decimal:
      return a.decimal == b.decimal;
    case Kind::string:
      return a.string() == b.string();
    case Kind::object:
      return a.object == b.object || equal_objects(*a.object, *b.object, same_part);
    case Kind::range:
      return a.range->first == b.range->first && a.range->last == b.range->last;
    case Kind::members:
      return a.members == b.members;
    case Kind::loop:
      return a.loop == b.loop;
    case Kind::table_loop:
      return a.table == b.table;
    case Kind::array:
    case Kind::list:
    case Kind::blank:
    case Kind::empty:
      return false;
  }
  return false;
}

std::size_t mixed(std::size_t seed, std::size_t more) {
  return seed * 1099511628211U ^ (more + 0x9e3779b97f4a7c15U + (seed >> 7));
}

Value first_or_last(const Value& of, bool first, Evaluation& e) {
  if (of.is_string()) {
    std::string_view s = of.string();
    if (s.empty()) return Value::of(s);
    std::size_t from = 0;
    if (!first) {
      from = s.size() - 1;
      while (from > 0 && (static_cast<unsigned char>(s[from]) & 0xC0) == 0x80) --from;
    }
    std::size_t length = std::max<std::size_t>(rules::utf8::length_at(s, from), 1);
    return Value::of(s.substr(from, length), of.flags);
  }
  if (of.is_hash() && !first) return {};
  Parts parts(of);
  if (parts.size() == 0) return {};
  return parts.at(first ? 0 : parts.size() - 1, e);
}

Value loop_member(const LoopState& loop, std::string_view name) {
  if (name == "index") return Value::of(loop.index + 1);
  if (name == "index0") return Value::of(loop.index);
  if (name == "rindex") return Value::of(loop.length - loop.index);
  if (name == "rindex0") return Value::of(loop.length - loop.index - 1);
  if (name == "first") return Value::of(loop.index == 0);
  if (name == "last") return Value::of(loop.index == loop.length - 1);
  if (name == "length") return Value::of(loop.length);
  if (name == "name") return Value::of(loop.name);
  if (name == "parentloop" && loop.parent != nullptr) return Value::of(*loop.parent);
  return Value::nothing(Value::absent);
}

Value table_member(const TableState& t, std::string_view name) {
  if (name == "index") return Value::of(t.index + 1);
  if (name == "index0") return Value::of(t.index);
  if (name == "rindex") return Value::of(t.length - t.index);
  if (name == "rindex0") return Value::of(t.length - t.index - 1);
  if (name == "first") return Value::of(t.index == 0);
  if (name == "last") return Value::of(t.index == t.length - 1);
  if (name == "length") return Value::of(t.length);
  if (name == "col") return Value::of(t.column);
  if (name == "col0") return Value::of(t.column - 1);
  if (name == "col_first") return Value::of(t.column == 1);
  if (name == "col_last") return Value::of(t.column == t.columns);
  if (name == "row") return Value::of(t.row);
  return Value::nothing(Value::absent);
}

Value size_of(const Value& v) {
  switch (v.kind) {
    case Kind::string:
      return Value::of(static_cast<std::int64_t>(rules::utf8::count(v.string())));
    case Kind::integer:
      return Value::of(std::int64_t{8});  // Ruby's Integer#size
    case Kind::array:
    case Kind::list:
      return Value::of(static_cast<std::int64_t>(list_size(v)));
    case Kind::object:
      return Value::of(static_cast<std::int64_t>(v.object->size()));
    case Kind::range:
      return Value::of(static_cast<std::int64_t>(v.range->size()));
    case Kind::nil:
    case Kind::boolean:
    case Kind::decimal:
    case Kind::members:
    case Kind::loop:
    case Kind::table_loop:
    case Kind::blank:
    case Kind::empty:
      return {};
  }
  return {};
}

Value marked(Value v, const Value& from) {
  v.flags |= from.flags & (Value::travelling | Value::markup);
  if (v.is_nil()) v.flags |= Value::absent;
  return v;
}

}  // namespace

bool equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    if (a.kind == Kind::integer && b.kind == Kind::integer) return a.integer == b.integer;
    return as_double(a) == as_double(b);
  }
  return equal_by(a, b, equal);
}

bool same(const Value& a, const Value& b) {
  return equal_by(a, b, same);
}

std::size_t hash(const Value& v) {
  auto kind = static_cast<std::size_t>(v.kind == Kind::list ? Kind::array : v.kind);
  switch (v.kind) {
    case Kind::boolean:
      return mixed(kind, v.boolean ? 1 : 0);
    case Kind::integer:
      return mixed(kind, std::hash<std::int64_t>()(v.integer));
    case Kind::decimal:
      return mixed(kind, std::hash<double>()(v.decimal));
    case Kind::string:
      return mixed(kind, std::hash<std::string_view>()(v.string()));
    case Kind::array:
    case Kind::list: {
      std::size_t sum = kind;
      for (std::size_t i = 0; i < list_size(v); ++i) sum = mixed(sum, hash(list_item(v, i)));
      return sum;
    }
    case Kind::object: {
      std::size_t sum = kind;  // whatever the order of the members
      for (const auto& m : *v.object)
        sum += mixed(std::hash<std::string_view>()(m.key()), hash(Value::of(m.value())));
      return sum;
    }
    case Kind::range:
      return mixed(kind, static_cast<std::size_t>(v.range->first ^ (v.range->last << 1)));
    case Kind::nil:
    case Kind::members:
    case Kind::loop:
    case Kind::table_loop:
    case Kind::blank:
    case Kind::empty:
      return kind;
  }
  return kind;
}

Order compare(const Value& a, const Value& b) {
  if (a.kind == Kind::integer && b.kind == Kind::integer) return order(a.integer, b.integer);
  if (a.is_number() && b.is_number()) return order(as_double(a), as_double(b));
  if (a.is_string() && b.is_string()) {
    int c = a.string().compare(b.string());
    return c < 0 ? Order::less : c > 0 ? Order::greater : Order::equal;
  }
  if (a.is_array() && b.is_array()) {
    std::size_t both = std::min(list_size(a), list_size(b));
    for (std::size_t i = 0; i < both; ++i) {
      Order o = compare(list_item(a, i), list_item(b, i));
      if (o != Order::equal) return o;
    }
    return order(static_cast<std::int64_t>(list_size(a)), static_cast<std::int64_t>(list_size(b)));
  }
  return equal(a, b) ? Order::equal : Order::none;
}

bool is_empty(const Value& v) {
  if (v.is_string()) return v.length == 0;
  if (v.is_array()) return list_size(v) == 0;
  return v.is_hash() && v.object->empty();
}

bool is_blank(const Value& v) {
  if (v.is_nil()) return true;
  if (v.kind == Kind::boolean) return !v.boolean;
  if (v.is_string()) return v.string().find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
  return is_empty(v);
}

Parts::Parts(const Value& v) : of_(v) {
  if (v.is_array()) {
    size_ = list_size(v);
  } else if (v.is_hash()) {
    size_ = v.object->size();
  } else if (v.kind == Kind::range) {
    size_ = v.range->size();
  } else {
    can_ = false;
  }
}

Value Parts::at(std::uint64_t i, Evaluation& e) const {
  if (of_.is_array()) return marked(list_item(of_, i), of_);
  if (of_.kind == Kind::range) return Value::of(of_.range->first + static_cast<std::int64_t>(i));
  const auto& m = *(of_.object->begin() + i);
  Value* pair = e.values(2);
  if (pair == nullptr) return {};
  pair[0] = Value::of(std::string_view(m.key()));
  pair[1] = Value::of(m.value());
  const List* list = e.list(pair, 2);
  return list == nullptr ? Value() : Value::of(list);
}

Value member(const Value& of, std::string_view name, bool command, Evaluation& e) {
  switch (of.kind) {
    case Kind::object:
      if (const json::value* found = of.object->if_contains(name)) return marked(Value::of(*found), of);
      break;
    case Kind::members:
      return of.members->member(name);
    case Kind::loop:
      return loop_member(*of.loop, name);
    case Kind::table_loop:
      return table_member(*of.table, name);
    case Kind::nil:
      return Value::nothing(of.flags | Value::absent);
    case Kind::boolean:
    case Kind::integer:
    case Kind::decimal:
    case Kind::string:
    case Kind::array:
    case Kind::list:
    case Kind::range:
    case Kind::blank:
    case Kind::empty:
      break;
  }
  if (command && name == "size") return marked(size_of(of), of);
  if (command && (name == "first" || name == "last"))
    return marked(first_or_last(of, name == "first", e), of);
  return marked({}, of);
}

Value element(const Value& of, std::int64_t place, Evaluation&) {
  if (!of.is_array()) return marked({}, of);
  auto size = static_cast<std::int64_t>(list_size(of));
  if (place < 0) place += size;
  if (place < 0 || place >= size) return marked({}, of);
  return marked(list_item(of, static_cast<std::size_t>(place)), of);
}

}  // namespace assent::channels::liquid
