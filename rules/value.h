// A value of CEL in 16 bytes, and the memory of one evaluation.
//
//   Value v = Value::of(std::string_view("pro"));     // borrows the characters
//   v.kind == Kind::string;  v.text();
//
// Values are trivially copyable and own nothing: text and JSON are borrowed from the caller's data, the rest
// lies in the Arena of the evaluation (or of the program, for constants). An error is a value too: it
// travels up until a logical operator absorbs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/json.h"

namespace assent::rules {

class ContactView;
struct Failure;
struct MapNode;

enum class Kind : std::uint32_t {
  error,
  null,
  boolean,
  integer,
  uinteger,
  real,
  string,
  bytes,
  list,
  map,
  timestamp,
  duration,
  type,
  optional,
};

// Where the contents of a list or map lie.
enum class Form : std::uint8_t { own, json, contact };

struct Value {
  Kind kind;
  // Bytes of text; elements of an own list, or json_list; the form of a map; nanoseconds of a timestamp or
  // duration. Two words and no more: a Value travels in registers.
  std::uint32_t size;
  union {
    bool boolean;
    std::int64_t integer;  // also whole seconds of a timestamp or duration, rounded down
    std::uint64_t uinteger;
    double real;
    const char* chars;
    const Value* items;  // of an own list; the value of an optional, or null
    const json::array* array;
    const MapNode* map;
    const json::object* object;
    const ContactView* contact;
    const Failure* failure;
  };

  static Value null() { return make(Kind::null); }
  static Value of(bool b) {
    Value v = make(Kind::boolean);
    v.integer = 0;
    v.boolean = b;
    return v;
  }
  static Value of(std::int64_t i) {
    Value v = make(Kind::integer);
    v.integer = i;
    return v;
  }
  static Value of(std::uint64_t u) {
    Value v = make(Kind::uinteger);
    v.uinteger = u;
    return v;
  }
  static Value of(double d) {
    Value v = make(Kind::real);
    v.real = d;
    return v;
  }
  static Value of(std::string_view s) { return text(Kind::string, s); }
  static Value bytes(std::string_view s) { return text(Kind::bytes, s); }
  static Value type(std::string_view name) { return text(Kind::type, name); }  // name must outlive it
  static Value list(const Value* items, std::size_t count) {
    Value v = make(Kind::list);
    v.size = static_cast<std::uint32_t>(count);
    v.items = items;
    return v;
  }
  static Value of(const MapNode* node) {
    Value v = make(Kind::map);
    v.map = node;
    return v;
  }
  static Value of(const json::array& a) {
    Value v = make(Kind::list, json_list);
    v.array = &a;
    return v;
  }
  static Value of(const json::object& o) {
    Value v = make(Kind::map, static_cast<std::uint32_t>(Form::json));
    v.object = &o;
    return v;
  }
  static Value of(const ContactView* c) {
    Value v = make(Kind::map, static_cast<std::uint32_t>(Form::contact));
    v.contact = c;
    return v;
  }
  static Value of(const Failure* f) {
    Value v = make(Kind::error);
    v.failure = f;
    return v;
  }
  static Value time(Kind kind, std::int64_t seconds, std::uint32_t nanos) {
    Value v = make(kind);
    v.integer = seconds;
    v.size = nanos;
    return v;
  }
  static Value optional(const Value* some) {
    Value v = make(Kind::optional);
    v.items = some;
    return v;
  }
  static Value of(const json::value& v);

  static constexpr std::uint32_t json_list = ~std::uint32_t{0};

  bool failed() const { return kind == Kind::error; }
  bool is(bool b) const { return kind == Kind::boolean && boolean == b; }
  bool is_number() const { return kind == Kind::integer || kind == Kind::uinteger || kind == Kind::real; }
  std::string_view text() const { return {chars, size}; }  // string, bytes, type
  Form form() const {                                      // list, map
    if (kind == Kind::list) return size == json_list ? Form::json : Form::own;
    return static_cast<Form>(size);
  }

