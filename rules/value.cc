#include "rules/value.h"

#include "rules/members.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

namespace assent::rules {

void* Arena::take_block(std::size_t bytes) {
  constexpr std::size_t usual = 16 * 1024;
  if (bytes > left_) return nullptr;
  std::size_t size = std::min(std::max(usual, bytes), left_);
  left_ -= size;
  constexpr std::size_t header = 16;  // keeps what follows aligned
  static_assert(sizeof(Block) <= header);
  auto* space = static_cast<std::byte*>(::operator new(header + size));
  blocks_ = new (space) Block{blocks_};
  std::byte* start = space + header;
  if (bytes < usual) {  // the rest of a block made for one array is not worth giving up the current one
    at_ = start + bytes;
    end_ = start + size;
  }
  return start;
}

void Arena::release() {
  while (blocks_ != nullptr) {
    Block* before = blocks_->before;
    ::operator delete(blocks_);
    blocks_ = before;
  }
}

std::string_view Arena::copy(std::string_view text) {
  char* space = static_cast<char*>(take(text.size()));
  if (space == nullptr) return {};
  if (!text.empty()) std::memcpy(space, text.data(), text.size());
  return {space, text.size()};
}

Value Value::of_rarer(const json::value& v) {
  if (const bool* b = v.if_bool()) return of(*b);
  if (const json::array* a = v.if_array()) return of(*a);
  if (const std::uint64_t* u = v.if_uint64()) return of(*u);
  return null();
}

std::string_view type_name(Value v) {
  switch (v.kind) {
    case Kind::error:
      return "error";
    case Kind::null:
      return "null_type";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::uinteger:
      return "uint";
    case Kind::real:
      return "double";
    case Kind::string:
      return "string";
    case Kind::bytes:
      return "bytes";
    case Kind::list:
      return "list";
    case Kind::map:
      return "map";
    case Kind::timestamp:
      return "google.protobuf.Timestamp";
    case Kind::duration:
      return "google.protobuf.Duration";
    case Kind::type:
      return "type";
    case Kind::optional:
      return "optional_type";
  }
  return "";
}

std::optional<std::int64_t> exact_integer(double d) {
  if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0) || d != std::trunc(d)) return std::nullopt;
  return static_cast<std::int64_t>(d);
}

namespace {

Order mirror(Order o) {
  return o == Order::less ? Order::greater : o == Order::greater ? Order::less : o;
}

// The specification compares an int with a double as doubles once the double is in range of the int.
Order int_double(std::int64_t a, double b) {
  if (std::isnan(b)) return Order::unordered;
  if (b < -9223372036854775808.0) return Order::greater;
  if (b > 9223372036854775808.0) return Order::less;
  return order(static_cast<double>(a), b);
}

Order uint_double(std::uint64_t a, double b) {
  if (std::isnan(b)) return Order::unordered;
  if (b < 0) return Order::greater;
  if (b > 18446744073709551616.0) return Order::less;
  return order(static_cast<double>(a), b);
}

Order int_uint(std::int64_t a, std::uint64_t b) {
  return a < 0 ? Order::less : order(static_cast<std::uint64_t>(a), b);
}

Order compare_numbers(Value a, Value b) {
  if (a.kind == Kind::integer) {
    if (b.kind == Kind::integer) return order(a.integer, b.integer);
    return b.kind == Kind::uinteger ? int_uint(a.integer, b.uinteger) : int_double(a.integer, b.real);
  }
  if (a.kind == Kind::uinteger) {
    if (b.kind == Kind::uinteger) return order(a.uinteger, b.uinteger);
    return b.kind == Kind::integer ? mirror(int_uint(b.integer, a.uinteger))
                                   : uint_double(a.uinteger, b.real);
  }
  if (b.kind == Kind::integer) return mirror(int_double(b.integer, a.real));
  if (b.kind == Kind::uinteger) return mirror(uint_double(b.uinteger, a.real));
  return order(a.real, b.real);
}

}  // namespace

Order compare(Value a, Value b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.kind != b.kind) return Order::incomparable;
  switch (a.kind) {
    case Kind::boolean:
      return order(a.boolean, b.boolean);
    case Kind::string:
    case Kind::bytes:
      return order(a.text().compare(b.text()), 0);
    case Kind::timestamp:
    case Kind::duration:
      return a.integer != b.integer ? order(a.integer, b.integer) : order(a.size, b.size);
    case Kind::error:
    case Kind::null:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::list:
    case Kind::map:
    case Kind::type:
    case Kind::optional:
      return Order::incomparable;
  }
  return Order::incomparable;
}

