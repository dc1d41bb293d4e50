// What a template computes with: a small view into the data, or into the rendering's arena.
//
//   Value v = Value::of(json);        // no copy: strings, lists and objects stay where they are
//   v.truthy();  v.size_or(0);  equal(v, Value::of("Ada"));
//
// Trivially copyable, 16 bytes; borrows. nil, false, and nothing else, is false. Integers and decimals are two
// kinds, as in Ruby: 5 and 5.0 are equal but print differently. Flags travel with a value through filters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace assent::channels::liquid {

struct Value;
class Evaluation;

enum class Kind : std::uint8_t {
  nil,
  boolean,
  integer,
  decimal,
  string,
  array,       // of the data
  list,        // made by a filter
  object,      // of the data
  members,     // something that is asked by name, such as the contact
  range,       // (1..5)
  loop,        // forloop
  table_loop,  // tablerowloop
  blank,       // the words, where they are an operand of a comparison
  empty,
};

// What is asked by name and cannot be listed.
class Members {
 public:
  virtual ~Members() = default;
  virtual Value member(std::string_view name) const = 0;
};

struct List {
  const Value* items;
  std::size_t size;
};
struct Range {
  std::int64_t first, last;
  std::uint64_t size() const {
    return last < first ? 0 : static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
  }
};
struct LoopState {
  std::string_view name;
  std::int64_t index = 0, length = 0;
  const LoopState* parent = nullptr;
};
struct TableState {
  std::int64_t index = 0, length = 0, row = 1, column = 1, columns = 0;
};

struct Value {
  // Flags.
  static constexpr std::uint8_t markup = 1;   // HTML already: not escaped again
  static constexpr std::uint8_t escaped = 2;  // `escape` was asked for: escaped whatever comes after
  static constexpr std::uint8_t absent = 4;   // nothing was there, or what was computed from nothing
  static constexpr std::uint8_t hidden = 8;   // ... because its source may not be used (P6)
  static constexpr std::uint8_t travelling = escaped | absent | hidden;

  Kind kind = Kind::nil;
  std::uint8_t flags = 0;
  std::uint32_t length = 0;  // of a string
  union {
    bool boolean;
    std::int64_t integer;
    double decimal;
    const char* text;
    const json::array* array;
    const List* list;
    const json::object* object;
    const Members* members;
    const Range* range;
    const LoopState* loop;
    const TableState* table;
  };

  Value() : integer(0) {}
  static Value nothing(std::uint8_t flags) {
    Value v;
    v.flags = flags;
    return v;
  }
  static Value of(bool b) {
    Value v;
    v.kind = Kind::boolean;
    v.boolean = b;
    return v;
  }
  static Value of(std::int64_t i) {
    Value v;
    v.kind = Kind::integer;
    v.integer = i;
    return v;
  }
  static Value of(double d) {
    Value v;
    v.kind = Kind::decimal;
    v.decimal = d;
    return v;
  }
  static Value of(std::string_view s, std::uint8_t flags = 0) {
    Value v;
    v.kind = Kind::string;
    v.flags = flags;
    v.length = static_cast<std::uint32_t>(s.size());
    v.text = s.data();
    return v;
  }
  static Value of(const List* l) {
    Value v;
    v.kind = Kind::list;
    v.list = l;
    return v;
  }
  static Value of(const Range* r) {
    Value v;
    v.kind = Kind::range;
    v.range = r;
    return v;
  }
  static Value of(const json::object& o) {
    Value v;
    v.kind = Kind::object;
    v.object = &o;
    return v;
  }
  static Value of(const Members& m) {
    Value v;
    v.kind = Kind::members;
    v.members = &m;
    return v;
  }
  static Value of(const LoopState& l) {
    Value v;
    v.kind = Kind::loop;
    v.loop = &l;
    return v;
  }
  static Value of(const TableState& t) {
    Value v;
    v.kind = Kind::table_loop;
    v.table = &t;
    return v;
  }
  static Value word(Kind kind) {
    Value v;
    v.kind = kind;
    return v;
  }
  static Value of(const json::value& j);

  bool truthy() const { return kind != Kind::nil && (kind != Kind::boolean || boolean); }
  bool is_nil() const { return kind == Kind::nil; }
  bool is_string() const { return kind == Kind::string; }
  bool is_number() const { return kind == Kind::integer || kind == Kind::decimal; }
  bool is_array() const { return kind == Kind::array || kind == Kind::list; }
  bool is_hash() const { return kind == Kind::object; }
  std::string_view string() const { return {text, length}; }
  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};
static_assert(sizeof(Value) == 16);

// As `==` says: numbers by value, lists and objects by their parts, strings byte by byte.
bool equal(const Value& a, const Value& b);

// As hash keys and `uniq` compare: 1 and 1.0 differ. Equal values have equal hashes.
std::size_t hash(const Value& v);
bool same(const Value& a, const Value& b);

enum class Order : std::uint8_t { less, equal, greater, none };
Order compare(const Value& a, const Value& b);  // none: these have no order

// Nothing in it: what `empty` and `default` ask. Only strings, lists and objects can be.
bool is_empty(const Value& v);
bool is_blank(const Value& v);

// The parts of a list, an object (pairs) or a range, by place.
class Parts {
 public:
  explicit Parts(const Value& v);
  bool any_kind() const { return can_; }  // false: this is no list, object or range
  std::uint64_t size() const { return size_; }
  // A pair of an object is made in the arena.
  Value at(std::uint64_t i, Evaluation& e) const;

 private:
  Value of_;
  std::uint64_t size_ = 0;
  bool can_ = true;
};

// The value of a member as written behind a dot or in brackets; nil where there is none. `command`: behind a
// dot, where size, first and last mean something.
Value member(const Value& of, std::string_view name, bool command, Evaluation& e);
Value element(const Value& of, std::int64_t place, Evaluation& e);

inline Value Value::of(const json::value& j) {
  switch (j.kind()) {
    case json::kind::null:
      return {};
    case json::kind::bool_:
      return of(j.get_bool());
    case json::kind::int64:
      return of(j.get_int64());
    case json::kind::uint64:
      return of(static_cast<double>(j.get_uint64()));
    case json::kind::double_:
      return of(j.get_double());
    case json::kind::string:
      return of(std::string_view(j.get_string()));
    case json::kind::array: {
      Value v;
      v.kind = Kind::array;
      v.array = &j.get_array();
      return v;
    }
    case json::kind::object:
      return of(j.get_object());
  }
  return {};
}

}  // namespace assent::channels::liquid