 private:
  static Value of_rarer(const json::value& v);
  static Value make(Kind kind, std::uint32_t size = 0) {
    Value v;
    v.kind = kind;
    v.size = size;
    return v;
  }
  static Value text(Kind kind, std::string_view s) {
    Value v = make(kind);
    v.size = static_cast<std::uint32_t>(s.size());
    v.chars = s.data();
    return v;
  }
};
static_assert(sizeof(Value) == 16 && std::is_trivially_copyable_v<Value>);

inline Value Value::of(const json::value& v) {
  // Well predicted branches beat a jump table here, and of more than four GCC makes one.
  if (const json::string* s = v.if_string()) return of(std::string_view(s->data(), s->size()));
  if (const std::int64_t* i = v.if_int64()) return of(*i);
  if (const double* d = v.if_double()) return of(*d);
  if (const json::object* o = v.if_object()) return of(*o);
  return of_rarer(v);
}

struct MapEntry {
  Value key;
  Value value;
};

// A map made by an expression, in the order written. More than eight entries carry a hash table of
// indexes (plus one; zero is free), a power of two long.
struct MapNode {
  const MapEntry* entries = nullptr;
  std::uint32_t count = 0;
  std::uint32_t mask = 0;
  const std::uint32_t* table = nullptr;
};

// Memory that is given back all at once. The first bytes lie in the arena itself, so a small evaluation
// asks the heap for nothing. Past the budget take() answers nullptr.
class Arena {
 public:
  explicit Arena(std::size_t budget) : left_(budget) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    if (blocks_ != nullptr) release();
  }

  void* take(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (bytes <= static_cast<std::size_t>(end_ - at_)) {
      void* found = at_;
      at_ += bytes;
      return found;
    }
    return take_block(bytes);
  }

  // nullptr past the budget. Values are left as they lie.
  template <class T>
  T* take_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count > (std::size_t{1} << 32) / sizeof(T)) return nullptr;
    return static_cast<T*>(take(count * sizeof(T)));
  }

  // A copy that lives as long as the arena; data() is null past the budget.
  std::string_view copy(std::string_view text);

 private:
  struct Block {
    Block* before;
  };

  void* take_block(std::size_t bytes);
  void release();

  Block* blocks_ = nullptr;
  std::size_t left_;
  std::byte* at_ = inline_;
  std::byte* end_ = inline_ + sizeof inline_;
  alignas(16) std::byte inline_[1024];
};

// "int", "string", "google.protobuf.Timestamp": what type(v) answers.
std::string_view type_name(Value v);

// Doubles that are exactly an integer, as one; the numeric types compare by value.
std::optional<std::int64_t> exact_integer(double d);

enum class Order : std::uint8_t { less = 1, equal = 2, greater = 4, unordered = 8, incomparable = 16 };

// Of two numbers of one type, without a branch.
template <class T>
Order order(T a, T b) {
  int found = (a < b ? 1 : 0) | (a == b ? 2 : 0) | (a > b ? 4 : 0);
  return static_cast<Order>(found != 0 ? found : 8);
}

// Numbers across types, and pairs of bool, string, bytes, timestamp or duration.
Order compare(Value a, Value b);

// Of two scalars; false for different kinds. Lists, maps and optionals: see equal() in evaluation.h.
bool equal_scalars(Value a, Value b);

// Equal scalars hash alike, across the numeric types.
std::uint64_t hash_scalar(Value v);

// bool, int, uint, string, and doubles that are whole numbers may be looked up.
bool is_key(Value v);

// The entry of an own map, or nullptr. Numeric keys are found across types.
const Value* find(const MapNode& map, Value key);

// Sets the hash table where the map is large. False: past the budget.
bool index_map(MapNode& map, Arena& arena);

}  // namespace assent::rules