bool equal_scalars(Value a, Value b) {
  if (a.kind == Kind::null || a.kind == Kind::type) {
    return a.kind == b.kind && (a.kind == Kind::null || a.text() == b.text());
  }
  return compare(a, b) == Order::equal;
}

namespace {

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0x9E3779B97F4A7C15ull;
  return x ^ (x >> 29);
}

std::uint64_t word_at(const char* p, std::size_t bytes) {
  std::uint64_t w = 0;
  std::memcpy(&w, p, bytes);
  return w;
}

std::uint64_t hash_text(std::string_view text) {
  const char* p = text.data();
  std::size_t size = text.size();
  std::uint64_t h = size * 0x9E3779B97F4A7C15ull;
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) h = mix(h ^ word_at(p + at, 8));
    return mix(h ^ word_at(p + size - 8, 8));
  }
  if (size >= 4) return mix(h ^ word_at(p, 4) ^ (word_at(p + size - 4, 4) << 32));
  for (std::size_t at = 0; at < size; ++at)
    h ^= static_cast<std::uint64_t>(static_cast<unsigned char>(p[at])) << (8 * at);
  return mix(h);
}

const Value* find_text(const MapNode& map, std::string_view text) {
  auto same = [&](Value key) { return key.kind == Kind::string && same_text(key.text(), text); };
  if (map.table == nullptr) {
    for (std::uint32_t i = 0; i < map.count; ++i) {
      if (same(map.entries[i].key)) return &map.entries[i].value;
    }
    return nullptr;
  }
  for (std::uint64_t h = hash_text(text);; ++h) {
    std::uint32_t index = map.table[h & map.mask];
    if (index == 0) return nullptr;
    if (same(map.entries[index - 1].key)) return &map.entries[index - 1].value;
  }
}

}  // namespace

std::uint64_t hash_scalar(Value v) {
  switch (v.kind) {
    // Equality of numbers is that of doubles where a double takes part, so all hash as doubles.
    case Kind::integer:
      return mix(std::bit_cast<std::uint64_t>(static_cast<double>(v.integer)));
    case Kind::uinteger:
      return mix(std::bit_cast<std::uint64_t>(static_cast<double>(v.uinteger)));
    case Kind::real:
      return mix(std::bit_cast<std::uint64_t>(v.real == 0 ? 0.0 : v.real));
    case Kind::string:
    case Kind::bytes:
    case Kind::type:
      return hash_text(v.text());
    case Kind::timestamp:
    case Kind::duration:
      return mix(v.uinteger ^ v.size);
    case Kind::boolean:
      return v.boolean ? 0x5851F42D4C957F2Dull : 0x14057B7EF767814Full;
    case Kind::error:
    case Kind::null:
    case Kind::list:
    case Kind::map:
    case Kind::optional:
      return 1;
  }
  return 0;
}

bool is_key(Value v) {
  return v.kind == Kind::boolean || v.kind == Kind::string || v.kind == Kind::integer ||
         v.kind == Kind::uinteger;
}

const Value* find(const MapNode& map, Value key) {
  if (key.kind == Kind::string) return find_text(map, key.text());
  if (map.table == nullptr) {
    for (std::uint32_t i = 0; i < map.count; ++i) {
      if (equal_scalars(map.entries[i].key, key)) return &map.entries[i].value;
    }
    return nullptr;
  }
  for (std::uint64_t h = hash_scalar(key);; ++h) {
    std::uint32_t index = map.table[h & map.mask];
    if (index == 0) return nullptr;
    if (equal_scalars(map.entries[index - 1].key, key)) return &map.entries[index - 1].value;
  }
}

bool index_map(MapNode& map, Arena& arena) {
  if (map.count <= 8) return true;
  std::uint32_t size = std::bit_ceil(map.count * 2);
  auto* table = arena.take_array<std::uint32_t>(size);
  if (table == nullptr) return false;
  std::fill(table, table + size, 0u);
  for (std::uint32_t i = 0; i < map.count; ++i) {
    std::uint64_t h = hash_scalar(map.entries[i].key);
    while (table[h & (size - 1)] != 0) ++h;
    table[h & (size - 1)] = i + 1;
  }
  map.table = table;
  map.mask = size - 1;
  return true;
}

}  // namespace assent::rules
