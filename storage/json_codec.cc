#include <bit>

#include "base/limits.h"
#include "storage/fields.h"

namespace assent::storage {
namespace {

// Bytes on disk: never renumber.
enum class Tag : std::uint8_t {
  null = 1,
  no = 2,
  yes = 3,
  whole = 4,
  large = 5,
  real = 6,
  text = 7,
  list = 8,
  object = 9,
};

Encoder& put(Encoder& e, Tag tag) {
  return e.u8(static_cast<std::uint8_t>(tag));
}

}  // namespace

void put(Encoder& e, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      put(e, Tag::null);
      break;
    case json::kind::bool_:
      put(e, value.get_bool() ? Tag::yes : Tag::no);
      break;
    case json::kind::int64:
      put(e, Tag::whole).i64(value.get_int64());
      break;
    case json::kind::uint64:
      put(e, Tag::large).varint(value.get_uint64());
      break;
    case json::kind::double_:
      put(e, Tag::real).big_endian64(std::bit_cast<std::uint64_t>(value.get_double()));
      break;
    case json::kind::string:
      put(e, Tag::text).string(value.get_string());
      break;
    case json::kind::array:
      put(e, Tag::list).varint(value.get_array().size());
      for (const json::value& item : value.get_array()) put(e, item);
      break;
    case json::kind::object:
      put(e, Tag::object);
      put(e, value.get_object());
      break;
  }
}

void put(Encoder& e, const json::object& object) {
  e.varint(object.size());
  for (const auto& member : object) {
    e.string(member.key());
    put(e, member.value());
  }
}

json::value get_json(FieldReader& r, std::size_t depth) {
  if (depth > limits::json_depth) {
    r.reject();
    return nullptr;
  }
  switch (r.one_of(Tag::object)) {
    case Tag::null:
      return nullptr;
    case Tag::no:
      return false;
    case Tag::yes:
      return true;
    case Tag::whole:
      return r.i64();
    case Tag::large:
      return r.varint();
    case Tag::real:
      return std::bit_cast<double>(r.big_endian64());
    case Tag::text:
      return json::string(r.string());
    case Tag::list: {
      json::array items;
      r.list([&] { items.push_back(get_json(r, depth + 1)); });
      return items;
    }
    case Tag::object:
      return get_object(r, depth + 1);
  }
  return nullptr;
}

json::object get_object(FieldReader& r, std::size_t depth) {
  json::object object;
  r.list([&] {
    std::string name = r.text();
    bool is_new = object.emplace(name, get_json(r, depth)).second;
    if (!is_new) r.reject();
  });
  return object;
}

}  // namespace assent::storage
